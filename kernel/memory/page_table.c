// SPDX-License-Identifier: Apache-2.0
#include "kernel/memory/page_table.h"

#include <stddef.h>

enum entry_layout {
    ENTRY_VALID = 1u << 0,
    ENTRY_FLAGS_SHIFT = 1,  // enum page_flags lies in the entry in the same order
    ENTRY_ACCESSED = 1u << 6,
    ENTRY_DIRTY = 1u << 7,
    ENTRY_PAGE_SHIFT = 10,
    ENTRY_PAGE_BITS = 44,
    PAGE_BITS = 12,
    LEVEL_BITS = 9,
    PHYSICAL_BITS = ENTRY_PAGE_BITS + PAGE_BITS,
    ADDRESS_BITS = PAGE_BITS + PAGE_TABLE_LEVELS * LEVEL_BITS,
    FLAGS_RIGHTS = PAGE_READ | PAGE_WRITE | PAGE_EXECUTE,
    FLAGS_ALL = FLAGS_RIGHTS | PAGE_USER | PAGE_GLOBAL,
};

_Static_assert(ABI_PAGE_BYTES == 1 << PAGE_BITS, "Sv39 pages");
_Static_assert(PAGE_TABLE_ENTRIES == 1 << LEVEL_BITS, "a table is one page");
_Static_assert(PAGE_READ << ENTRY_FLAGS_SHIFT == 1 << 1, "R is bit 1 of an entry");
_Static_assert(PAGE_GLOBAL << ENTRY_FLAGS_SHIFT == 1 << 5, "G is bit 5 of an entry");

uint64_t page_level_bytes(uint32_t level) {
    return (uint64_t)ABI_PAGE_BYTES << (LEVEL_BITS * level);
}

static bool flags_are_allowed(uint32_t flags) {
    bool writable = (flags & PAGE_WRITE) != 0;
    bool executable = (flags & PAGE_EXECUTE) != 0;
    bool readable = (flags & PAGE_READ) != 0;
    return (flags & ~(uint32_t)FLAGS_ALL) == 0 && (flags & FLAGS_RIGHTS) != 0 && !(writable && executable) &&
           !(writable && !readable);
}

enum abi_error page_entry_leaf(uint64_t physical, uint32_t level, uint32_t flags, uint64_t *entry) {
    if (level >= PAGE_TABLE_LEVELS || !flags_are_allowed(flags) || physical >> PHYSICAL_BITS != 0 ||
        physical % page_level_bytes(level) != 0) {
        return ABI_EINVAL;
    }
    *entry = page_entry_table(physical) | page_entry_rights(flags);
    return ABI_OK;
}

uint64_t page_entry_rights(uint32_t flags) {
    uint64_t dirty = (flags & PAGE_WRITE) != 0 ? ENTRY_DIRTY : 0;
    return (uint64_t)flags << ENTRY_FLAGS_SHIFT | ENTRY_ACCESSED | dirty | ENTRY_VALID;
}

uint64_t page_entry_table(uint64_t physical) {
    return physical >> PAGE_BITS << ENTRY_PAGE_SHIFT | ENTRY_VALID;
}

bool page_entry_is_valid(uint64_t entry) {
    return (entry & ENTRY_VALID) != 0;
}

bool page_entry_is_leaf(uint64_t entry) {
    return page_entry_is_valid(entry) && (page_entry_flags(entry) & FLAGS_RIGHTS) != 0;
}

uint64_t page_entry_physical(uint64_t entry) {
    uint64_t page = entry >> ENTRY_PAGE_SHIFT & ((UINT64_C(1) << ENTRY_PAGE_BITS) - 1);
    return page << PAGE_BITS;
}

uint32_t page_entry_flags(uint64_t entry) {
    return (uint32_t)(entry >> ENTRY_FLAGS_SHIFT) & FLAGS_ALL;
}

bool page_address_is_canonical(uint64_t address) {
    uint64_t sign = address >> (ADDRESS_BITS - 1);
    return sign == 0 || sign == UINT64_MAX >> (ADDRESS_BITS - 1);
}

enum page_walk page_table_walk(uint64_t root_physical, uint64_t direct_offset, uint64_t address, uint32_t level,
                               uint64_t **slot) {
    uint64_t table_physical = root_physical;
    for (uint32_t current = PAGE_TABLE_LEVELS - 1;; current--) {
        uint64_t *table = (uint64_t *)(uintptr_t)(direct_offset + table_physical);
        uint64_t *entry = &table[address / page_level_bytes(current) % PAGE_TABLE_ENTRIES];
        *slot = entry;
        if (current <= level) {
            return PAGE_WALK_FOUND;
        }
        if (!page_entry_is_valid(*entry)) {
            return PAGE_WALK_NEEDS_TABLE;
        }
        if (page_entry_is_leaf(*entry)) {
            return PAGE_WALK_LEAF_ABOVE;
        }
        table_physical = page_entry_physical(*entry);
    }
}

static inline uint64_t *table_entry(uint64_t table_physical, uint64_t direct_offset, uint64_t address, uint32_t level) {
    uint64_t *table = (uint64_t *)(uintptr_t)(direct_offset + table_physical);
    return &table[address >> (PAGE_BITS + LEVEL_BITS * level) & (PAGE_TABLE_ENTRIES - 1)];
}

static inline bool is_table(uint64_t entry) {
    return (entry & (ENTRY_VALID | FLAGS_RIGHTS << ENTRY_FLAGS_SHIFT)) == ENTRY_VALID;
}

// The walk of page_table_walk with the levels written out: mapping and unmapping single pages spends much of its time here.
uint64_t *page_table_find(uint64_t root_physical, uint64_t direct_offset, uint64_t address) {
    uint64_t root = *table_entry(root_physical, direct_offset, address, 2);
    if (!is_table(root)) {
        return NULL;
    }
    uint64_t middle = *table_entry(page_entry_physical(root), direct_offset, address, 1);
    if (!is_table(middle)) {
        return NULL;
    }
    return table_entry(page_entry_physical(middle), direct_offset, address, 0);
}

// The entry of a 4 KiB page that is mapped at the address; null when there is none.
static inline uint64_t *page_slot(uint64_t root_physical, uint64_t direct_offset, uint64_t address) {
    if (address % ABI_PAGE_BYTES != 0 || !page_address_is_canonical(address)) {
        return NULL;
    }
    uint64_t *slot = page_table_find(root_physical, direct_offset, address);
    return slot != NULL && page_entry_is_leaf(*slot) ? slot : NULL;
}

enum abi_error page_table_set_flags(uint64_t root_physical, uint64_t direct_offset, uint64_t address, uint32_t flags,
                                    uint64_t *physical) {
    uint64_t *slot = page_slot(root_physical, direct_offset, address);
    if (slot == NULL) {
        return ABI_EINVAL;
    }
    uint64_t page = page_entry_physical(*slot);
    uint64_t entry = 0;
    enum abi_error error = page_entry_leaf(page, 0, flags, &entry);
    if (error != ABI_OK) {
        return error;
    }
    __atomic_store_n(slot, entry, __ATOMIC_RELAXED);
    *physical = page;
    return ABI_OK;
}

enum abi_error page_table_clear(uint64_t root_physical, uint64_t direct_offset, uint64_t address, uint64_t *physical) {
    uint64_t *slot = page_slot(root_physical, direct_offset, address);
    if (slot == NULL) {
        return ABI_EINVAL;
    }
    *physical = page_entry_physical(*slot);
    __atomic_store_n(slot, 0, __ATOMIC_RELAXED);
    return ABI_OK;
}
