// SPDX-License-Identifier: Apache-2.0
// Which place a new item takes: a free one, else that of the oldest item of whoever has the most (of the one who brings it, if nobody has
// more). So nobody loses an item while somebody else has more: with N places and S senders a flood of one of them never costs another
// one that has N / S items or fewer. Pure.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "libs/recipe/recipe.h"

#ifdef __cplusplus
extern "C" {
#endif

enum shelf_limits {
    SHELF_PLACES_MAX = 512,
    SHELF_SENDERS = RECIPES_MAX + 1,  // recipes and the kernel, by their numbers
};

// Begins all zero.
struct shelf {
    uint64_t newest;                       // sequence number; 0: there was none
    uint32_t count;                        // places that are taken
    uint16_t order[SHELF_PLACES_MAX];      // those, the oldest item first
    uint64_t sequences[SHELF_PLACES_MAX];  // of the items, by place
    uint8_t senders[SHELF_PLACES_MAX];     // by place
    uint16_t held[SHELF_SENDERS];          // items, by sender
    uint64_t replaced[SHELF_SENDERS];      // items that gave way to newer ones, by sender
};

// The place that an item of that sender (below SHELF_SENDERS) takes; its number is shelf->newest afterwards. capacity: always the same, at most
// SHELF_PLACES_MAX.
uint32_t shelf_add(struct shelf *shelf, uint32_t capacity, uint32_t sender);

// Where in shelf->order items begin that have this number or a greater one.
uint32_t shelf_from(const struct shelf *shelf, uint64_t sequence);

// False: the item with that number is no longer there, or not yet.
bool shelf_find(const struct shelf *shelf, uint64_t sequence, uint32_t *place);

uint64_t shelf_replaced(const struct shelf *shelf);

#ifdef __cplusplus
}
#endif
