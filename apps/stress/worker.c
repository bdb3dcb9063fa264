// SPDX-License-Identifier: Apache-2.0
#include "apps/stress/worker.h"

#include <stdatomic.h>
#include <string.h>

#include "libs/nexus/nexus.h"
#include "apps/stress/protocol.h"

void worker_count(const struct worker *worker, enum stress_count count, uint64_t number) {
    atomic_fetch_add_explicit(&worker->line->counts[count], number, memory_order_relaxed);
}

void worker_require(const struct worker *worker, bool holds, const char *what, uint64_t value) {
    if (holds) {
        return;
    }
    struct stress_board *board = worker->client->board;
    if (atomic_exchange_explicit(&board->failed, 1, memory_order_relaxed) == 0) {
        board->failed_worker = worker->number;
        board->failed_value = value;
        strncpy(board->failure, what, STRESS_FAILURE_BYTES - 1);
        // Without it the status of the process tells, later.
        (void)!nexus_notification_signal(worker->client->alarm, 1);
    }
    nexus_process_exit(STRESS_STATUS_FAILED);
}

uint64_t worker_deadline(const struct worker *worker, uint64_t microseconds) {
    return nexus_clock_read() + worker->client->timebase_hz / WORKER_MICROSECONDS * microseconds;
}

uint64_t worker_patience(const struct worker *worker) {
    return worker_deadline(worker, worker->client->board->patience_microseconds);
}

void worker_pause_for(const struct worker *worker, uint64_t microseconds) {
    uint64_t seen = 0;
    enum abi_error error = nexus_notification_wait(worker->notification, worker_deadline(worker, microseconds), &seen);
    worker_require(worker, error == ABI_ETIMEDOUT, "pause", error);
}

void worker_pause(const struct worker *worker) {
    enum pause { PAUSE_MICROSECONDS = 20 };
    worker_pause_for(worker, PAUSE_MICROSECONDS);
}

void worker_await(const struct worker *worker, uint64_t bits, const char *what) {
    uint64_t seen = 0;
    worker_require_ok(worker, what, nexus_notification_wait(worker->notification, worker_patience(worker), &seen));
    worker_require(worker, seen == bits, what, seen);
}

void worker_require_quiet(const struct worker *worker, const char *what) {
    uint64_t seen = 0;
    enum abi_error error = nexus_notification_wait(worker->notification, 0, &seen);
    worker_require(worker, error == ABI_EAGAIN, what, seen);
}
