// SPDX-License-Identifier: Apache-2.0
// Whoever is about to run on a hart is not taken from it: the victim is in the turn of a class that waited too long, and higher ones are
// ready there.
#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/stealing.h"

enum stealing_class_crew { HIGHER, FREE, LOWER, CREW };

enum stealing_class_constants {
    LOOKS_MAX = 8,
    YIELDS_MAX = 1000000,
    INTERVAL_MICROSECONDS = 1200,
    TURN_MICROSECONDS = 30000,  // longer than the turn of a class that waited
};

static struct {
    uint32_t began;  // notification: the turn of the lower class
    // The step writes (release), the threads read (acquire).
    _Atomic uint32_t stop;
    // Each is written by one thread (relaxed), and read as a hint.
    _Atomic uint32_t rounds[CREW];
} scene;

static uint32_t rounds_of(uint32_t number) {
    return atomic_load_explicit(&scene.rounds[number], memory_order_acquire);
}

static bool goes_on(uint32_t number) {
    atomic_fetch_add_explicit(&scene.rounds[number], 1, memory_order_release);
    return atomic_load_explicit(&scene.stop, memory_order_acquire) == 0;
}

static void be_busy(void *argument) {
    uint32_t turn = 0;
    while (goes_on((uint32_t)(uintptr_t)argument)) {
        stealing_be_fair(&turn);
    }
}

// Says so whenever it has the hart again: after nobody of its class can have had it.
static void wait_for_turns(void *argument) {
    (void)argument;
    (void)!nexus_task_set_class(0, ABI_CLASS_IDLE, 0);
    uint32_t higher = rounds_of(HIGHER) - 1;
    uint32_t turn = 0;
    while (goes_on(LOWER)) {
        stealing_be_fair(&turn);
        if (rounds_of(HIGHER) != higher) {
            higher = rounds_of(HIGHER);
            (void)!nexus_notification_signal(scene.began, 1);
        }
    }
}

struct look {
    uint64_t attempts;
    uint64_t taken;
    bool is_valid;  // the turn was not over yet when all of this had happened
};

static struct look look_in_turn(void) {
    uint64_t bits = 0;
    (void)!nexus_notification_wait(scene.began, ABI_DEADLINE_NEVER, &bits);
    uint32_t higher = rounds_of(HIGHER);
    struct look look = {.is_valid = stealing_allow(FREE, both_harts())};
    uint64_t attempts = stealing_attempts();
    uint64_t taken = stealing_taken();
    stealing_keep_hart(INTERVAL_MICROSECONDS);
    stealing_leave_hart(INTERVAL_MICROSECONDS);
    look.attempts = stealing_attempts() - attempts;
    look.taken = stealing_taken() - taken;
    uint32_t lower = rounds_of(LOWER);
    for (uint32_t i = 0; i < YIELDS_MAX && rounds_of(LOWER) == lower && rounds_of(HIGHER) == higher; i++) {
        nexus_task_yield();
    }
    look.is_valid = look.is_valid && rounds_of(HIGHER) == higher;
    return look;
}

static bool begin(void) {
    bool is_done = nexus_notification_create(&scene.began) == ABI_OK;
    is_done = is_done && crew_start(HIGHER, be_busy, (void *)HIGHER, victim_harts());
    is_done = is_done && crew_start(FREE, be_busy, (void *)FREE, victim_harts());
    return is_done && crew_start(LOWER, wait_for_turns, NULL, victim_harts());
}

void prove_steal_class(uint32_t harts) {
    (void)harts;
    struct look look = {.is_valid = false};
    uint64_t after = 0;
    bool is_begun = begin();
    for (uint32_t i = 0; is_begun && i < LOOKS_MAX && !look.is_valid; i++) {
        is_begun = stealing_allow(FREE, victim_harts());
        look = look_in_turn();
    }
    // When the turn is over, the same task is nobody's next one any more.
    uint64_t before = stealing_taken();
    for (uint32_t i = 0; is_begun && i < LOOKS_MAX && after == 0; i++) {
        stealing_leave_hart(TURN_MICROSECONDS);
        after = stealing_taken() - before;
    }
    atomic_store_explicit(&scene.stop, 1, memory_order_release);
    for (uint32_t number = 0; number < CREW; number++) {
        crew_join(number);
    }
    (void)!nexus_capability_close(scene.began);
    emit(MARKER_test_reject_steal_higher_qos, "in_turn=%u attempts=%u taken=%u taken_after=%u", (unsigned)look.is_valid,
         (unsigned)look.attempts, (unsigned)look.taken, (unsigned)after);
}
