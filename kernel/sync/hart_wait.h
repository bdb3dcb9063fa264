// SPDX-License-Identifier: Apache-2.0
// Waiting for another hart: the only spin of the kernel outside the locks. No lock may be held. The waiter serves its
// own mailbox meanwhile, so that two harts that wait for each other both go on.
// Bounded by time, never by iterations.
//
//     struct hart_wait wait = hart_wait_begin(target, "acknowledge a shootdown");
//     while (!done) hart_wait_round(&wait);
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kernel/percpu/cpu_id.h"

enum hart_wait_limits {
    HART_WAIT_BOUND_SECONDS = 10,
};

struct hart_wait {
    struct cpu_id target;
    const char *reason;  // "hart did not ..."
    uint64_t deadline_ticks;
    uint32_t round;
};

struct hart_wait hart_wait_begin(struct cpu_id target, const char *reason);

// One round; false once the bound has passed.
bool hart_wait_try_round(struct hart_wait *wait);

// One round; past the bound it panics, naming both harts and the reason.
void hart_wait_round(struct hart_wait *wait);
