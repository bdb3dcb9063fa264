// SPDX-License-Identifier: Apache-2.0
// Workers of a process change how each other are scheduled, whatever those are doing; and work for a while without a call.
#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/stress/operations.h"

enum control_times {
    SPIN_MICROSECONDS_MAX = 50,
    LONG_SPIN_MICROSECONDS_MAX = 2000,
    DIP_MICROSECONDS_MAX = 5,
};

void operation_control(struct worker *worker) {
    struct subject *subject = &worker->client->workers[dice_below(&worker->dice, STRESS_THREADS)].subject;
    if (atomic_load_explicit(&subject->handle, memory_order_acquire) == 0) {
        return;  // it has not begun
    }
    switch (dice_below(&worker->dice, 4)) {
        case 0:
            control_class(worker, subject, ABI_CLASS_PERF_BURST);
            break;
        case 1:
            control_shares(worker, subject);
            break;
        default:
            control_harts(worker, subject);
    }
}

static void spin(const struct worker *worker, uint64_t microseconds) {
    uint64_t end = worker_deadline(worker, microseconds);
    while (nexus_clock_read() < end) {
    }
}

void operation_spin(struct worker *worker) {
    uint64_t most = dice_hits(&worker->dice, 16) ? LONG_SPIN_MICROSECONDS_MAX : SPIN_MICROSECONDS_MAX;
    spin(worker, dice_below(&worker->dice, most));
}

// Below everybody else for a moment. With what others lend or change meanwhile.
void operation_dip(struct worker *worker) {
    worker_require_ok(worker, "lowest class", nexus_task_set_class(0, ABI_CLASS_IDLE, 0));
    spin(worker, dice_below(&worker->dice, DIP_MICROSECONDS_MAX));
    nexus_task_yield();
    worker_require_ok(worker, "class as before", nexus_task_set_class(0, ABI_CLASS_NORMAL, worker->client->qos));
    worker_count(worker, STRESS_CONTROLS_ASKED, 2);
    worker_count(worker, STRESS_CONTROLS_DONE, 2);
}
