// SPDX-License-Identifier: Apache-2.0
// This hart: identity, counters, waiting.
#include "kernel/arch/cpu.h"

#include "kernel/arch/riscv64/csr.h"

struct cpu *cpu_current(void) {
    return __builtin_thread_pointer();
}

void cpu_set_current(struct cpu *cpu) {
    __asm__ volatile("mv tp, %0" : : "r"(cpu) : "memory");
}

uint64_t cpu_instructions(void) {
    return CSR_READ(instret);
}

uint64_t cpu_stack_pointer(void) {
    return (uint64_t)__builtin_frame_address(0);
}

void cpu_pause(void) {
    __asm__ volatile(".insn i 0x0f, 0, x0, x0, 0x010" : : : "memory");
}

void cpu_give_up_turn(void) {
    CSR_SET(sip, SIE_SOFTWARE);
    __asm__ volatile("wfi" : : : "memory");
    CSR_CLEAR(sip, SIE_SOFTWARE);
    // The mailbox is read after this: a sender writes it before raising, so a raise that was just cleared is seen there.
    __asm__ volatile("fence iorw, iorw" : : : "memory");
}

void cpu_keep_software_interrupt(void) {
    CSR_SET(sip, SIE_SOFTWARE);
}

void cpu_wait_for_interrupt(void) {
    __asm__ volatile("wfi" : : : "memory");
}

_Noreturn void cpu_halt(void) {
    CSR_WRITE(sie, 0);
    for (;;) {
        __asm__ volatile("wfi" : : : "memory");
    }
}

void cpu_flush_instructions(void) {
    __asm__ volatile("fence.i" : : : "memory");
}
