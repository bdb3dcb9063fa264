// SPDX-License-Identifier: Apache-2.0
// What space_unmap.c and space_change.c share. Whoever takes away marks the mapping, changes the entries, lets go of the lock for the
// shootdown, and finishes under the lock again; nobody else touches a marked mapping.
#pragma once

#include "kernel/arch/cpu.h"
#include "kernel/memory/space_internal.h"
#include "kernel/percpu/percpu.h"

enum find_result {
    FOUND,
    FOUND_NONE,
    FOUND_BUSY,  // another hart is changing it
};

static inline void space_mark(struct mapping *record, enum mapping_state state) {
    record->changer = (uint16_t)cpu_current()->id.value;
    record->state = (uint8_t)state;
}

// Sets the entries of the pages: to nothing, or to what they lead to with the rights of `leaf`.
static inline void space_rewrite(const struct space *space, const struct mapping *record, uint64_t leaf) {
    uint64_t address = record->address;
    uint32_t left = record->pages;
    while (left != 0) {
        uint64_t *entries = space_entries(space, address);
        uint32_t room = page_table_room(address);
        uint32_t count = left < room ? left : room;
        for (uint32_t i = 0; i < count; i++) {
            uint64_t entry = leaf == 0 ? 0 : leaf | page_entry_table(page_entry_physical(entries[i]));
            __atomic_store_n(&entries[i], entry, __ATOMIC_RELAXED);
        }
        left -= count;
        address += (uint64_t)count * ABI_PAGE_BYTES;
    }
}

// The mapping that begins there. Locks: SPACE is held.
static inline enum find_result space_find_locked(struct space *space, uint64_t address, struct mapping **record) {
    struct mapping *found = address_map_containing(&space->map, address);
    if (found == NULL || found->address != address || found->state == MAPPING_DYING) {
        return FOUND_NONE;
    }
    *record = found;
    return found->state == MAPPING_LIVE ? FOUND : FOUND_BUSY;
}

// Takes down a LIVE mapping. Waits for other harts. Locks: the space's is held, and not afterwards.
void space_take_down_locked(struct space *space, struct mapping *record) RELEASES(space->lock);
