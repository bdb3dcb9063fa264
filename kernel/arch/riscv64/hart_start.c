// SPDX-License-Identifier: Apache-2.0
#include "kernel/arch/hart_start.h"

#include <stdatomic.h>
#include <stddef.h>

#include "kernel/arch/firmware.h"
#include "kernel/arch/mmu.h"
#include "kernel/arch/riscv64/csr.h"
#include "kernel/arch/riscv64/offsets.h"
#include "kernel/percpu/percpu.h"

// What a starting hart reads at its physical address; see secondary_start.
struct hart_start_record {
    uint64_t satp;
    uint64_t cpu;
    uint64_t stack_top;
    uint64_t entry;
    uint64_t hart;
};

_Static_assert(offsetof(struct hart_start_record, satp) == START_SATP, "start.S");
_Static_assert(offsetof(struct hart_start_record, cpu) == START_CPU, "start.S");
_Static_assert(offsetof(struct hart_start_record, stack_top) == START_STACK_TOP, "start.S");
_Static_assert(offsetof(struct hart_start_record, entry) == START_ENTRY, "start.S");

_Static_assert(offsetof(struct hart_start_record, hart) == START_HART, "start.S");

// Written by the boot hart while no other hart is starting; read by the one that is, in start.S.
extern struct hart_start_record hart_start_record;
struct hart_start_record hart_start_record;

// start.S and trap_entry.S
extern const uint8_t secondary_start[];
extern const uint8_t trap_entry[];
_Noreturn void leave_to_next_task(void);

static uint64_t image_physical(const void *address) {
    struct kernel_image image = mmu_kernel_image();
    return (uint64_t)address - image.text + image.physical_base;
}

enum abi_error hart_start(const struct cpu *cpu, uint64_t entry) {
    hart_start_record = (struct hart_start_record){
        .satp = SATP_MODE_SV39 | mmu_kernel_root_physical() >> 12,
        .cpu = (uint64_t)cpu,
        .stack_top = cpu->stack_top,
        .entry = entry,
        .hart = cpu->hart.value,
    };
    // The record and all tables are in memory before the firmware lets the hart go.
    atomic_thread_fence(memory_order_seq_cst);
    return firmware_start_hart(cpu->hart, image_physical(secondary_start), image_physical(&hart_start_record));
}

_Noreturn void hart_continue_on_own_stack(struct cpu *cpu, void (*entry)(void)) {
    CSR_WRITE(sscratch, 0);
    CSR_WRITE(stvec, trap_entry);
    register uint64_t stack_top __asm__("a0") = cpu->stack_top;
    register uint64_t target __asm__("a1") = (uint64_t)entry;
    register struct cpu *pointer __asm__("a2") = cpu;
    __asm__ volatile("mv tp, a2; mv sp, a0; jr a1" : : "r"(stack_top), "r"(target), "r"(pointer) : "memory");
    __builtin_unreachable();
}

_Noreturn void hart_leave_to_next_task(void) {
    leave_to_next_task();
}
