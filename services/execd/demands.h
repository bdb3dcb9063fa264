// SPDX-License-Identifier: Apache-2.0
// How much programs may have execd ask policyd and write down in a window of time. auditd takes only so many records of policyd and of execd, and
// what policyd cannot write down it does not allow: who asks without end must not keep others from being started, or started again.
// Pure: the time is the caller's.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "libs/recipe/recipe.h"
#include "services/execd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

// Begins all zero. Of recipes, so whoever is started again does not begin anew.
struct demands {
    uint64_t begin;  // of the window, in milliseconds
    uint32_t taken;  // in it, by all
    uint32_t taken_by[RECIPES_MAX];
};

// Takes so many, at most EXECD_DEMANDS_OF_ALL, from what the recipe with that number has left; false: that is not as many. Whoever has taken
// nothing in this window may take more than its part of it at once: there are requests that need that.
bool demands_take(struct demands *demands, uint32_t number, uint32_t cost, uint64_t now);

#ifdef __cplusplus
}
#endif
