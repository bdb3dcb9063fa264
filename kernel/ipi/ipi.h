// SPDX-License-Identifier: Apache-2.0
// Interrupting another hart: the one way in which harts ask something of each other.
// The sender is the hart that executes ipi_send (its tp), never an argument from anywhere else.
// Context: kernel, interrupts off.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "kernel/ipi/mailbox.h"

struct cpu;

// Posts the reasons to the target's mailbox and interrupts it unless an interrupt is already under way.
// Errors: EINVAL (no such cpu, no reason or an unknown one), ENODEV (the cpu is offline). Nothing was posted then.
ABI_MUST_USE enum abi_error ipi_send(struct cpu_id target, uint32_t reasons);

// Acts on everything in this hart's mailbox. Called for a software interrupt, and while waiting for another hart.
void ipi_receive(struct cpu *cpu);

// A software interrupt was taken: clears it and receives. An empty mailbox is counted and otherwise ignored.
void ipi_interrupt(struct cpu *cpu);

// Stops this hart for ever and lets the one that asked for it know.
_Noreturn void ipi_halt_this_hart(void);

// Stops every other online hart for ever. For the panic path: takes no lock, waits a bounded time, never fails.
void ipi_halt_others(void);
