// SPDX-License-Identifier: Apache-2.0
// The life of an address space.
#include "kernel/memory/space.h"

#include <string.h>

#include "kernel/memory/memory.h"
#include "kernel/memory/quota.h"
#include "kernel/memory/shootdown.h"
#include "kernel/memory/space_internal.h"
#include "kernel/memory/vmo.h"
#include "kernel/trap/panic.h"

// The message pages of all tasks there may be lie in a row, somewhere in the uppermost part of user space, with unmapped pages on either
// side. Mappings lie below that part.
enum message_area {
    AREA_LEVEL = 2,  // what one entry of the root maps
    AREA_GUARD_PAGES = 1,
    USER_ENTRIES = PAGE_TABLE_ENTRIES / 2,
};

static uint64_t area_start(void) {
    return USER_END / page_level_bytes(AREA_LEVEL) * page_level_bytes(AREA_LEVEL);
}

// Another number from the same randomness. Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators" (SplitMix64).
static uint64_t next_random(uint64_t seed) {
    uint64_t z = seed + UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static uint64_t choose_message_base(uint64_t seed) {
    uint64_t start = area_start() + AREA_GUARD_PAGES * ABI_PAGE_BYTES;
    uint64_t end = USER_END - AREA_GUARD_PAGES * ABI_PAGE_BYTES;
    uint64_t places = (end - start) / ABI_PAGE_BYTES - ABI_TASKS_MAX + 1;
    return start + next_random(seed) % places * ABI_PAGE_BYTES;
}

enum abi_error space_init(struct process *process, uint64_t seed) {
    struct space *space = &process->space;
    uint64_t root = 0;
    enum abi_error error = quota_take_zeroed_page(process, &root);
    if (error != ABI_OK) {
        return error;
    }
    enum { HALF_BYTES = ABI_PAGE_BYTES / 2 };
    memcpy((uint8_t *)memory_at(root) + HALF_BYTES, (const uint8_t *)mmu_kernel_root() + HALF_BYTES, HALF_BYTES);
    spinlock_init(&space->lock, LOCK_RANK_SPACE, process->number);
    address_map_init(&space->map, USER_BASE, area_start(), seed);
    space->is_closed = false;
    space->is_unloaded = false;
    space->kernel_frames = 0;
    space->table_count = 0;
    space->message_base = choose_message_base(seed);
    space->flush = space_number_begin(process->number + 1);
    space->root_physical = root;
    space->satp = mmu_satp(root, process->number + 1);
    return ABI_OK;
}

// Nothing is mapped from here on, and no hart has the root loaded. False: a task that was being made is still giving back its message page.
static bool close(struct space *space) {
    spinlock_acquire(&space->lock);
    space->is_closed = true;
    bool is_busy = space->kernel_frames != 0;
    bool is_first = !is_busy && !space->is_unloaded;
    bool is_empty = space->map.count == 0;
    space->is_unloaded |= is_first;
    spinlock_release(&space->lock);
    if (!is_empty) {
        panic("a space is taken apart with mappings in it");
    }
    if (is_first) {
        space_number_end(space->flush->number);
        shootdown_space(space);
    }
    return !is_busy;
}

// Empties an entry whose table is not needed any more.
static void give_table(struct process *process, uint64_t *entry) {
    uint64_t table = page_entry_physical(*entry);
    *entry = 0;
    quota_give_page(process, table);
}

// The first entry from `from` on that is not empty; `count` when there is none. Most are empty, so it looks at a cache line at a time.
static uint32_t next_used(const uint64_t *table, uint32_t from, uint32_t count) {
    enum { GROUP = 8 };
    uint32_t i = from;
    while (i < count && (i % GROUP != 0 || i + GROUP > count) && table[i] == 0) {
        i++;
    }
    if (i % GROUP == 0) {
        while (i + GROUP <= count && (table[i] | table[i + 1] | table[i + 2] | table[i + 3] | table[i + 4] |
                                      table[i + 5] | table[i + 6] | table[i + 7]) == 0) {
            i += GROUP;
        }
    }
    while (i < count && table[i] == 0) {
        i++;
    }
    return i;
}

// Gives back tables below that entry of the root, and last the one it points to. *left counts down.
static void give_tables_below(struct process *process, uint64_t *entry, uint32_t *left) {
    uint64_t *middle = memory_at(page_entry_physical(*entry));
    for (uint32_t i = next_used(middle, 0, PAGE_TABLE_ENTRIES); i < PAGE_TABLE_ENTRIES;
         i = next_used(middle, i + 1, PAGE_TABLE_ENTRIES)) {
        if (*left == 0) {
            return;
        }
        --*left;
        give_table(process, &middle[i]);
    }
    if (*left != 0) {
        --*left;
        give_table(process, entry);
    }
}

// Few tables, all of them noted: the last one made first, so that each is given back before what leads to it.
static void give_noted_tables(struct process *process) {
    struct space *space = &process->space;
    while (space->table_count != 0) {
        give_table(process, space->noted_tables[--space->table_count]);
    }
}

// Gives back up to *left tables, which counts down.
static void give_tables(struct process *process, uint32_t *left) {
    uint64_t *root = memory_at(process->space.root_physical);
    for (uint32_t i = next_used(root, 0, USER_ENTRIES); i < USER_ENTRIES && *left != 0;
         i = next_used(root, i + 1, USER_ENTRIES)) {
        give_tables_below(process, &root[i], left);
    }
}

_Static_assert((uint32_t)SPACE_NOTED_TABLES < (uint32_t)VMO_STEP_PAGES, "one step gives back all that are noted");

bool space_take_apart(struct process *process) {
    struct space *space = &process->space;
    if (space->root_physical == 0) {
        return true;
    }
    if (!close(space)) {
        return false;
    }
    uint32_t left = VMO_STEP_PAGES;
    if (space->table_count <= SPACE_NOTED_TABLES) {
        give_noted_tables(process);
    } else {
        give_tables(process, &left);
    }
    if (left == 0) {
        return false;
    }
    uint64_t root_physical = space->root_physical;
    space->root_physical = 0;
    quota_give_page(process, root_physical);
    return true;
}

uint32_t space_mapping_count(const struct process *process) {
    return __atomic_load_n(&process->space.map.count, __ATOMIC_RELAXED);
}
