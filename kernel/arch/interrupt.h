// SPDX-License-Identifier: Apache-2.0
// Interrupt enables of this hart, and the platform interrupt controller. Context: interrupts off.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum interrupt_pending {
    INTERRUPT_SOFTWARE = 1u << 0,
    INTERRUPT_TIMER = 1u << 1,
    INTERRUPT_EXTERNAL = 1u << 2,
};

// User code of this hart may be interrupted by software, timer and device interrupts from now on; the kernel itself
// never is. Also takes every counter away from user mode and switches floating point off.
void interrupts_prepare_hart(void);

// Which of the enabled interrupts are pending here; enum interrupt_pending bits.
uint32_t interrupts_pending(void);

// The PLIC mapped at `virtual_address` with that many sources.
void interrupt_controller_init(uint64_t virtual_address, uint32_t sources);

// Lets `source` interrupt the hart of that PLIC context, and no other.
void interrupt_controller_route(uint32_t source, uint32_t context);

// It interrupts that context no more.
void interrupt_controller_unroute(uint32_t source, uint32_t context);

// The highest-priority pending source of the context, or 0; the source stays quiet until it is completed.
uint32_t interrupt_controller_claim(uint32_t context);
void interrupt_controller_complete(uint32_t context, uint32_t source);
