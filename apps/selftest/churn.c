// SPDX-License-Identifier: Apache-2.0
// Tasks that are stolen, moved, woken, changed and ended, at whatever moment that finds them: each is there once, does its work once, and
// ends. Every task that was ever started is accounted for, and so is every piece of its work.
//
// Whoever is busy ends its turns at once, so that no hart keeps those behind it waiting.
#include <stdatomic.h>
#include <string.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/stealing.h"

enum churn_crew {
    YIELDING,
    PARKING,
    WAITING,  // for deadlines
    NARROWING,
    SPINNING,
    DOOMED,  // is ended before its work is done
    MEMBERS
};

enum churn_constants {
    ROUNDS = 8,
    STEPS = 4,   // of each but the last one
    STRIDE = 5,  // has no factor in common with MEMBERS: each comes once
    WAIT_MICROSECONDS = 20,
    YIELDS_MAX = 20000,
};

static struct {
    uint64_t all_harts;
    uint32_t silent;  // notification
    // Each is added to by one thread (relaxed); read after it was joined, or as a hint.
    _Atomic uint32_t steps[MEMBERS];
    uint32_t started;
    uint32_t ended;
    uint32_t right;  // did their work, and did it once
} scene;

static void step(uint32_t number) {
    atomic_fetch_add_explicit(&scene.steps[number], 1, memory_order_relaxed);
}

static uint32_t steps_of(uint32_t number) {
    return atomic_load_explicit(&scene.steps[number], memory_order_relaxed);
}

static void yield_often(void *argument) {
    (void)argument;
    for (uint32_t i = 0; i < STEPS; i++) {
        nexus_task_yield();
        step(YIELDING);
    }
}

static void park_often(void *argument) {
    (void)argument;
    for (uint32_t i = 0; i < STEPS; i++) {
        nexus_task_park();
        step(PARKING);
    }
}

static void wait_often(void *argument) {
    (void)argument;
    uint64_t bits = 0;
    (void)!nexus_clock_use(nexus_boot()->clock);
    uint64_t ticks = stealing_ticks(WAIT_MICROSECONDS);
    for (uint32_t i = 0; i < STEPS; i++) {
        if (nexus_notification_wait(scene.silent, nexus_clock_read() + ticks, &bits) == ABI_ETIMEDOUT) {
            step(WAITING);
        }
    }
}

// Where it may run changes by what it does itself, while the step changes it too.
static void narrow_often(void *argument) {
    (void)argument;
    for (uint32_t i = 0; i < STEPS; i++) {
        (void)!nexus_task_set_placement(0, i % 2 == 0 ? ABI_PLACEMENT_EFFICIENCY : ABI_PLACEMENT_ANY, 0,
                                        nexus_boot()->sched_setaffinity);
        step(NARROWING);
    }
}

static void spin_often(void *argument) {
    enum { TURNS = 300 };
    (void)argument;
    for (uint32_t i = 0; i < STEPS; i++) {
        for (volatile uint32_t turn = 0; turn < TURNS; turn++) {
        }
        step(SPINNING);
    }
}

static void go_on_for_ever(void *argument) {
    (void)argument;
    for (;;) {
        step(DOOMED);
        nexus_task_yield();
    }
}

static void (*const entries[MEMBERS])(void *) = {yield_often,  park_often, wait_often,
                                                 narrow_often, spin_often, go_on_for_ever};

// All begin on one hart, where most of them are ready. Some are sent to another one at once, others may be taken by whoever idles.
static void start_round(uint32_t round) {
    for (uint32_t i = 0; i < MEMBERS; i++) {
        uint32_t number = (i + round) % MEMBERS;
        atomic_store_explicit(&scene.steps[number], 0, memory_order_relaxed);
        scene.started += crew_start(number, entries[number], NULL, victim_harts()) ? 1 : 0;
    }
    for (uint32_t i = 0; i < MEMBERS; i++) {
        uint32_t number = (i * STRIDE + round) % MEMBERS;
        (void)stealing_allow(number, number % 3 == round % 3 ? STAGE_HARTS : scene.all_harts);
    }
}

// It takes one permit before it gets the next: two at once are one.
static void wake_again(uint32_t times) {
    (void)!nexus_task_unpark(crew_id(PARKING));
    for (uint32_t i = 0; i < YIELDS_MAX && steps_of(PARKING) < times; i++) {
        nexus_task_yield();
    }
}

static void end_round(uint32_t round) {
    for (uint32_t i = 0; i < STEPS; i++) {
        wake_again(i + 1);
        if ((i + round) % 3 == 0) {
            (void)stealing_allow(DOOMED, i % 2 == 0 ? victim_harts() : scene.all_harts);
        }
        if (i == round % STEPS) {
            crew_kill(DOOMED);
            scene.right++;
        }
    }
    for (uint32_t number = 0; number < DOOMED; number++) {
        crew_join(number);
        scene.right += steps_of(number) == STEPS ? 1 : 0;
    }
    for (uint32_t number = 0; number < MEMBERS; number++) {
        scene.ended += nexus_task_unpark(crew_id(number)) == ABI_EBADF ? 1 : 0;
    }
}

static uint64_t count_moves(uint32_t harts) {
    uint64_t sum = 0;
    for (uint32_t cpu = 0; cpu < harts; cpu++) {
        struct abi_hart_statistics statistics = {0};
        (void)!nexus_hart_statistics(nexus_boot()->stats_read, cpu, &statistics);
        sum += statistics.migrations;
    }
    return sum;
}

static void direct(void *argument) {
    bool *is_ready = argument;
    *is_ready = nexus_notification_create(&scene.silent) == ABI_OK;
    for (uint32_t round = 0; round < ROUNDS && *is_ready; round++) {
        start_round(round);
        end_round(round);
    }
    (void)!nexus_capability_close(scene.silent);
}

void prove_churn(uint32_t harts) {
    memset(&scene, 0, sizeof(scene));
    scene.all_harts = harts == ABI_HARTS_MAX ? UINT64_MAX : (UINT64_C(1) << harts) - 1;
    bool is_ready = false;
    uint64_t before = count_moves(harts);
    bool is_done = crew_direct(direct, &is_ready);
    uint64_t moves = count_moves(harts) - before;
    emit(MARKER_task_churn, "ready=%u started=%u ended=%u right=%u moves=%u", is_ready && is_done ? 1U : 0U,
         (unsigned)scene.started, (unsigned)scene.ended, (unsigned)scene.right, (unsigned)moves);
}
