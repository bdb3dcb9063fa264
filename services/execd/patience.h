// SPDX-License-Identifier: Apache-2.0
// How many requests of a program may be refused in a window of time. Each is work for policyd and a record for auditd, which takes only so many:
// who asks without end must not use up what others need to start and end programs. Pure: the time is the caller's.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "libs/recipe/recipe.h"

#ifdef __cplusplus
extern "C" {
#endif

enum patience_limits {
    PATIENCE_EACH = 10,  // refusals of a program
    PATIENCE_ALL = 30,   // of all programs; who has had none in the window is heard all the same
    PATIENCE_WINDOW_MILLISECONDS = 100,
};

// Begins all zero.
struct patience {
    uint64_t window_begin;
    uint32_t all;
    uint16_t of[RECIPES_MAX + 1];  // by number of the recipe
    bool is_told[RECIPES_MAX + 1];
};

// Whether a request of that program is looked at.
bool patience_is_left(struct patience *patience, uint32_t recipe, uint64_t now_milliseconds);

// One was refused, or is written down.
void patience_spend(struct patience *patience, uint32_t recipe);

// Whether it is to be written down that no more is looked at: the first time in a window.
bool patience_tells(struct patience *patience, uint32_t recipe);

#ifdef __cplusplus
}
#endif
