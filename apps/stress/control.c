// SPDX-License-Identifier: Apache-2.0
#include "apps/stress/control.h"

#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/stress/worker.h"

void subject_init(struct subject *subject, struct stress_epochs *epochs, uint32_t task, uint64_t harts) {
    subject->epochs = epochs;
    subject->task = task;
    subject->harts = (struct stress_harts){.home = harts, .allowed = harts};
    stress_epoch_begin(epochs, task, harts, 0);
}

// The caller itself goes without a handle.
static uint32_t handle_of(const struct worker *worker, struct subject *subject) {
    return subject == &worker->subject ? 0 : atomic_load_explicit(&subject->handle, memory_order_acquire);
}

// Each control call is charged for. The workers' limits are beyond what they can do.
static void count(const struct worker *worker) {
    worker_count(worker, STRESS_CONTROLS_ASKED, 1);
    worker_count(worker, STRESS_CONTROLS_DONE, 1);
}

void control_class(struct worker *worker, struct subject *subject, uint32_t highest) {
    uint32_t lowest =
        subject == &worker->subject || highest == ABI_CLASS_PERF_BURST ? ABI_CLASS_NORMAL : ABI_CLASS_IDLE;
    enum abi_class class_ = (enum abi_class)(lowest + dice_below(&worker->dice, highest - lowest + 1));
    worker_require_ok(worker, "class", nexus_task_set_class(handle_of(worker, subject), class_, worker->client->qos));
    count(worker);
}

void control_shares(struct worker *worker, struct subject *subject) {
    uint32_t shares =
        CONTROL_SHARES_LEAST + (uint32_t)dice_below(&worker->dice, ABI_SHARES_MAX - CONTROL_SHARES_LEAST + 1);
    worker_require_ok(worker, "shares",
                      nexus_task_set_shares(handle_of(worker, subject), shares, worker->client->shares));
    count(worker);
}

uint64_t control_some_harts(struct worker *worker) {
    uint32_t count_of_harts = worker->client->board->harts;
    uint64_t all = UINT64_MAX >> (64 - count_of_harts);
    uint64_t some = dice_roll(&worker->dice) & all;
    // Often just one.
    return some == 0 || dice_hits(&worker->dice, 2) ? UINT64_C(1) << dice_below(&worker->dice, count_of_harts) : some;
}

static void check_info(const struct worker *worker, struct subject *subject) {
    uint32_t handle = handle_of(worker, subject);
    struct abi_task_info info;
    if (handle == 0) {
        return;
    }
    worker_require_ok(worker, "info of a task", nexus_task_info(handle, worker->client->stats, &info));
    worker_require(worker, info.harts == subject->harts.allowed, "harts of a task", info.harts);
}

static void place(struct worker *worker, struct subject *subject, enum abi_placement placement, uint64_t named) {
    struct stress_harts after = subject->harts;
    bool is_possible = stress_harts_place(&after, placement, named, worker->client->board->harts);
    stress_epoch_end(subject->epochs, nexus_clock_read());
    enum abi_error error =
        nexus_task_set_placement(handle_of(worker, subject), placement, named, worker->client->affinity);
    worker_require(worker, error == (is_possible ? ABI_OK : ABI_EINVAL), "placement", error);
    subject->harts = after;
    stress_epoch_begin(subject->epochs, subject->task, after.allowed, nexus_clock_read());
    worker_count(worker, is_possible ? STRESS_PLACED : STRESS_PLACEMENTS_REFUSED, 1);
    check_info(worker, subject);
}

void control_harts(struct worker *worker, struct subject *subject) {
    enum abi_placement placement = (enum abi_placement)dice_below(&worker->dice, ABI_PLACEMENT_COUNT);
    // Now and then one that is not there.
    uint64_t named = dice_hits(&worker->dice, 8) ? UINT64_C(1) << (ABI_HARTS_MAX - 1) : control_some_harts(worker);
    if (atomic_exchange_explicit(&subject->is_changing, 1, memory_order_acquire) != 0) {
        return;
    }
    place(worker, subject, placement, named);
    atomic_store_explicit(&subject->is_changing, 0, memory_order_release);
}

void control_free(struct worker *worker, struct subject *subject) {
    while (atomic_exchange_explicit(&subject->is_changing, 1, memory_order_acquire) != 0) {
        worker_pause(worker);
    }
    place(worker, subject, ABI_PLACEMENT_HARTS, UINT64_MAX);
}
