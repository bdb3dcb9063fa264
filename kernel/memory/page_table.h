// SPDX-License-Identifier: Apache-2.0
// Page-table entries and the walk, as arithmetic. Pure: tables are reached through `direct_offset` (virtual address
// of physical address 0 in the caller's direct map; host tests use an arena), nothing is flushed here.
// Locks: the caller owns the tables. Source: RISC-V Privileged Architecture, "Sv39".
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/limits.h"

#ifdef __cplusplus
extern "C" {
#endif

enum page_table_constants {
    PAGE_TABLE_LEVELS = 3,  // Sv39; level 2 is the root, level 0 holds 4 KiB pages
    PAGE_TABLE_ENTRIES = 512,
};

enum page_flags {
    PAGE_READ = 1u << 0,
    PAGE_WRITE = 1u << 1,
    PAGE_EXECUTE = 1u << 2,
    PAGE_USER = 1u << 3,
    PAGE_GLOBAL = 1u << 4,
};

// Bytes that one entry of that level (0 to 2) maps: 4 KiB, 2 MiB, 1 GiB.
uint64_t page_level_bytes(uint32_t level);

// A leaf entry with A and D set as its rights need (A always, D when writable).
// Errors: EINVAL (write together with execute, write without read, no right at all, an unknown flag, physical
// address not aligned to the level or above 56 bits, level above 2).
ABI_MUST_USE enum abi_error page_entry_leaf(uint64_t physical, uint32_t level, uint32_t flags, uint64_t *entry);

// The same for physical address 0 and flags that it does not refuse: what page_entry_table makes of another address may be added to it.
uint64_t page_entry_rights(uint32_t flags);

// An entry that points to the next table. physical is page-aligned.
uint64_t page_entry_table(uint64_t physical);

bool page_entry_is_valid(uint64_t entry);
bool page_entry_is_leaf(uint64_t entry);
uint64_t page_entry_physical(uint64_t entry);
uint32_t page_entry_flags(uint64_t entry);  // of a leaf

// True for an address that Sv39 accepts: bits 63..38 are all alike.
bool page_address_is_canonical(uint64_t address);

enum page_walk {
    PAGE_WALK_FOUND,        // *slot is the entry of the asked level
    PAGE_WALK_NEEDS_TABLE,  // *slot is an invalid entry above it: install a table there and walk again
    PAGE_WALK_LEAF_ABOVE,   // *slot is a leaf of a higher level that covers the address
};

// Walks from the root table (physical address) to the entry of `level` (0 to 2) for `address` (canonical).
enum page_walk page_table_walk(uint64_t root_physical, uint64_t direct_offset, uint64_t address, uint32_t level,
                               uint64_t **slot);

// The entry of the page at `address` (canonical), behind which are those of the pages that follow, to the end of the table.
// Null: a table is missing on the way, or a leaf of a higher level is in it.
uint64_t *page_table_find(uint64_t root_physical, uint64_t direct_offset, uint64_t address);

// How many entries there are from that of the address to the end of its table.
static inline uint32_t page_table_room(uint64_t address) {
    return PAGE_TABLE_ENTRIES - (uint32_t)(address / ABI_PAGE_BYTES % PAGE_TABLE_ENTRIES);
}

// Gives the page at `address` other flags (all of them, PAGE_USER too); *physical becomes where it is in physical
// memory. The entry changes in one store, as every hart's translation may read it at any time; the caller flushes.
// Errors: EINVAL (address not page-aligned or not canonical, no 4 KiB page mapped there, flags as page_entry_leaf).
// Nothing changed on error.
ABI_MUST_USE enum abi_error page_table_set_flags(uint64_t root_physical, uint64_t direct_offset, uint64_t address,
                                                 uint32_t flags, uint64_t *physical);

// Takes the page at `address` out; *physical becomes where it was. In one store, as above; the caller flushes before
// the frame is used for anything else. The tables stay.
// Errors: EINVAL (address not page-aligned or not canonical, no 4 KiB page mapped there). Nothing changed on error.
ABI_MUST_USE enum abi_error page_table_clear(uint64_t root_physical, uint64_t direct_offset, uint64_t address,
                                             uint64_t *physical);

#ifdef __cplusplus
}
#endif
