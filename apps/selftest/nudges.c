// SPDX-License-Identifier: Apache-2.0
// A hart floods another one with wakes. So many interrupts it sends for that and no more; whoever was woken runs all the same, when the other
// hart looks by itself. Where that one would not look, it is interrupted, however many interrupts there were before.
//
// The sleepers are of a higher class than what is busy on the last hart. With two that are busy that hart has a timer, with one it has none.
#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/stealing.h"

enum nudges_crew { BUSY, BUSY_TOO, SLEEPERS_FIRST, SLEEPERS = 8 };

enum nudges_constants {
    ROUNDS_MAX = 1100,  // of all sleepers: one interrupt each would be enough
    SILENT_MAX = 4,     // rounds without any interrupt: there will be none
    DROPS = 3,          // that are looked at
    WAKES_MAX = 12,
    ALONE_ROUNDS = 3,
    // Longer than what runs there may go on before its hart looks.
    PATIENCE_MICROSECONDS = 20000,
    FINE_MICROSECONDS = 200,  // between two looks, where nothing else can be waited for
};

static struct {
    uint32_t done;  // notification: a bit of each sleeper
    // The step writes (release), the threads read (acquire).
    _Atomic uint32_t stop[SLEEPERS_FIRST];
    _Atomic bool is_over;
    // Of the busy ones: turns, each written by its own (relaxed), read as a hint.
    _Atomic uint32_t turns[SLEEPERS_FIRST];
    uint64_t waked;
    uint64_t ran;
    uint64_t late;
} scene;

static void be_busy(void *argument) {
    uint32_t number = (uint32_t)(uintptr_t)argument;
    uint32_t turn = 0;
    while (atomic_load_explicit(&scene.stop[number], memory_order_acquire) == 0) {
        atomic_fetch_add_explicit(&scene.turns[number], 1, memory_order_relaxed);
        stealing_be_fair(&turn);
    }
}

static void sleep_and_tell(void *argument) {
    uint64_t bit = UINT64_C(1) << (uint32_t)(uintptr_t)argument;
    nexus_task_park();
    while (!atomic_load_explicit(&scene.is_over, memory_order_acquire)) {
        (void)!nexus_notification_signal(scene.done, bit);
        nexus_task_park();
    }
}

static struct abi_hart_statistics statistics(void) {
    struct abi_hart_statistics of_stage = {0};
    (void)!nexus_hart_statistics(nexus_boot()->stats_read, STAGE_HART, &of_stage);
    return of_stage;
}

static void wake(uint32_t sleeper) {
    scene.waked++;
    (void)!nexus_task_unpark(crew_id(SLEEPERS_FIRST + sleeper));
}

// Until all of them have run; each is asked for once.
static void await(uint64_t bits) {
    uint64_t deadline = nexus_clock_read() + stealing_ticks(PATIENCE_MICROSECONDS);
    while (bits != 0) {
        uint64_t came = 0;
        if (nexus_notification_wait(scene.done, deadline, &came) != ABI_OK) {
            scene.late += (uint64_t)__builtin_popcountll(bits);
            return;
        }
        scene.ran += (uint64_t)__builtin_popcountll(came & bits);
        bits &= ~came;
    }
}

static bool start_busy(uint32_t number) {
    atomic_store_explicit(&scene.stop[number], 0, memory_order_relaxed);
    return crew_start(number, be_busy, (void *)(uintptr_t)number, victim_harts());
}

static void stop_busy(uint32_t number) {
    atomic_store_explicit(&scene.stop[number], 1, memory_order_release);
    crew_join(number);
}

static bool begin(void) {
    bool is_ready = nexus_notification_create(&scene.done) == ABI_OK;
    stealing_begin();
    stealing_start_at(ABI_CLASS_INTERACTIVE);
    for (uint32_t i = 0; i < SLEEPERS; i++) {
        is_ready = is_ready && crew_start(SLEEPERS_FIRST + i, sleep_and_tell, (void *)(uintptr_t)i, victim_harts());
    }
    stealing_start_at(ABI_CLASS_NORMAL);
    crew_settle_on(victim_harts());
    return is_ready;
}

static void end(void) {
    atomic_store_explicit(&scene.is_over, true, memory_order_release);
    for (uint32_t i = 0; i < SLEEPERS; i++) {
        (void)!nexus_task_unpark(crew_id(SLEEPERS_FIRST + i));
        crew_join(SLEEPERS_FIRST + i);
    }
    stealing_end();
    (void)!nexus_capability_close(scene.done);
}

// Wakes all of them again and again, until one interrupt was not sent.
static bool flood(void) {
    struct abi_hart_statistics before = statistics();
    uint32_t silent = 0;
    for (uint32_t round = 0; round < ROUNDS_MAX && silent < SILENT_MAX && scene.late == 0; round++) {
        for (uint32_t i = 0; i < SLEEPERS; i++) {
            wake(i);
        }
        await((UINT64_C(1) << SLEEPERS) - 1);
        struct abi_hart_statistics after = statistics();
        if (after.nudges_dropped != before.nudges_dropped) {
            return true;
        }
        silent = after.nudges == before.nudges ? silent + 1 : 0;
        before = after;
    }
    return false;
}

struct drops {
    uint32_t seen;
    uint64_t interrupts;
};

// One at a time, while the limit holds: no interrupt, and it runs. If the second is over it is filled again.
static struct drops look_at_drops(void) {
    struct drops drops = {0};
    for (uint32_t i = 0; i < WAKES_MAX && drops.seen < DROPS && scene.late == 0; i++) {
        struct abi_hart_statistics before = statistics();
        wake(0);
        struct abi_hart_statistics after = statistics();
        if (after.nudges_dropped != before.nudges_dropped) {
            drops.seen++;
            drops.interrupts += after.ipis_sent - before.ipis_sent;
        }
        await(1);
        if (after.nudges_dropped == before.nudges_dropped && !flood()) {
            break;
        }
    }
    return drops;
}

void prove_nudge_flood(uint32_t harts) {
    (void)harts;
    bool flooded = false;
    struct drops drops = {0};
    bool is_ready = begin() && start_busy(BUSY) && start_busy(BUSY_TOO);
    struct abi_hart_statistics before = statistics();
    if (is_ready) {
        flooded = flood();
    }
    if (flooded) {
        drops = look_at_drops();
    }
    struct abi_hart_statistics after = statistics();
    emit(MARKER_ipi_flood_reject, "flooded=%u sent=%u dropped=%u seen=%u interrupts=%u waked=%u ran=%u late=%u",
         flooded ? 1U : 0U, (unsigned)(after.nudges - before.nudges),
         (unsigned)(after.nudges_dropped - before.nudges_dropped), (unsigned)drops.seen, (unsigned)drops.interrupts,
         (unsigned)scene.waked, (unsigned)scene.ran, (unsigned)scene.late);
}

// Returns when that hart runs one task, and has looked since the other one ended: it has no timer any more.
static void leave_one(void) {
    enum { LOOKS_MAX = 100 };
    stop_busy(BUSY_TOO);
    uint32_t before = atomic_load_explicit(&scene.turns[BUSY], memory_order_relaxed);
    for (uint32_t i = 0; i < LOOKS_MAX && atomic_load_explicit(&scene.turns[BUSY], memory_order_relaxed) == before;
         i++) {
        stealing_leave_hart(FINE_MICROSECONDS);
    }
}

// Goes on from there: nothing is left of what this hart may send.
void prove_dropped_nudge(uint32_t harts) {
    (void)harts;
    uint32_t flooded = 0;
    uint64_t nudges = 0;
    uint64_t interrupts = 0;
    uint32_t rounds = 0;
    scene.waked = 0;
    scene.ran = 0;
    for (; rounds < ALONE_ROUNDS && scene.late == 0 && flood(); rounds++) {
        flooded++;
        leave_one();
        struct abi_hart_statistics before = statistics();
        wake(rounds);
        struct abi_hart_statistics after = statistics();
        interrupts += after.ipis_sent - before.ipis_sent;
        nudges += after.nudges - before.nudges + after.nudges_dropped - before.nudges_dropped;
        await(UINT64_C(1) << rounds);
        (void)!start_busy(BUSY_TOO);
    }
    stop_busy(BUSY);
    stop_busy(BUSY_TOO);
    end();
    emit(MARKER_dropped_nudge, "rounds=%u flooded=%u nudges=%u interrupts=%u waked=%u ran=%u late=%u", (unsigned)rounds,
         (unsigned)flooded, (unsigned)nudges, (unsigned)interrupts, (unsigned)scene.waked, (unsigned)scene.ran,
         (unsigned)scene.late);
}
