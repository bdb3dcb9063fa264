// SPDX-License-Identifier: Apache-2.0
#include "kernel/trap/panic.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>

#include "abi/exit_status.h"
#include "abi/limits.h"
#include "kernel/arch/cpu.h"
#include "kernel/arch/firmware.h"
#include "kernel/arch/mmu.h"
#include "kernel/config/kernel_config.h"
#include "kernel/console/console.h"
#include "kernel/ipi/ipi.h"
#include "kernel/percpu/percpu.h"
#include "kernel/trace/trace.h"
#include "kernel/trap/fault_decode.h"
#include "kernel/trap/trap.h"

enum panic_constants {
    PANIC_TEXT_BYTES = 192,
    BACKTRACE_ENTRIES_MAX = 24,
    REGISTERS_PER_LINE = 4,
};

// Set once by the first hart to panic (exchange, acq_rel): only that one reports. Read by spinning harts (acquire).
static _Atomic bool under_way;
// Written by the reporting hart only, and compared with itself.
static const struct cpu *reporter;
static bool was_traced;

bool panic_is_under_way(void) {
    return atomic_load_explicit(&under_way, memory_order_acquire);
}

// Without frame pointers: every word of the stack that points behind a call instruction of the kernel's text. May name
// calls that have returned already; the symbolizer prints all of them.
static void print_backtrace(const struct cpu *cpu, uint64_t stack_pointer) {
    struct kernel_image image = mmu_kernel_image();
    struct cpu_id victim = {0};
    if (percpu_is_guard_page(stack_pointer, &victim)) {
        stack_pointer = (stack_pointer / ABI_PAGE_BYTES + 1) * ABI_PAGE_BYTES;  // the stack it fell off begins there
    }
    uint64_t end = percpu_stack_end(cpu, stack_pointer);
    uint32_t printed = 0;
    for (uint64_t at = stack_pointer & ~UINT64_C(7); at < end && printed < BACKTRACE_ENTRIES_MAX;
         at += sizeof(uint64_t)) {
        uint64_t word = *(const uint64_t *)at;
        if (word > image.text && word < image.rodata) {
            console_panic_print("PANIC: trace 0x%lx\n", word);
            printed++;
        }
    }
}

static void print_locks(const struct cpu *cpu) {
    if (!KERNEL_CHECKS) {
        return;
    }
    for (uint32_t i = 0; i < cpu->locks.count; i++) {
        console_panic_print("PANIC: holds lock \"%s\"\n", lock_rank_text(cpu->locks.held[i].rank));
    }
}

static void print_registers(const struct kernel_frame *frame) {
    for (uint32_t i = 0; i < 32; i += REGISTERS_PER_LINE) {
        console_panic_print("PANIC: %s%-2u %016lx %016lx %016lx %016lx\n", i == 0 ? "pc,x" : "x", i == 0 ? 1 : i,
                            frame->x[i], frame->x[i + 1], frame->x[i + 2], frame->x[i + 3]);
    }
}

// The first panic goes on alone; another hart's ends that hart, and one of the reporting hart breaks the report off.
static void begin(uint64_t program_counter) {
    struct cpu *cpu = cpu_current();
    if (atomic_exchange_explicit(&under_way, true, memory_order_acq_rel)) {
        if (cpu == reporter) {
            panic_in_panic(program_counter);
        }
        ipi_halt_this_hart();
    }
    reporter = cpu;
    if (cpu != NULL) {
        // What the panic does itself is not to push out what led to it.
        was_traced = trace_is_on(cpu);
        cpu->bars.trace_is_on = 0;
        ipi_halt_others();
    }
}

static _Noreturn void finish(uint64_t stack_pointer) {
    const struct cpu *cpu = cpu_current();
    if (cpu != NULL) {
        print_locks(cpu);
        if (was_traced) {
            trace_panic_print(cpu);
        }
        print_backtrace(cpu, stack_pointer);
    }
    console_panic_print("PANIC: end of report\n");
    machine_power_off(ABI_EXIT_PANIC);
}

static void print_head(const char *text) {
    const struct cpu *cpu = cpu_current();
    if (cpu == NULL) {
        console_panic_print("PANIC: %s\n", text);
    } else {
        console_panic_print("PANIC: %s (cpu%u)\n", text, cpu->id.value);
    }
}

_Noreturn void panic(const char *format, ...) {
    begin((uint64_t)__builtin_return_address(0));
    char text[PANIC_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    print_head(text);
    finish(cpu_stack_pointer());
}

_Noreturn void panic_at_fault(const struct kernel_frame *frame, uint64_t scause, uint64_t stval) {
    begin(frame->x[0]);
    char text[PANIC_TEXT_BYTES];
    struct cpu_id victim = {0};
    if (percpu_is_guard_page(stval, &victim) && trap_has_address(scause)) {
        snprintf(text, sizeof(text), "kernel stack of cpu%u overflowed, pc 0x%lx", victim.value, frame->x[0]);
    } else {
        snprintf(text, sizeof(text), "kernel fault: %s, address 0x%lx, pc 0x%lx", trap_cause_text(scause), stval,
                 frame->x[0]);
    }
    print_head(text);
    print_registers(frame);
    finish(frame->x[2]);
}

_Noreturn void panic_in_panic(uint64_t program_counter) {
    static bool again;  // the reporting hart's only
    if (!atomic_exchange_explicit(&under_way, true, memory_order_acq_rel)) {
        ipi_halt_others();
    }
    if (again) {
        cpu_halt();
    }
    again = true;
    console_panic_print("PANIC: the report faulted, pc 0x%lx\n", program_counter);
    machine_power_off(ABI_EXIT_PANIC);
}
