// SPDX-License-Identifier: Apache-2.0
// How many queries others than execd may make in a window of time. Each decision is written down, and auditd takes only so many of policyd: who
// asks without end must not use up what execd needs to start programs. Pure: the time is the caller's.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "libs/recipe/recipe.h"
#include "services/policyd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

// Begins all zero but for the window's length.
struct askers {
    uint64_t window_ticks;  // not 0
    uint64_t window_begin;
    uint32_t taken;  // in the window, by all
    uint32_t taken_by[RECIPES_MAX];
};

// Takes one from what the recipe has left; false: nothing is, or it is the number of no recipe.
bool askers_take(struct askers *askers, uint32_t recipe, uint64_t now);

#ifdef __cplusplus
}
#endif
