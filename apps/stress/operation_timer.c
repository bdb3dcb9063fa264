// SPDX-License-Identifier: Apache-2.0
// Timers that expire, and timers that are stopped before they can.
#include "libs/nexus/nexus.h"
#include "apps/stress/operations.h"

enum timer_times { EXPIRY_MICROSECONDS_MAX = 300 };

static void let_expire(struct worker *worker, uint32_t timer, uint64_t bits) {
    uint64_t deadline = worker_deadline(worker, dice_below(&worker->dice, EXPIRY_MICROSECONDS_MAX));
    worker_require_ok(worker, "set of a timer", nexus_timer_set(timer, deadline));
    worker_count(worker, STRESS_TIMERS_SET, 1);
    worker_await(worker, bits, "expiry of a timer");
    uint64_t now = nexus_clock_read();
    worker_require(worker, now >= deadline, "a timer expired early", deadline - now);
    worker_count(worker, STRESS_TIMERS_EXPIRED, 1);
}

static void stop(struct worker *worker, uint32_t timer) {
    worker_require_ok(worker, "set of a late timer", nexus_timer_set(timer, worker_patience(worker)));
    worker_count(worker, STRESS_TIMERS_SET, 1);
    // The other half is stopped by being closed.
    if (dice_hits(&worker->dice, 2)) {
        worker_require_ok(worker, "stop of a timer", nexus_timer_set(timer, ABI_DEADLINE_NEVER));
    }
    worker_count(worker, STRESS_TIMERS_CANCELLED, 1);
}

void operation_timer(struct worker *worker) {
    uint64_t bits = dice_roll(&worker->dice) | 1;
    uint32_t timer = 0;
    worker_require_ok(worker, "timer", nexus_timer_create(worker->notification, bits, &timer));
    if (dice_hits(&worker->dice, 2)) {
        let_expire(worker, timer, bits);
    }
    if (dice_hits(&worker->dice, 2)) {
        stop(worker, timer);
    }
    worker_require_ok(worker, "close of a timer", nexus_capability_close(timer));
    worker_require_quiet(worker, "bits of a timer that is gone");
}
