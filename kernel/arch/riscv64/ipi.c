// SPDX-License-Identifier: Apache-2.0
// Raising software interrupts: the ACLINT SSWI device needs no firmware call.
// Source: RISC-V ACLINT 1.0-rc4, "Supervisor-level Software Interrupt Device"; SBI 1.0, "IPI Extension".
#include "kernel/arch/ipi.h"

#include <stdatomic.h>

#include "kernel/arch/firmware.h"
#include "kernel/arch/riscv64/csr.h"

// Written once on the boot hart before any other hart starts; read by all.
static volatile uint32_t *sswi_registers;

void ipi_choose_device(uint64_t sswi_virtual) {
    sswi_registers = (volatile uint32_t *)sswi_virtual;
}

void ipi_raise(struct hart_id hart, uint32_t sswi_index) {
    // The mailbox write is memory, the raise may be I/O.
    __asm__ volatile("fence rw, ow" : : : "memory");
    if (sswi_registers != NULL) {
        sswi_registers[sswi_index] = 1;
    } else {
        firmware_raise_ipi(hart);
    }
}

void ipi_clear(void) {
    CSR_CLEAR(sip, SIE_SOFTWARE);
    // Clear first, then read the mailbox: what is posted after the read raises again.
    __asm__ volatile("fence iorw, iorw" : : : "memory");
}
