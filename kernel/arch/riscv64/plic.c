// SPDX-License-Identifier: Apache-2.0
// The platform-level interrupt controller. Source: RISC-V PLIC 1.0.0 (memory map).
#include "kernel/arch/interrupt.h"
#include "kernel/arch/riscv64/csr.h"

enum plic_layout {
    PLIC_PRIORITY = 0x0,
    PLIC_ENABLE = 0x2000,
    PLIC_ENABLE_STRIDE = 0x80,
    PLIC_CONTEXT = 0x200000,
    PLIC_CONTEXT_STRIDE = 0x1000,
    PLIC_CLAIM = 4,
};

// Written once on the boot hart before any other hart starts.
static uint64_t plic_base;
static uint32_t plic_sources;

static volatile uint32_t *plic_register(uint64_t offset) {
    return (volatile uint32_t *)(plic_base + offset);
}

void interrupts_prepare_hart(void) {
    CSR_WRITE(scounteren, 0);
    CSR_CLEAR(sstatus, SSTATUS_SIE | SSTATUS_SPIE | SSTATUS_SPP | SSTATUS_FS | SSTATUS_VS | SSTATUS_SUM | SSTATUS_MXR);
    CSR_WRITE(sie, SIE_SOFTWARE | SIE_TIMER | SIE_EXTERNAL);
}

uint32_t interrupts_pending(void) {
    uint64_t pending = CSR_READ(sip) & CSR_READ(sie);
    return ((pending & SIE_SOFTWARE) != 0 ? INTERRUPT_SOFTWARE : 0u) |
           ((pending & SIE_TIMER) != 0 ? INTERRUPT_TIMER : 0u) |
           ((pending & SIE_EXTERNAL) != 0 ? INTERRUPT_EXTERNAL : 0u);
}

void interrupt_controller_init(uint64_t virtual_address, uint32_t sources) {
    plic_base = virtual_address;
    plic_sources = sources;
}

void interrupt_controller_route(uint32_t source, uint32_t context) {
    if (source == 0 || source > plic_sources) {
        return;
    }
    *plic_register(PLIC_PRIORITY + 4 * (uint64_t)source) = 1;
    *plic_register(PLIC_ENABLE + PLIC_ENABLE_STRIDE * (uint64_t)context + source / 32 * 4) |= 1u << source % 32;
    *plic_register(PLIC_CONTEXT + PLIC_CONTEXT_STRIDE * (uint64_t)context) = 0;
}

void interrupt_controller_unroute(uint32_t source, uint32_t context) {
    if (source != 0 && source <= plic_sources) {
        *plic_register(PLIC_ENABLE + PLIC_ENABLE_STRIDE * (uint64_t)context + source / 32 * 4) &= ~(1u << source % 32);
    }
}

uint32_t interrupt_controller_claim(uint32_t context) {
    return *plic_register(PLIC_CONTEXT + PLIC_CONTEXT_STRIDE * (uint64_t)context + PLIC_CLAIM);
}

void interrupt_controller_complete(uint32_t context, uint32_t source) {
    *plic_register(PLIC_CONTEXT + PLIC_CONTEXT_STRIDE * (uint64_t)context + PLIC_CLAIM) = source;
}
