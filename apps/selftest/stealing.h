// SPDX-License-Identifier: Apache-2.0
// What the steps about stealing share: tasks that are ready on the last hart, and hart 0 as the thief, since the step itself leaves it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "apps/selftest/crew.h"

// Has the kernel let a thread that was started on the victim run on those harts. It stays where it is.
bool stealing_allow(uint32_t number, uint64_t harts);

// Threads that are started from now on have this class.
void stealing_start_at(uint32_t class_value);

// Leaves hart 0 to whoever is ready for it; so long at least.
void stealing_leave_hart(uint64_t microseconds);

// Keeps hart 0, and lets the others run: until a hart that looked just now may look again.
void stealing_keep_hart(uint64_t microseconds);

// Of hart 0.
uint64_t stealing_attempts(void);
uint64_t stealing_taken(void);

// A task that is busy calls this again and again. Under an emulator that runs one hart after the other a busy hart keeps the others waiting
// for long: now and then this asks something that all of them have to answer. `turn` counts its calls.
void stealing_be_fair(uint32_t *turn);

// The first step begins, the last one ends: what stealing_be_fair needs.
void stealing_begin(void);
void stealing_end(void);

uint64_t stealing_ticks(uint64_t microseconds);

static inline uint64_t victim_harts(void) {
    return UINT64_C(1) << crew_last_hart();
}

static inline uint64_t both_harts(void) {
    return STAGE_HARTS | victim_harts();
}
