// SPDX-License-Identifier: Apache-2.0
// Where a task runs is what whoever has the authority said last: also while it runs, waits its turn, or waits for something else.
#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum affinity_constants {
    BUSY,
    BUSY_TOO,  // where the first one is: one of them waits for its turn
    SLEEPING,  // waits, and is woken elsewhere than it was
    MOVERS,
    ROUNDS = 36,
    LOOKS = 2,  // of each, in each round
};

static struct {
    uint64_t mask[ROUNDS + 1];  // of each round; written before it begins
    // The round whose set everybody is to keep to; 0: it is about to change. Written by the stage (release), read by the others (acquire).
    _Atomic uint32_t round;
    _Atomic bool is_over;
    // Of each: how often it has looked where it is in this round, and how often that was outside. Its own (release); the stage
    // reads (acquire), and begins the first one anew between rounds.
    _Atomic uint32_t looks[MOVERS];
    _Atomic uint32_t outside;
    _Atomic uint32_t failures;
    struct tally tally;
} scene;

// The hart, as the kernel tells whoever may read it.
static void look(enum affinity_constants who, uint32_t task) {
    struct abi_task_info info = {0};
    uint32_t before = atomic_load_explicit(&scene.round, memory_order_acquire);
    if (nexus_task_info(task, nexus_boot()->stats_read, &info) != ABI_OK) {
        atomic_fetch_add_explicit(&scene.failures, 1, memory_order_release);
    }
    uint32_t after = atomic_load_explicit(&scene.round, memory_order_acquire);
    if (before != 0 && before == after) {
        if ((scene.mask[before] >> info.cpu & 1) == 0 || info.harts != scene.mask[before]) {
            atomic_fetch_add_explicit(&scene.outside, 1, memory_order_release);
        }
        atomic_fetch_add_explicit(&scene.looks[who], 1, memory_order_release);
    }
}

static void wander(void *argument) {
    enum affinity_constants who = (enum affinity_constants)(uintptr_t)argument;
    uint32_t task = 0;
    if (nexus_task_open(0, nexus_task_self(), &task) != ABI_OK) {
        atomic_fetch_add_explicit(&scene.failures, 1, memory_order_release);
    }
    while (!atomic_load_explicit(&scene.is_over, memory_order_acquire)) {
        look(who, task);
        if (who == SLEEPING) {
            nexus_task_park();
        } else {
            nexus_task_yield();
        }
    }
    (void)!nexus_capability_close(task);
}

static bool have_looked(void) {
    uint32_t done = 0;
    for (uint32_t i = 0; i < MOVERS; i++) {
        done += atomic_load_explicit(&scene.looks[i], memory_order_acquire) >= LOOKS ? 1 : 0;
    }
    return done == MOVERS;
}

// One hart, then two, then all: another one in each round.
static uint64_t choose_mask(uint32_t round, uint32_t harts) {
    const uint64_t online = (UINT64_C(1) << harts) - 1;
    uint64_t one = UINT64_C(1) << (round * 5 / 3 % harts);
    switch (round % 4) {
        case 3:
            return one | UINT64_C(1) << (round % harts);
        case 2:
            return round % 3 == 0 ? online : one;
        default:
            return one;
    }
}

static void move_all(uint32_t round, uint32_t harts, const uint32_t *tasks) {
    scene.mask[round] = choose_mask(round, harts);
    atomic_store_explicit(&scene.round, 0, memory_order_release);
    for (uint32_t i = 0; i < MOVERS; i++) {
        atomic_store_explicit(&scene.looks[i], 0, memory_order_release);
        (void)tally_expect(
            &scene.tally,
            nexus_task_set_placement(tasks[i], ABI_PLACEMENT_HARTS, scene.mask[round], nexus_boot()->sched_setaffinity),
            ABI_OK);
    }
    atomic_store_explicit(&scene.round, round, memory_order_release);
    while (!have_looked() && atomic_load_explicit(&scene.outside, memory_order_acquire) == 0) {
        (void)!nexus_task_unpark(crew_id(SLEEPING));
        nexus_task_yield();
    }
}

// Of the caller, so that moving as often as it does is no matter of patience.
static void limit_control(uint32_t calls, uint32_t window) {
    const struct abi_task_limits limits = {.control_calls = calls,
                                           .control_window = window,
                                           .burst_milliseconds = ABI_BURST_DEFAULT,
                                           .burst_window = ABI_BURST_WINDOW_DEFAULT};
    (void)tally_expect(&scene.tally, nexus_task_set_limits(0, &limits, nexus_boot()->sched_setqos), ABI_OK);
}

void prove_affinity_applied(uint32_t harts) {
    uint32_t tasks[MOVERS] = {0};
    limit_control(ABI_CONTROL_CALLS_MAX, ABI_CONTROL_WINDOW_MIN);
    for (uint32_t i = 0; i < MOVERS; i++) {
        (void)tally_expect(&scene.tally, crew_start(i, wander, (void *)(uintptr_t)i, UINT64_MAX), true);
        (void)tally_expect(&scene.tally, nexus_task_open(0, crew_id(i), &tasks[i]), ABI_OK);
    }
    for (uint32_t round = 1; round <= ROUNDS && scene.tally.first_wrong == 0; round++) {
        move_all(round, harts, tasks);
    }
    uint32_t outside = atomic_load_explicit(&scene.outside, memory_order_acquire);
    limit_control(ABI_CONTROL_CALLS_DEFAULT, ABI_CONTROL_WINDOW_DEFAULT);
    emit(MARKER_affinity_applied, "%s outside=%u failures=%u", tally_text(&scene.tally), (unsigned)outside,
         (unsigned)atomic_load_explicit(&scene.failures, memory_order_acquire));
    atomic_store_explicit(&scene.is_over, true, memory_order_release);
    for (uint32_t i = 0; i < MOVERS; i++) {
        (void)!nexus_capability_close(tasks[i]);
        (void)!nexus_task_unpark(crew_id(i));
        crew_join(i);
    }
}
