// SPDX-License-Identifier: Apache-2.0
// Traps from user mode and from the kernel, as trap_entry.S delivers them. Context: kernel, interrupts off.
#pragma once

#include <stdint.h>

struct cpu;

// The kernel's state at a fault of its own, on the emergency stack; x[0] is the program counter.
struct kernel_frame {
    uint64_t x[32];
    uint64_t padding[2];
};

void trap_from_user(uint64_t scause, uint64_t stval);

// Returns the program counter to go on at: only a fault of a user copy is expected, everything else is a panic.
uint64_t trap_from_kernel(const struct kernel_frame *frame, uint64_t scause, uint64_t stval);

// A fault before the boot hart's structure exists.
_Noreturn void early_fault(uint64_t scause, uint64_t program_counter, uint64_t stval);

// Handles what is pending; enum interrupt_pending bits. For a hart that sleeps.
void trap_handle_interrupts(struct cpu *cpu, uint32_t pending);
