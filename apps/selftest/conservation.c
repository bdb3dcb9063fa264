// SPDX-License-Identifier: Apache-2.0
// A task that is ended while it waits behind another one, and then taken by a thief: it ends there, once, and whoever waits for that is told.
#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/stealing.h"

enum conservation_crew {
    RUNNER,  // Normal, on the victim
    DEAD,    // Idle, behind it
};

enum conservation_constants { PAUSE_MICROSECONDS = 1200, ROUNDS_MAX = 32, WANTED = 4 };

static struct {
    // The step writes (release), the thread reads (acquire).
    _Atomic uint32_t stop;
    // Written by those that the victim came to before they were ended: an emulator may keep this hart without a turn so long.
    _Atomic uint32_t executed;
} scene;

static void run_until_stopped(void *argument) {
    (void)argument;
    uint32_t turn = 0;
    while (atomic_load_explicit(&scene.stop, memory_order_acquire) == 0) {
        stealing_be_fair(&turn);
    }
}

static void execute(void *argument) {
    (void)argument;
    atomic_fetch_add_explicit(&scene.executed, 1, memory_order_relaxed);
}

void prove_conservation(uint32_t harts) {
    (void)harts;
    uint32_t started = 0;
    uint32_t ended = 0;
    uint64_t before = stealing_taken();
    if (crew_start(RUNNER, run_until_stopped, NULL, victim_harts())) {
        stealing_keep_hart(PAUSE_MICROSECONDS);
        for (uint32_t round = 0; round < ROUNDS_MAX && stealing_taken() - before < WANTED; round++) {
            stealing_start_at(ABI_CLASS_IDLE);
            bool is_started = crew_start(DEAD, execute, NULL, victim_harts());
            stealing_start_at(ABI_CLASS_NORMAL);
            started += is_started && stealing_allow(DEAD, both_harts()) ? 1 : 0;
            crew_kill(DEAD);
            ended += nexus_task_unpark(crew_id(DEAD)) == ABI_EBADF ? 1 : 0;
        }
    }
    uint64_t taken = stealing_taken() - before;
    atomic_store_explicit(&scene.stop, 1, memory_order_release);
    crew_join(RUNNER);
    stealing_end();
    emit(MARKER_task_conservation, "started=%u taken=%u ended=%u executed=%u", (unsigned)started, (unsigned)taken,
         (unsigned)ended, (unsigned)atomic_load_explicit(&scene.executed, memory_order_relaxed));
}
