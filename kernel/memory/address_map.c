// SPDX-License-Identifier: Apache-2.0
#include "kernel/memory/address_map.h"

#include <stddef.h>

// Record numbers and the count of records in a byte of `order`.
_Static_assert(ABI_MAPPINGS_PER_PROCESS <= UINT8_MAX + 1, "a record number is a byte");
_Static_assert(sizeof(struct mapping) == 40, "no holes but the last");

void address_map_init(struct address_map *map, uint64_t start, uint64_t end, uint64_t seed) {
    uint64_t window = (end - start) / ABI_PAGE_BYTES;
    if (window > ADDRESS_MAP_WINDOW_PAGES) {
        window = ADDRESS_MAP_WINDOW_PAGES;
    }
    map->start = start;
    map->end = end;
    map->base = start + seed % window * ABI_PAGE_BYTES;
    map->count = 0;
    for (uint32_t i = 0; i < ABI_MAPPINGS_PER_PROCESS; i++) {
        map->order[i] = (uint8_t)i;
        map->records[i].state = MAPPING_FREE;
    }
}

static uint64_t end_of(const struct mapping *record) {
    return record->address + (uint64_t)record->pages * ABI_PAGE_BYTES;
}

// How many records in use begin at or below the address: the index of the first one above it.
static uint32_t count_up_to(const struct address_map *map, uint64_t address) {
    uint32_t low = 0;
    uint32_t high = map->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (map->records[map->order[middle]].address <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// The first place for the bytes, with a page free on both sides, at or above `from`. False when there is none.
// *index becomes the place's index in the order.
static bool find_place(struct address_map *map, uint64_t from, uint64_t bytes, uint64_t *address, uint32_t *index) {
    uint64_t room = bytes + ABI_PAGE_BYTES;
    uint64_t candidate = map->start + ABI_PAGE_BYTES;
    if (candidate < from) {
        candidate = from;
    }
    uint32_t next = count_up_to(map, from);
    if (next > 0) {
        uint64_t above = end_of(address_map_at(map, next - 1)) + ABI_PAGE_BYTES;
        candidate = candidate < above ? above : candidate;
    }
    for (; next < map->count; next++) {
        const struct mapping *record = address_map_at(map, next);
        // Where two given addresses lie close together the candidate is above the record's begin.
        if (candidate <= record->address && record->address - candidate >= room) {
            break;
        }
        candidate = end_of(record) + ABI_PAGE_BYTES;
    }
    if (next == map->count && (candidate > map->end || map->end - candidate < room)) {
        return false;
    }
    *address = candidate;
    *index = next;
    return true;
}

// At or above the base, or else anywhere.
static bool choose_place(struct address_map *map, uint64_t bytes, uint64_t *address, uint32_t *index) {
    uint64_t from = map->base;
    while (!find_place(map, from, bytes, address, index)) {
        if (from == map->start) {
            return false;
        }
        from = map->start;
    }
    return true;
}

// The given address with its bytes is in the range and free; *index becomes its index in the order.
static bool is_free(struct address_map *map, uint64_t address, uint64_t bytes, uint32_t *index) {
    if (address % ABI_PAGE_BYTES != 0 || address < map->start || address > map->end || map->end - address < bytes) {
        return false;
    }
    uint32_t next = count_up_to(map, address);
    *index = next;
    return (next == 0 || end_of(address_map_at(map, next - 1)) <= address) &&
           (next == map->count || address_map_at(map, next)->address - address >= bytes);
}

static struct mapping *insert(struct address_map *map, uint32_t index, uint64_t address, uint64_t pages) {
    uint8_t number = map->order[map->count];
    for (uint32_t i = map->count; i > index; i--) {
        map->order[i] = map->order[i - 1];
    }
    map->order[index] = number;
    map->count++;
    struct mapping *record = &map->records[number];
    record->address = address;
    record->pages = (uint32_t)pages;
    record->state = MAPPING_LIVE;
    return record;
}

enum abi_error address_map_reserve(struct address_map *map, uint64_t address, uint64_t pages, struct mapping **record) {
    uint64_t place = address;
    uint32_t index = 0;
    bool chosen_here = address == 0;
    // More pages than the range has would overflow below, and fit nowhere.
    bool too_many = pages > (map->end - map->start) / ABI_PAGE_BYTES;
    uint64_t bytes = pages * ABI_PAGE_BYTES;
    if (pages == 0 || (!chosen_here && (too_many || !is_free(map, address, bytes, &index)))) {
        return ABI_EINVAL;
    }
    if (too_many || map->count == ABI_MAPPINGS_PER_PROCESS) {
        return ABI_ENOSPC;
    }
    if (chosen_here && !choose_place(map, bytes, &place, &index)) {
        return ABI_ENOSPC;
    }
    *record = insert(map, index, place, pages);
    return ABI_OK;
}

struct mapping *address_map_containing(struct address_map *map, uint64_t address) {
    uint32_t next = count_up_to(map, address);
    if (next == 0) {
        return NULL;
    }
    struct mapping *record = address_map_at(map, next - 1);
    return address < end_of(record) ? record : NULL;
}

bool address_map_release(struct address_map *map, struct mapping *record) {
    if (record->state == MAPPING_FREE) {
        return false;
    }
    uint32_t index = count_up_to(map, record->address) - 1;
    uint8_t number = map->order[index];
    map->count--;
    for (uint32_t i = index; i < map->count; i++) {
        map->order[i] = map->order[i + 1];
    }
    // The first one to be taken again: what it holds is still in the cache.
    map->order[map->count] = number;
    record->state = MAPPING_FREE;
    return true;
}
