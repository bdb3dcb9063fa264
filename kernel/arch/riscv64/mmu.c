// SPDX-License-Identifier: Apache-2.0
// Installing and flushing translations.
// Source: RISC-V Privileged Architecture, "satp" (a write flushes nothing, and orders no earlier stores to tables), "SFENCE.VMA".
#include "kernel/arch/mmu.h"

#include "kernel/arch/riscv64/csr.h"

enum satp_layout {
    SATP_NUMBER_SHIFT = 44,
    SATP_NUMBER_BITS = 16,
};

uint64_t mmu_satp(uint64_t root_physical, uint64_t number) {
    return SATP_MODE_SV39 | number << SATP_NUMBER_SHIFT | root_physical >> 12;
}

void mmu_set_satp(uint64_t satp) {
    CSR_WRITE(satp, satp);
}

// Bits that are not there stay zero. The kernel's translations are global, so its number is of no consequence meanwhile.
uint32_t mmu_number_bits(void) {
    const uint64_t all = (UINT64_C(1) << SATP_NUMBER_BITS) - 1;
    uint64_t before = CSR_READ(satp);
    CSR_WRITE(satp, before | all << SATP_NUMBER_SHIFT);
    uint64_t kept = CSR_READ(satp) >> SATP_NUMBER_SHIFT & all;
    CSR_WRITE(satp, before);
    return (uint32_t)__builtin_popcountll(kept);
}

void mmu_flush_all(void) {
    __asm__ volatile("sfence.vma" : : : "memory");
}

void mmu_flush_space(uint64_t number) {
    __asm__ volatile("sfence.vma zero, %0" : : "r"(number) : "memory");
}

void mmu_flush_page(uint64_t number, uint64_t address) {
    __asm__ volatile("sfence.vma %0, %1" : : "r"(address), "r"(number) : "memory");
}
