// SPDX-License-Identifier: Apache-2.0
// A task's life in the hands of another: created, perhaps suspended, changed in every way while it does whatever it does, and ended.
#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/stress/operations.h"
#include "apps/stress/puppet.h"

enum puppet_life {
    CHANGES_MAX = 6,
    PAUSE_MICROSECONDS_MAX = 100,
};

static uint32_t create(struct worker *worker, bool is_suspended) {
    uint64_t harts = control_some_harts(worker);
    const struct nexus_thread_start start = {.entry = puppet_run,
                                             .argument = worker,
                                             .stack = worker->puppet.stack,
                                             .stack_bytes = WORKER_PUPPET_STACK_BYTES,
                                             .harts = harts,
                                             .authority = worker->client->affinity,
                                             .is_suspended = is_suspended};
    uint32_t id = 0;
    uint32_t handle = 0;
    worker->puppet.is_killed = dice_hits(&worker->dice, 2);
    worker->puppet.may_end = false;
    worker->puppet.seed = dice_roll(&worker->dice);
    worker_require_ok(worker, "puppet", nexus_thread_create(&start, &id));
    worker_require_ok(worker, "handle of a puppet", nexus_task_open(0, id, &handle));
    subject_init(&worker->puppet.subject, &worker->client->board->epochs[STRESS_WORKERS + worker->number], id, harts);
    atomic_store_explicit(&worker->puppet.subject.handle, handle, memory_order_release);
    worker_count(worker, STRESS_PUPPETS_CREATED, 1);
    return id;
}

static void change(struct worker *worker) {
    struct subject *subject = &worker->puppet.subject;
    switch (dice_below(&worker->dice, 5)) {
        case 0:
            control_class(worker, subject, ABI_CLASS_INTERACTIVE);
            break;
        case 1:
            control_class(worker, subject, ABI_CLASS_PERF_BURST);
            break;
        case 2:
            control_shares(worker, subject);
            break;
        case 3:
            control_harts(worker, subject);
            break;
        default:
            worker_pause_for(worker, dice_below(&worker->dice, PAUSE_MICROSECONDS_MAX));
    }
}

static void kill(struct worker *worker, uint32_t handle) {
    worker_require_ok(worker, "kill of a puppet", nexus_task_kill(handle));
    worker->puppet.acts_when_killed = atomic_load_explicit(&worker->puppet.acts, memory_order_relaxed);
    worker_count(worker, STRESS_PUPPETS_KILLED, 1);
}

static void let_end(struct worker *worker) {
    // At class Idle, or with few shares, it would take its time.
    uint32_t handle = atomic_load_explicit(&worker->puppet.subject.handle, memory_order_relaxed);
    worker_require_ok(worker, "shares for the end of a puppet",
                      nexus_task_set_shares(handle, ABI_SHARES_MAX, worker->client->shares));
    worker_count(worker, STRESS_CONTROLS_ASKED, 1);
    worker_count(worker, STRESS_CONTROLS_DONE, 1);
    control_class(worker, &worker->puppet.subject, ABI_CLASS_PERF_BURST);
    worker_require_ok(worker, "word to a puppet", nexus_notification_signal(worker->puppet.bell, PUPPET_GO));
    worker_count(worker, STRESS_WORDS_SENT, 1);
    worker_await(worker, PUPPET_GONE, "last word of a puppet");
    worker_count(worker, STRESS_WORDS_ANSWERED, 1);
    worker_count(worker, STRESS_PUPPETS_ENDED, 1);
}

void operation_puppet(struct worker *worker) {
    bool is_suspended = dice_hits(&worker->dice, 2);
    uint32_t id = create(worker, is_suspended);
    uint32_t handle = atomic_load_explicit(&worker->puppet.subject.handle, memory_order_relaxed);
    for (uint64_t left = dice_below(&worker->dice, CHANGES_MAX); left != 0; left--) {
        change(worker);
        if (is_suspended && dice_hits(&worker->dice, 2)) {
            worker_require_ok(worker, "start of a puppet", nexus_task_resume(handle));
            is_suspended = false;
        }
    }
    uint64_t acts = 0;
    if (worker->puppet.is_killed) {
        kill(worker, handle);  // one that never began, too
        acts = worker->puppet.acts_when_killed;
    } else {
        if (is_suspended) {
            worker_require_ok(worker, "late start of a puppet", nexus_task_resume(handle));
        }
        let_end(worker);
    }
    worker_require_ok(worker, "join of a puppet", nexus_task_join(id));
    bool went_on = worker->puppet.is_killed && atomic_load_explicit(&worker->puppet.acts, memory_order_relaxed) != acts;
    worker_require(worker, !went_on, "a killed puppet went on", acts);
    worker_require_ok(worker, "close of a puppet", nexus_capability_close(handle));
}
