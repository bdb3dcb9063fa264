// SPDX-License-Identifier: Apache-2.0
// Threads that come and go in the worker's own process.
#include "libs/nexus/nexus.h"
#include "apps/stress/operations.h"

static void help(void *argument) {
    struct worker *worker = argument;
    worker->helped++;
    worker_require_ok(worker, "permit for a worker", nexus_task_unpark(worker->task));
}

void operation_thread(struct worker *worker) {
    uint64_t before = worker->helped;
    const struct nexus_thread_start start = {
        .entry = help,
        .argument = worker,
        .stack = worker->helper_stack,
        .stack_bytes = WORKER_HELPER_STACK_BYTES,
        // On the worker's harts, on all of them, or on some of those that there are.
        .harts = dice_hits(&worker->dice, 2) ? 0 : dice_roll(&worker->dice) | 1,
        .authority = worker->client->affinity,
    };
    uint32_t id = 0;
    worker_require_ok(worker, "thread", nexus_thread_create(&start, &id));
    worker_count(worker, STRESS_THREADS_CREATED, 1);
    nexus_task_park();
    worker_require_ok(worker, "join of a thread", nexus_task_join(id));
    worker_require(worker, worker->helped == before + 1, "work of a thread", worker->helped);
    worker_count(worker, STRESS_THREADS_JOINED, 1);
}

void operation_yield(struct worker *worker) {
    (void)worker;
    nexus_task_yield();
}
