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
#include "kernel/object/handle.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/syscall/syscall.h"
#include "kernel/timer/timer.h"

static enum abi_error may_read_statistics(uint64_t stats) {
    return handle_authorize(cpu_current()->current->process, stats, ABI_OBJECT_STATS_READ, ABI_RIGHT_USE);
}

struct system_call_result system_call_machine_info(uint64_t stats, uint64_t out) {
    enum abi_error error = may_read_statistics(stats);
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
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

struct system_call_result system_call_hart_statistics(uint64_t stats, uint64_t cpu, uint64_t out) {
    struct handle handle;
    enum abi_error error = handle_find(cpu_current()->current->process, stats, ABI_OBJECT_STATS_READ, &handle);
    if (error == ABI_OK && cpu >= percpu_count()) {
        error = ABI_EINVAL;
    }
    if (error == ABI_OK) {
        error = handle_check(&handle, ABI_RIGHT_USE);
    }
    if (error != ABI_OK) {
        return call_result(error, 0);
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
        .allocations = counter_read(&from->allocations),
        .nudges = counter_read(&from->nudges),
        .nudges_dropped = counter_read(&from->nudges_dropped),
        .steal_attempts = counter_read(&from->steal_attempts),
        .steals = counter_read(&from->steals),
        .migrations = counter_read(&from->migrations),
        .starved_turns = counter_read(&from->starved_turns),
        .bursts_spent = counter_read(&from->bursts_spent),
    };
    return call_result(user_copy_out(out, &copy, sizeof(copy)), 0);
}

struct system_call_result system_call_power_off(uint64_t power, uint64_t status) {
    struct handle handle;
    enum abi_error error = handle_find(cpu_current()->current->process, power, ABI_OBJECT_POWER, &handle);
    if (error == ABI_OK && status > UINT8_MAX) {
        error = ABI_EINVAL;
    }
    if (error == ABI_OK) {
        error = handle_check(&handle, ABI_RIGHT_USE);
    }
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    machine_power_off((uint8_t)status);
}
