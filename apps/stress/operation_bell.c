// SPDX-License-Identifier: Apache-2.0
// Workers signal each other: each has a bell, and each of the others a bit in it.
#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/stress/operations.h"

enum bell_times { WAIT_MICROSECONDS_MAX = 200 };

void operation_ring(struct worker *worker) {
    uint32_t to = (uint32_t)dice_below(&worker->dice, STRESS_WORKERS);
    struct stress_bell *bell = &worker->client->board->bells[to][worker->number];
    atomic_fetch_add_explicit(&bell->sent, 1, memory_order_release);
    worker_require_ok(worker, "ring",
                      nexus_notification_signal(worker->client->bells[to], UINT64_C(1) << worker->number));
}

static void see(const struct worker *worker, uint32_t from) {
    struct stress_bell *bell = &worker->client->board->bells[worker->number][from];
    uint32_t sent = atomic_load_explicit(&bell->sent, memory_order_acquire);
    worker_require(worker, sent >= atomic_load_explicit(&bell->seen, memory_order_relaxed), "bell went backwards",
                   sent);
    atomic_store_explicit(&bell->seen, sent, memory_order_relaxed);
    atomic_fetch_add_explicit(&bell->bits, 1, memory_order_relaxed);
}

void operation_answer_bell(struct worker *worker) {
    bool waits = dice_hits(&worker->dice, 2);
    uint64_t deadline = waits ? worker_deadline(worker, dice_below(&worker->dice, WAIT_MICROSECONDS_MAX)) : 0;
    uint64_t bits = 0;
    enum abi_error error = nexus_notification_wait(worker->client->bells[worker->number], deadline, &bits);
    worker_require(worker, error == ABI_OK || error == (waits ? ABI_ETIMEDOUT : ABI_EAGAIN), "answer of a bell", error);
    worker_require(worker, bits >> STRESS_WORKERS == 0, "bits of a bell", bits);
    for (uint32_t from = 0; from < STRESS_WORKERS; from++) {
        if ((bits >> from & 1) != 0) {
            see(worker, from);
        }
    }
}
