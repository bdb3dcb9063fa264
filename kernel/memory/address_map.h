// SPDX-License-Identifier: Apache-2.0
// Where the mappings of one address space lie. Pure: it keeps the books; page tables and VMOs are the caller's.
// Addresses and bounds are in bytes, page-aligned; sizes are in pages.
// Locks: the caller holds the lock of the space.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/limits.h"

#ifdef __cplusplus
extern "C" {
#endif

// The base is one of at most that many pages; user space under Sv39 has two fewer.
#define ADDRESS_MAP_WINDOW_PAGES (UINT64_C(1) << 26)

enum mapping_state {
    MAPPING_FREE,  // the record is not used
    MAPPING_LIVE,  // reserved
    // Set by the caller; the addresses are not free before address_map_release.
    MAPPING_CHANGING,  // it is losing rights
    MAPPING_DYING,     // it is being taken down
};

struct mapping {
    // Written by address_map_reserve, constant until address_map_release.
    uint64_t address;
    uint32_t pages;
    // The caller's; address_map_reserve leaves in them what was there.
    uint32_t first_page;  // of the VMO
    void *vmo;
    uint32_t origin_handle;
    uint16_t origin;   // slot of the capability that it was made through
    uint16_t changer;  // CHANGING and DYING: number of the cpu that is at it
    uint8_t rights;    // enum abi_right bits
    uint8_t state;     // enum mapping_state
};

struct address_map {
    uint64_t start;  // constant: mappings lie in [start, end)
    uint64_t end;    // constant
    uint64_t base;   // constant: where the search for a place begins
    uint32_t count;  // records in use
    // All record numbers: first those in use, in address order, then the free ones. A record keeps its number while in
    // use.
    uint8_t order[ABI_MAPPINGS_PER_PROCESS];
    struct mapping records[ABI_MAPPINGS_PER_PROCESS];
};

// An empty map of [start, end): page-aligned, at least one page, at most UINT32_MAX pages, end at most INT64_MAX.
// `seed` is random and chooses the base: any page of the first ADDRESS_MAP_WINDOW_PAGES of the range.
void address_map_init(struct address_map *map, uint64_t start, uint64_t end, uint64_t seed);

// Reserves pages: *record has its address and size, and is LIVE.
// Address 0: the first place at or above the base, or else in the whole range, that leaves at least one unmapped page
// to either neighbour and to both ends of the range. Another address is taken as it is and may touch its neighbours.
// Errors: EINVAL (0 pages; an address that is not page-aligned, not with all its pages in the range, or not free),
// ENOSPC (no record or no place). Nothing changed on error.
ABI_MUST_USE enum abi_error address_map_reserve(struct address_map *map, uint64_t address, uint64_t pages,
                                                struct mapping **record);

// The record in use, whatever its state, that contains the address (any byte of it); null when there is none.
struct mapping *address_map_containing(struct address_map *map, uint64_t address);

// The record of this map that is in use is free, and so are its addresses.
// False: it is not in use, which is a bug of the caller; nothing changed.
bool address_map_release(struct address_map *map, struct mapping *record);

// The records in use in address order: indexes 0 to map->count - 1. Reserving and releasing shift the indexes behind.
static inline struct mapping *address_map_at(struct address_map *map, uint32_t index) {
    return &map->records[map->order[index]];
}

// The number of a record, 0 to ABI_MAPPINGS_PER_PROCESS - 1, for the caller's links: constant while it is in use.
static inline uint32_t address_map_number(const struct address_map *map, const struct mapping *record) {
    return (uint32_t)(record - map->records);
}

#ifdef __cplusplus
}
#endif
