// SPDX-License-Identifier: Apache-2.0
// Calls that ask about the machine, and the one that ends it.
#include "abi/limits.h"
#include "abi/machine.h"
#include "kernel/arch/cpu.h"
#include "kernel/arch/firmware.h"
#include "kernel/arch/mmu.h"
#include "kernel/arch/user.h"
#include "kernel/boot/first_task.h"
#include "kernel/memory/memory.h"
#include "kernel/percpu/percpu.h"
#include "kernel/syscall/syscall.h"
#include "kernel/timer/timer.h"

struct system_call_result system_call_machine_info(uint64_t out) {
    struct kernel_image image = mmu_kernel_image();
    const struct abi_machine_info info = {
        .harts = (uint32_t)__builtin_popcountll(percpu_online().bits),
        .task_limit = ABI_TASKS_MAX,
        .memory_bytes = memory_total_bytes(),
        .memory_free_bytes = memory_free_bytes(),
        .kernel_bytes = image.end - image.text,
        .timebase_hz = timer_rate_hz(),
        .entry_instructions = first_task_entry_instructions(),
    };
    return call_result(user_copy_out(out, &info, sizeof(info)), 0);
}

struct system_call_result system_call_hart_statistics(uint64_t cpu, uint64_t out) {
    if (cpu >= percpu_count()) {
        return call_result(ABI_EINVAL, 0);
    }
    const struct abi_hart_statistics *from = &percpu_get((struct cpu_id){(uint32_t)cpu})->statistics;
    const struct abi_hart_statistics copy = {
        .ticks = counter_read(&from->ticks),
        .ipis_sent = counter_read(&from->ipis_sent),
        .ipis_received = counter_read(&from->ipis_received),
        .ipis_spurious = counter_read(&from->ipis_spurious),
        .switches = counter_read(&from->switches),
        .device_interrupts = counter_read(&from->device_interrupts),
        .reschedules = counter_read(&from->reschedules),
        .ipi_senders = counter_read(&from->ipi_senders),
        .idle_entries = counter_read(&from->idle_entries),
    };
    return call_result(user_copy_out(out, &copy, sizeof(copy)), 0);
}

struct system_call_result system_call_power_off(uint64_t status) {
    if (status > UINT8_MAX) {
        return call_result(ABI_EINVAL, 0);
    }
    machine_power_off((uint8_t)status);
}
