// SPDX-License-Identifier: Apache-2.0
#include "kernel/scheduler/steal.h"

uint32_t steal_limit(uint32_t ready) {
    uint64_t half = ((uint64_t)ready + 1) / 2;
    return half < STEAL_TASKS_MAX ? (uint32_t)half : STEAL_TASKS_MAX;
}

uint32_t steal_victim(uint32_t thief, uint32_t round, uint32_t count) {
    return (uint32_t)(((uint64_t)thief + 1 + round) % count);
}

uint64_t steal_wait(uint64_t last_ticks, uint64_t now_ticks, uint64_t interval_ticks) {
    if (last_ticks == 0) {
        return 0;
    }
    // A hart that reads the clock a little behind must not get a difference that wrapped.
    uint64_t elapsed = now_ticks > last_ticks ? now_ticks - last_ticks : 0;
    return elapsed < interval_ticks ? interval_ticks - elapsed : 0;
}
