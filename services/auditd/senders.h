// SPDX-License-Identifier: Apache-2.0
// How much each sender may write down in a window of time, so that one that floods costs nobody else anything. A sender is a recipe:
// who is started again does not begin anew. There are as many places as there can be recipes, so the table is never full; whose badge
// names no recipe has no place. Pure: the time is the caller's.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "libs/recipe/recipe.h"
#include "services/auditd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sender {
    bool has_window;
    uint32_t records_left;  // in the window
    uint32_t lines_left;
    uint64_t window_begin;  // in ticks
    uint64_t lost;          // records that no record tells of yet
    uint64_t newest;        // sequence number of its newest record
};

// Begins all zero but for the window's length.
struct senders {
    uint64_t window_ticks;  // not 0
    struct sender places[RECIPES_MAX];
};

// The place of whoever has that badge, with what is left to it at that time; NULL: it names no recipe.
struct sender *senders_find(struct senders *senders, uint64_t identity, uint64_t now);

// Takes one from what is left; false: nothing is.
bool sender_takes_record(struct sender *sender);
bool sender_takes_line(struct sender *sender);

#ifdef __cplusplus
}
#endif
