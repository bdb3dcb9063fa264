// SPDX-License-Identifier: Apache-2.0
// Where a task may run changes while it runs, while it waits for its turn, and while it waits for something else. When the call returns it is
// executed nowhere else: it says so itself, again and again, by what the kernel tells of where it is.
//
// All of them end their turns at once, so that no hart keeps those behind it waiting.
#include <stdatomic.h>
#include <string.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum affinity_movers {
    RUNNING,  // alone on its hart, or with the step
    TURNS,    // these two together on another one: one of them is ready while the other runs
    TURNS_TOO,
    SLEEPING,  // is woken when it may run elsewhere than before
    MOVERS
};

enum affinity_constants {
    ROUNDS = 16,
    LOOKS = 2,  // of each, in each round
    YIELDS_MAX = 20000,
};

static struct {
    uint64_t sets[ROUNDS + 1][MOVERS];  // of each round, from 1; written before it begins
    uint32_t tasks[MOVERS];
    // The round whose sets hold; 0: they are about to change. Written by the step (release), read by the others (acquire).
    _Atomic uint32_t round;
    _Atomic bool is_over;
    // How often each has looked in this round: its own (release); the step reads (acquire), and sets it back between two rounds.
    _Atomic uint32_t looks[MOVERS];
    // Anybody's (relaxed); read when they have been joined, or as a hint.
    _Atomic uint32_t outside;
    _Atomic uint32_t failures;
    uint32_t settled;
    struct tally tally;
} scene;

// Counts if the same round held before and after: then its sets held meanwhile.
static void look(enum affinity_movers who) {
    struct abi_task_info info = {0};
    uint32_t before = atomic_load_explicit(&scene.round, memory_order_acquire);
    if (before == 0) {
        return;
    }
    if (nexus_task_info(scene.tasks[who], nexus_boot()->stats_read, &info) != ABI_OK) {
        atomic_fetch_add_explicit(&scene.failures, 1, memory_order_relaxed);
    }
    uint32_t after = atomic_load_explicit(&scene.round, memory_order_acquire);
    if (before != after) {
        return;
    }
    uint64_t set = scene.sets[before][who];
    if ((set >> info.cpu & 1) == 0 || info.harts != set) {
        atomic_fetch_add_explicit(&scene.outside, 1, memory_order_relaxed);
    }
    atomic_fetch_add_explicit(&scene.looks[who], 1, memory_order_release);
}

static void move_about(void *argument) {
    enum affinity_movers who = (enum affinity_movers)(uintptr_t)argument;
    while (!atomic_load_explicit(&scene.is_over, memory_order_acquire)) {
        look(who);
        if (who == SLEEPING) {
            nexus_task_park();
        } else {
            nexus_task_yield();
        }
    }
}

static bool have_looked(void) {
    uint32_t done = 0;
    for (uint32_t i = 0; i < MOVERS; i++) {
        done += atomic_load_explicit(&scene.looks[i], memory_order_acquire) >= LOOKS ? 1 : 0;
    }
    return done == MOVERS;
}

// Round about all harts, each mover another one in each round; every fourth time it is two.
static void choose_sets(uint32_t round, uint32_t harts) {
    uint64_t one = UINT64_C(1) << round % harts;
    uint64_t next = UINT64_C(1) << (round + 1) % harts;
    uint64_t more = round % 4 == 3 ? UINT64_C(1) << (round + 2) % harts : 0;
    scene.sets[round][RUNNING] = one;
    scene.sets[round][TURNS] = next;
    scene.sets[round][TURNS_TOO] = next | more;
    scene.sets[round][SLEEPING] = one | more;
}

static void move_all(uint32_t round) {
    atomic_store_explicit(&scene.round, 0, memory_order_release);
    for (uint32_t i = 0; i < MOVERS; i++) {
        uint64_t error = nexus_task_set_placement(scene.tasks[i], ABI_PLACEMENT_HARTS, scene.sets[round][i],
                                                  nexus_boot()->sched_setaffinity);
        (void)tally_expect(&scene.tally, error, ABI_OK);
        atomic_store_explicit(&scene.looks[i], 0, memory_order_relaxed);
    }
    atomic_store_explicit(&scene.round, round, memory_order_release);
    for (uint32_t i = 0; i < YIELDS_MAX && !have_looked(); i++) {
        if (atomic_load_explicit(&scene.looks[SLEEPING], memory_order_acquire) < LOOKS) {
            (void)!nexus_task_unpark(crew_id(SLEEPING));
        }
        nexus_task_yield();
    }
    scene.settled += have_looked() ? 1 : 0;
}

static bool begin(uint32_t harts) {
    memset(&scene, 0, sizeof(scene));
    for (uint32_t i = 0; i < MOVERS; i++) {
        bool is_started = crew_start(i, move_about, (void *)(uintptr_t)i, UINT64_C(1) << (harts - 1));
        (void)tally_expect(&scene.tally, is_started, true);
        (void)tally_expect(&scene.tally, nexus_task_open(0, crew_id(i), &scene.tasks[i]), ABI_OK);
    }
    return scene.tally.first_wrong == 0;
}

static void end(void) {
    atomic_store_explicit(&scene.is_over, true, memory_order_release);
    (void)!nexus_task_unpark(crew_id(SLEEPING));
    for (uint32_t i = 0; i < MOVERS; i++) {
        crew_join(i);
        (void)!nexus_capability_close(scene.tasks[i]);
    }
}

static void direct(void *argument) {
    uint32_t harts = *(const uint32_t *)argument;
    if (begin(harts)) {
        for (uint32_t round = 1; round <= ROUNDS; round++) {
            choose_sets(round, harts);
            move_all(round);
        }
    }
    end();
}

void prove_affinity_applied(uint32_t harts) {
    bool is_done = crew_direct(direct, &harts);
    (void)tally_expect(&scene.tally, is_done, true);
    emit(MARKER_affinity_applied, "%s settled=%u outside=%u failures=%u", tally_text(&scene.tally),
         (unsigned)scene.settled, (unsigned)atomic_load_explicit(&scene.outside, memory_order_relaxed),
         (unsigned)atomic_load_explicit(&scene.failures, memory_order_relaxed));
}
