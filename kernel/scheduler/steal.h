// SPDX-License-Identifier: Apache-2.0
// How much a hart that would idle takes from others, from whom first, and how often. Which tasks: run_queue.h. Pure.
#pragma once

#include <stdint.h>

#include "abi/error.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    STEAL_TASKS_MAX = 4,   // in one attempt
    STEAL_LOOKS_MAX = 32,  // queued tasks that one attempt looks at: the victim's lock is held meanwhile
    STEAL_INTERVAL_MICROSECONDS = 1000,
};

// How many tasks one attempt may take from a hart where so many are ready beside the running one: at most half of all of them,
// and at most STEAL_TASKS_MAX.
ABI_MUST_USE uint32_t steal_limit(uint32_t ready);

// The cpu number to look at in this round: the thief's neighbour in round 0, and so on around. Rounds 0 to count - 2 are
// all the others, each once. `count` cpus, not 0, with the thief among them.
ABI_MUST_USE uint32_t steal_victim(uint32_t thief, uint32_t round, uint32_t count);

// Ticks until the next attempt is allowed, 0 for now. `last_ticks` is when the last attempt was, 0 if there was none.
ABI_MUST_USE uint64_t steal_wait(uint64_t last_ticks, uint64_t now_ticks, uint64_t interval_ticks);

#ifdef __cplusplus
}
#endif
