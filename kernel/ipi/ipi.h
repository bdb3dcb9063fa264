// SPDX-License-Identifier: Apache-2.0
// Interrupting another hart: the one way in which harts ask something of each other.
// The sender is the hart that executes ipi_send (its tp), never an argument from anywhere else.
// Context: kernel, interrupts off.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "kernel/ipi/mailbox.h"

struct cpu;

enum ipi_limits {
    IPI_NUDGES_PER_SECOND = 1000,   // of one hart
    IPI_NUDGES_PER_WINDOW = 10000,  // of the machine
    IPI_NUDGE_WINDOW_MILLISECONDS = 10,
};

// Posts the reasons to the target's mailbox and interrupts it unless an interrupt is already under way.
// Errors: EINVAL (no such cpu, no reason or an unknown one), ENODEV (the cpu is offline). Nothing was posted then.
ABI_MUST_USE enum abi_error ipi_send(struct cpu_id target, uint32_t reasons);

// Best-effort: asks an online hart to look at its queue soon. Dropped, and counted, when this hart or the machine has sent too many of
// these: so only for a hart that looks by itself at the end of a slice.
void ipi_nudge(struct cpu *target);

// Limits of best-effort IPIs. Selftest kernels may lower them on the command line; once, on the boot hart.
void ipi_init(uint64_t rate_hz, const char *command_line);

// Acts on everything in this hart's mailbox. Called for a software interrupt, and while waiting for another hart.
void ipi_receive(struct cpu *cpu);

// A software interrupt was taken: clears it and receives. An empty mailbox is counted and otherwise ignored.
void ipi_interrupt(struct cpu *cpu);

// Stops this hart for ever and lets the one that asked for it know.
_Noreturn void ipi_halt_this_hart(void);

// Stops every other online hart for ever. For the panic path: takes no lock, waits a bounded time, never fails.
void ipi_halt_others(void);
