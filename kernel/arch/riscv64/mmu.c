// SPDX-License-Identifier: Apache-2.0
// Installing and flushing translations.
// Source: RISC-V Privileged Architecture, "satp" (writes do not order earlier table stores: hence the fence).
#include "kernel/arch/mmu.h"

#include "kernel/arch/riscv64/csr.h"

void mmu_set_root(uint64_t root_physical) {
    CSR_WRITE(satp, SATP_MODE_SV39 | root_physical >> 12);
    mmu_flush_all();
}

void mmu_flush_all(void) {
    __asm__ volatile("sfence.vma" : : : "memory");
}
