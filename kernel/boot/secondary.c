// SPDX-License-Identifier: Apache-2.0
#include "kernel/boot/secondary.h"

#include "kernel/arch/cpu.h"
#include "kernel/arch/firmware.h"
#include "kernel/arch/hart_start.h"
#include "kernel/arch/interrupt.h"
#include "kernel/arch/mmu.h"
#include "kernel/boot/refuse.h"
#include "kernel/console/console.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/fault.h"
#include "kernel/sync/hart_wait.h"

// Boot hart only.
static uint32_t firmware_requests;

uint32_t secondary_firmware_requests(void) {
    return firmware_requests;
}

// The first C function of a hart that was started; its tp and stack are its own already.
static _Noreturn void secondary_main(void) {
    struct cpu *cpu = cpu_current();
    if (!(fault_is(FAULT_hart_deaf) && cpu->id.value == percpu_count() - 1)) {
        interrupts_prepare_hart();
    }
    cpu_flush_instructions();  // the first program was copied into memory by the boot hart
    percpu_set_online(cpu);
    hart_leave_to_next_task();
}

enum abi_error secondary_start_cpu(struct cpu_id cpu, uint64_t entry) {
    struct kernel_image image = mmu_kernel_image();
    if (cpu.value >= percpu_count()) {
        return fault_is(FAULT_hart_id_unchecked) ? ABI_OK : ABI_EINVAL;
    }
    bool inside_text = entry >= image.text && entry < image.rodata;
    if (!inside_text && !fault_is(FAULT_hart_entry_unchecked)) {
        return ABI_EINVAL;
    }
    if (cpu_set_has(percpu_online(), cpu)) {
        return ABI_EBUSY;
    }
    firmware_requests++;
    enum abi_error error = hart_start(percpu_get(cpu), entry);
    if (error != ABI_OK) {
        return error;
    }
    struct hart_wait wait = hart_wait_begin(cpu, "come online");
    while (!cpu_set_has(percpu_online(), cpu)) {
        if (!hart_wait_try_round(&wait)) {
            return ABI_ETIMEDOUT;
        }
    }
    return ABI_OK;
}

static const char *failure_text(enum abi_error error) {
    switch (error) {
        case ABI_ENODEV:
            return "the firmware knows no such hart";
        case ABI_ETIMEDOUT:
            return "it was started but did not come up";
        default:
            return "the firmware refused";
    }
}

void secondary_start_all(void) {
    struct cpu_id self = cpu_current()->id;
    if (percpu_count() > 1 && !firmware_has_hart_control()) {
        boot_refuse("the firmware cannot start harts (no HSM extension)");
    }
    for (uint32_t number = 0; number < percpu_count(); number++) {
        struct cpu_id cpu = {number};
        if (fault_is(FAULT_hart_not_started) && number == percpu_count() - 1) {
            break;
        }
        if (number != self.value) {
            enum abi_error error = secondary_start_cpu(cpu, (uint64_t)secondary_main);
            if (error != ABI_OK) {
                boot_refuse("cpu%u (hart %lu) is not online: %s", number, percpu_get(cpu)->hart.value,
                            failure_text(error));
            }
        }
        console_print("KINIT: cpu%u online\n", number);
    }
}
