// SPDX-License-Identifier: Apache-2.0
// What it costs that many tasks of one class are ready on a hart.
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>

#include "libs/nexus/nexus.h"
#include "apps/bench/crew.h"
#include "apps/bench/measure.h"
#include "apps/bench/scheduling.h"
#include "apps/bench/waiter.h"

enum ready_constants {
    WAKE_SAMPLES = 100,
    STEAL_SAMPLES = 9,
    ROUND_MICROSECONDS = 500,  // a sleep while which others run
    REST_MICROSECONDS = 2000,  // longer than a hart waits between two attempts to steal
};

static const uint32_t READY[] = {1, 16, 256, 1000};
enum { READY_COUNT = sizeof(READY) / sizeof(READY[0]) };

static char qualifier[16];

static void qualify(uint32_t ready) {
    (void)snprintf(qualifier, sizeof(qualifier), "ready=%" PRIu32, ready);
}

// --- pick_next

// The turn with this number: when it began, and when its task gave it up.
struct turn {
    uint64_t began;
    uint64_t left;
};
enum { TURNS = MEASURE_SAMPLES_MAX + 1 };
static struct turn turns[TURNS];
static _Atomic uint64_t next_turn;

// Each turn is noted by its task, when that is on again.
static void yield_and_note(struct crew_member *member) {
    (void)member;
    uint64_t mine = TURNS;
    if (!crew_has_counters()) {
        return;
    }
    while (crew_goes_on()) {
        struct measured_call call = measure_call(ABI_SYS_TASK_YIELD, 0, 0, 0, 0, 0, 0);
        if (mine < TURNS) {
            turns[mine].left = call.before;
        }
        mine = atomic_fetch_add_explicit(&next_turn, 1, memory_order_relaxed);
        if (mine < TURNS) {
            turns[mine].began = call.after;
        }
    }
}

// From one task's `task_yield` to the return of another's.
static bool sample_pick(uint64_t *count) {
    static uint64_t turn;
    turn = (turn + 1) % MEASURE_SAMPLES_MAX;
    *count = measure_between(turns[turn].left, turns[turn + 1].began);
    return turns[turn + 1].began > turns[turn].left;  // else the turn was ended by the timer
}

static void measure_pick(uint32_t ready, uint64_t harts) {
    struct crew crew = {.count = ready + 1,  // one of them runs
                        .run = yield_and_note,
                        .class_ = ABI_CLASS_NORMAL,
                        .shares = ABI_SHARES_DEFAULT,
                        .harts = harts};
    crew_start(&crew);
    measure_sleep(ROUND_MICROSECONDS);
    atomic_store_explicit(&next_turn, 0, memory_order_relaxed);
    while (atomic_load_explicit(&next_turn, memory_order_relaxed) < TURNS + 2 * (uint64_t)crew.count) {
        measure_sleep(ROUND_MICROSECONDS);
    }
    crew_dismiss();
    crew_join(&crew);
    const struct measure_row row = {
        .name = "pick_next", .qualifier = qualifier, .samples = MEASURE_SAMPLES_MAX, .sample = sample_pick};
    measure_row(&row);
}

// --- wake

static struct waiter waiter;

// The signal that makes a task ready, which then waits for its turn.
static bool sample_wake(uint64_t *count) {
    struct measured_call call = measure_call(ABI_SYS_NOTIFICATION_SIGNAL, waiter.notification, 1, 0, 0, 0, 0);
    bool waits = atomic_load_explicit(&waiter.woken, memory_order_acquire) < call.before;
    do {
        measure_sleep(ROUND_MICROSECONDS);
    } while (atomic_load_explicit(&waiter.woken, memory_order_acquire) < call.before);
    *count = measure_between(call.before, call.after);
    return call.error == ABI_OK && waits;
}

static void yield(struct crew_member *member) {
    (void)member;
    while (crew_goes_on()) {
        nexus_task_yield();
    }
}

static void measure_wake(uint32_t ready, uint32_t cpu) {
    struct crew crew = {.count = ready,
                        .run = yield,
                        .class_ = ABI_CLASS_NORMAL,
                        .shares = ABI_SHARES_DEFAULT,
                        .harts = UINT64_C(1) << cpu};
    waiter_start(&waiter, cpu, ABI_CLASS_NORMAL);
    crew_start(&crew);
    const struct measure_row row = {
        .name = "wake", .qualifier = qualifier, .samples = WAKE_SAMPLES, .sample = sample_wake};
    measure_row(&row);
    waiter_end(&waiter);
    crew_dismiss();
    crew_join(&crew);
}

void rows_of_ready_tasks(uint32_t cpu) {
    for (uint32_t i = 0; i < READY_COUNT; i++) {
        qualify(READY[i]);
        measure_pick(READY[i], UINT64_C(1) << cpu);
    }
    for (uint32_t i = 0; i < READY_COUNT; i++) {
        qualify(READY[i]);
        measure_wake(READY[i], cpu);
    }
}

// --- steal

static uint32_t victim_cpu;
static uint32_t thief_cpu;
static uint32_t ready_count;
static uint32_t thief_leaves;  // notification: nobody signals it before its task is to end
static _Atomic bool is_to_leave;
static _Atomic uint64_t left;   // the thief hart's only task begins to wait
static _Atomic uint64_t began;  // the first of the others runs

// Keeps the thief hart busy until everything is in place.
static void keep_busy(struct crew_member *member) {
    (void)member;
    if (!crew_has_counters()) {
        return;
    }
    while (!atomic_load_explicit(&is_to_leave, memory_order_acquire)) {
        nexus_task_yield();
    }
    atomic_store_explicit(&left, measure_now(), memory_order_relaxed);
    uint64_t bits = 0;
    (void)!nexus_notification_wait(thief_leaves, ABI_DEADLINE_NEVER, &bits);
}

static void note_begin(struct crew_member *member) {
    (void)member;
    uint64_t now = crew_has_counters() ? measure_now() : 0;
    uint64_t none = 0;
    (void)atomic_compare_exchange_strong_explicit(&began, &none, now, memory_order_release, memory_order_relaxed);
}

// From when the last task of a hart begins to wait until a task runs there that was ready on another one. The other one runs
// a task that does nothing but look for that.
static bool sample_steal(uint64_t *count) {
    struct crew busy = {.count = 1,
                        .run = keep_busy,
                        .class_ = ABI_CLASS_INTERACTIVE,
                        .shares = ABI_SHARES_DEFAULT,
                        .harts = UINT64_C(1) << thief_cpu};
    struct crew prey = {.count = ready_count,
                        .run = note_begin,
                        .class_ = ABI_CLASS_NORMAL,
                        .shares = ABI_SHARES_DEFAULT,
                        .harts = UINT64_C(1) << thief_cpu | UINT64_C(1) << victim_cpu};
    atomic_store_explicit(&is_to_leave, false, memory_order_relaxed);
    atomic_store_explicit(&began, 0, memory_order_relaxed);
    crew_start(&busy);
    measure_sleep(REST_MICROSECONDS);
    crew_start(&prey);
    atomic_store_explicit(&is_to_leave, true, memory_order_release);
    uint64_t looked = 0;
    for (uint64_t look = 0; atomic_load_explicit(&began, memory_order_acquire) == 0; look = measure_now()) {
        looked = look;
    }
    uint64_t before = atomic_load_explicit(&left, memory_order_relaxed);
    uint64_t after = atomic_load_explicit(&began, memory_order_relaxed);
    *count = measure_between(before, after);
    crew_join(&prey);
    measure_require("notification_signal", nexus_notification_signal(thief_leaves, 1));
    crew_join(&busy);
    // Else this hart had a turn in between, or the other task began here, because it had waited so long.
    return looked < before && before < after;
}

void rows_of_stealing(uint32_t victim, uint32_t thief) {
    victim_cpu = victim;
    thief_cpu = thief;
    measure_require("notification_create", nexus_notification_create(&thief_leaves));
    for (uint32_t i = 0; i < READY_COUNT; i++) {
        qualify(READY[i]);
        ready_count = READY[i];
        const struct measure_row row = {
            .name = "steal", .qualifier = qualifier, .samples = STEAL_SAMPLES, .sample = sample_steal};
        measure_row(&row);
    }
    measure_require("capability_close", nexus_capability_close(thief_leaves));
}

// --- affinity_round_trip

// Both calls, with what brings the task to the other hart and back.
static bool sample_moves(uint64_t *count) {
    const uint32_t authority = nexus_boot()->sched_setaffinity;
    struct measured_call away =
        measure_call(ABI_SYS_TASK_SET_PLACEMENT, 0, ABI_PLACEMENT_HARTS, UINT64_C(1) << thief_cpu, authority, 0, 0);
    struct measured_call back =
        measure_call(ABI_SYS_TASK_SET_PLACEMENT, 0, ABI_PLACEMENT_HARTS, UINT64_C(1) << victim_cpu, authority, 0, 0);
    *count = measure_between(away.before, back.after);
    return away.error == ABI_OK && back.error == ABI_OK;
}

void rows_of_moving(uint32_t from, uint32_t to) {
    victim_cpu = from;
    thief_cpu = to;
    const struct measure_row row = {
        .name = "affinity_round_trip", .samples = MEASURE_SAMPLES_MAX, .sample = sample_moves};
    measure_row(&row);
}
