// SPDX-License-Identifier: Apache-2.0
#include "kernel/trap/trap.h"

#include "abi/exit_status.h"
#include "kernel/arch/cpu.h"
#include "kernel/arch/firmware.h"
#include "kernel/arch/interrupt.h"
#include "kernel/arch/user.h"
#include "kernel/audit/audit.h"
#include "kernel/console/console.h"
#include "kernel/interrupt/irq.h"
#include "kernel/ipc/ipc.h"
#include "kernel/ipi/ipi.h"
#include "kernel/memory/space.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/task/task.h"
#include "kernel/timer/timer.h"
#include "kernel/trace/trace.h"
#include "kernel/trap/fault_decode.h"
#include "kernel/trap/panic.h"

// user_copy.S
extern const uint8_t user_copy_begin[];
extern const uint8_t user_copy_end[];
extern const uint8_t user_copy_fault[];

// Beside the timer's and other harts' interrupts the rest is seldom, and compiled for size.
#define SELDOM __attribute__((noinline, minsize))

SELDOM static void device_interrupt(struct cpu *cpu) {
    uint32_t source = interrupt_controller_claim(cpu->plic_context);
    if (source == 0) {
        return;  // another context took it
    }
    counter_increment(&cpu->statistics.device_interrupts);
    if (irq_interrupt(source)) {
        return;  // who serves the device completes it
    }
    if (!console_interrupt(source)) {
        audit_record(ABI_AUDIT_DEVICE_UNOWNED, source, 0, 0);
    }
    interrupt_controller_complete(cpu->plic_context, source);
}

// Nobody was told how to mend it: the task ends.
SELDOM static void end_faulty(struct cpu *cpu, uint64_t scause, uint64_t stval) {
    uint64_t program_counter = cpu->current->frame.pc;
    if (trap_has_address(scause)) {
        console_print("FAULT: a user task was stopped: %s, address 0x%lx, pc 0x%lx\n", trap_cause_text(scause), stval,
                      program_counter);
    } else {
        console_print("FAULT: a user task was stopped: %s, pc 0x%lx\n", trap_cause_text(scause), program_counter);
    }
    task_stop_at_fault(cpu->current);
    cpu->exit_work |= EXIT_RESCHEDULE;
}

SELDOM static void user_fault(struct cpu *cpu, uint64_t scause, uint64_t stval) {
    uint32_t right = trap_missing_right(scause);
    bool is_mended = right != 0 && space_mends_fault(&cpu->current->process->space, stval, right);
    if (!is_mended) {
        trace_event(cpu, ABI_TRACE_FAULT, scause, stval);
    }
    if (!is_mended && !ipc_fault(cpu, scause, stval)) {
        end_faulty(cpu, scause, stval);
    }
}

void trap_from_user(uint64_t scause, uint64_t stval) {
    struct cpu *cpu = cpu_current();
    switch (trap_classify(scause)) {
        case TRAP_TIMER:
            timer_interrupt(cpu);
            break;
        case TRAP_SOFTWARE:
            ipi_interrupt(cpu);
            break;
        case TRAP_EXTERNAL:
            device_interrupt(cpu);
            break;
        case TRAP_FAULT:
            if (trap_is_illegal_instruction(scause) && user_float_begin(&cpu->current->float_state)) {
                break;
            }
            user_fault(cpu, scause, stval);
            break;
        case TRAP_SYSTEM_CALL:
        case TRAP_UNKNOWN:
        default:
            panic("unexpected trap from user mode: cause 0x%lx", scause);
    }
}

void trap_handle_interrupts(struct cpu *cpu, uint32_t pending) {
    if ((pending & INTERRUPT_SOFTWARE) != 0) {
        ipi_interrupt(cpu);
    }
    if ((pending & INTERRUPT_TIMER) != 0) {
        timer_interrupt(cpu);
    }
    if ((pending & INTERRUPT_EXTERNAL) != 0) {
        device_interrupt(cpu);
    }
}

uint64_t trap_from_kernel(const struct kernel_frame *frame, uint64_t scause, uint64_t stval) {
    uint64_t program_counter = frame->x[0];
    bool in_user_copy = program_counter >= (uint64_t)user_copy_begin && program_counter < (uint64_t)user_copy_end;
    if (in_user_copy && trap_classify(scause) == TRAP_FAULT) {
        const struct task *current = cpu_current()->current;
        uint32_t right = trap_missing_right(scause);
        bool is_mended = right != 0 && space_mends_fault(&current->process->space, stval, right);
        return is_mended ? program_counter : (uint64_t)user_copy_fault;
    }
    panic_at_fault(frame, scause, stval);
}

_Noreturn void early_fault(uint64_t scause, uint64_t program_counter, uint64_t stval) {
    // Without the lock: this hart may have been printing.
    console_panic_print("PANIC: %s before the kernel was set up, pc 0x%lx, address 0x%lx\n", trap_cause_text(scause),
                        program_counter, stval);
    machine_power_off(ABI_EXIT_PANIC);
}
