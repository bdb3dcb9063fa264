// SPDX-License-Identifier: Apache-2.0
// An address space: the lower half belongs to the user, the upper half is the kernel's and the same in all.
// Locks: in this state of the kernel a space is built before its first task runs and not changed afterwards.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"

struct space {
    uint64_t root_physical;
};

// An empty space. Errors: ENOMEM.
ABI_MUST_USE enum abi_error space_init(struct space *space);

// Maps one zeroed page for user mode and returns where its frame is in physical memory.
// Errors: EINVAL (outside user space, not page-aligned, already mapped, writable and executable at once), ENOMEM.
ABI_MUST_USE enum abi_error space_map_page(struct space *space, uint64_t address, bool writable, bool executable,
                                           uint64_t *physical);

// Makes this the hart's space. Context: kernel, interrupts off.
struct cpu;
void space_enter(struct cpu *cpu, const struct space *space);
