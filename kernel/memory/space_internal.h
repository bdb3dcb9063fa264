// SPDX-License-Identifier: Apache-2.0
// What the files of kernel/memory/space.h share.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/arch/mmu.h"
#include "kernel/memory/page_table.h"
#include "kernel/memory/space.h"
#include "kernel/object/handle.h"
#include "kernel/process/process.h"

_Static_assert((uint32_t)ABI_RIGHT_READ == (uint32_t)PAGE_READ && (uint32_t)ABI_RIGHT_WRITE == (uint32_t)PAGE_WRITE &&
                   (uint32_t)ABI_RIGHT_EXECUTE == (uint32_t)PAGE_EXECUTE,
               "rights of a mapping are flags of its entries");

// READ, alone or with one of WRITE and EXECUTE.
static inline bool space_rights_are_mappable(uint32_t rights) {
    return rights == ABI_RIGHT_READ || rights == (ABI_RIGHT_READ | ABI_RIGHT_WRITE) ||
           rights == (ABI_RIGHT_READ | ABI_RIGHT_EXECUTE);
}

// A user page's entry with those rights, but for its address.
static inline uint64_t space_leaf(uint32_t rights) {
    return page_entry_rights(rights | PAGE_USER);
}

static inline uint64_t *space_entries(const struct space *space, uint64_t address) {
    return page_table_find(space->root_physical, KERNEL_DIRECT_BASE, address);
}

// The slot that a mapping is made through.
static inline struct capability *space_origin(const struct process *process, uint32_t origin) {
    return &capabilities[process->number * ABI_CAPABILITIES_MAX + origin];
}
