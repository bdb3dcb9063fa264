// SPDX-License-Identifier: Apache-2.0
// How a hart begins and how it enters user mode for the first time.
#pragma once

#include <stdint.h>

#include "abi/error.h"

struct cpu;

// Asks the firmware to start the hart of `cpu` in the kernel's space, on its own stack, at `entry` (virtual). Only one
// hart may be in this state at a time. Errors: those of firmware_start_hart.
ABI_MUST_USE enum abi_error hart_start(const struct cpu *cpu, uint64_t entry);

// Takes this hart's trap vector and per-hart structure into use, and goes on at `entry` on its own stack.
_Noreturn void hart_continue_on_own_stack(struct cpu *cpu, void (*entry)(void));

// Gives up what this hart is doing, which has no task any more or never had one, for the next task; never returns. The stack
// is used anew.
_Noreturn void hart_leave_to_next_task(void);
