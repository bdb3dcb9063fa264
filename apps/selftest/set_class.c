// SPDX-License-Identifier: Apache-2.0
// With the authority a task is given any class, by itself or by another one, and runs as what it was given.
#include <inttypes.h>
#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum set_class_constants {
    MEMBERS = ABI_CLASS_COUNT,  // one of each class
    WAKER = MEMBERS,            // of the crew, behind the members
    ROUNDS = ABI_CLASS_COUNT,   // each member has each class once
};

static struct {
    // Written before the members start.
    uint32_t round;
    bool is_own;
    // Who came when, as the digits of a number, from 1. All are on one hart (relaxed).
    _Atomic uint64_t order;
    struct tally tally;
} scene;

static void expect(uint64_t got, uint64_t expected) {
    (void)tally_expect(&scene.tally, got, expected);
}

static enum abi_class class_of(uint32_t member) {
    return (enum abi_class)((member + scene.round) % ABI_CLASS_COUNT);
}

static void note_turn(void *argument) {
    uint32_t member = (uint32_t)(uintptr_t)argument;
    if (scene.is_own) {
        (void)!nexus_task_set_class(0, class_of(member), nexus_boot()->sched_setqos);
    }
    nexus_task_park();
    uint64_t before = atomic_load_explicit(&scene.order, memory_order_relaxed);
    atomic_store_explicit(&scene.order, before * 10 + member + 1, memory_order_relaxed);
}

// On their hart, and nobody is above it: all are ready when it ends.
static void wake_all(void *argument) {
    (void)argument;
    (void)!nexus_task_set_class(0, ABI_CLASS_PERF_BURST, nexus_boot()->sched_setqos);
    for (uint32_t i = 0; i < MEMBERS; i++) {
        (void)!nexus_task_unpark(crew_id(i));
    }
}

static void give_class(uint32_t member) {
    const struct abi_boot *boot = nexus_boot();
    struct abi_task_info info = {0};
    uint32_t task = 0;
    expect(nexus_task_open(0, crew_id(member), &task), ABI_OK);
    if (!scene.is_own) {
        expect(nexus_task_set_class(task, class_of(member), boot->sched_setqos), ABI_OK);
    }
    expect(nexus_task_info(task, boot->stats_read, &info), ABI_OK);
    expect(info.base_class, class_of(member));
    (void)!nexus_capability_close(task);
}

static void do_round(uint64_t hart) {
    for (uint32_t i = 0; i < MEMBERS; i++) {
        expect(crew_start(i, note_turn, (void *)(uintptr_t)i, hart), true);
    }
    crew_settle_on(hart);
    for (uint32_t i = 0; i < MEMBERS; i++) {
        give_class(i);
    }
    expect(crew_start(WAKER, wake_all, NULL, hart), true);
    crew_join(WAKER);
    for (uint32_t i = 0; i < MEMBERS; i++) {
        crew_join(i);
    }
}

static void direct(void *argument) {
    uint64_t *order = argument;
    for (scene.round = 0; scene.round < ROUNDS; scene.round++) {
        do_round(UINT64_C(1) << crew_last_hart());
    }
    *order = atomic_exchange_explicit(&scene.order, 0, memory_order_relaxed);
}

void prove_set_class(uint32_t harts) {
    (void)harts;
    uint64_t own = 0;
    uint64_t other = 0;
    scene.is_own = true;
    expect(crew_direct(direct, &own), true);
    scene.is_own = false;
    expect(crew_direct(direct, &other), true);
    emit(MARKER_qos_classes, "%s own=%" PRIu64 " other=%" PRIu64, tally_text(&scene.tally), own, other);
}
