// SPDX-License-Identifier: Apache-2.0
#include "apps/bench/crew.h"

#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/bench/measure.h"

enum crew_sizes { CREW_STACK_BYTES = 512 };

static struct crew_member members[CREW_MAX];
static _Alignas(16) uint8_t stacks[CREW_MAX][CREW_STACK_BYTES];
static uint32_t started;  // members in use
static uint32_t alive;    // and not joined
static _Atomic bool is_dismissed;

bool crew_goes_on(void) {
    return !atomic_load_explicit(&is_dismissed, memory_order_relaxed);
}

bool crew_has_counters(void) {
    return nexus_clock_use(nexus_boot()->clock) == ABI_OK;
}

// begin's C side.
__attribute__((used)) static void run(struct crew_member *member) {
    member->run(member);
    nexus_task_exit(0);
}

// Without a thread's memory all that is missing is gp.
__attribute__((naked)) static void begin(void) {
    __asm__ volatile("   .option push\n"
                     "   .option norelax\n"
                     "   la gp, __global_pointer$\n"
                     "   .option pop\n"
                     "   j %0\n"
                     :
                     : "i"(run));
}

static void be(enum abi_class class_, uint32_t shares) {
    const struct abi_boot *boot = nexus_boot();
    measure_require("task_set_class", nexus_task_set_class(0, class_, boot->sched_setqos));
    measure_require("task_set_shares", nexus_task_set_shares(0, shares, boot->sched_setshares));
}

void crew_init(void) {
    be(ABI_CLASS_INTERACTIVE, ABI_SHARES_DEFAULT);
}

// A task is made as its creator is, so this one is that for a moment; none of them begins meanwhile.
void crew_start(struct crew *crew) {
    be(crew->class_, crew->shares);
    crew->members = &members[started];
    for (uint32_t i = 0; i < crew->count; i++, started++, alive++) {
        measure_require("members", started < CREW_MAX ? ABI_OK : ABI_ENOSPC);
        struct crew_member *member = &members[started];
        member->run = crew->run;
        atomic_store_explicit(&member->rounds, 0, memory_order_relaxed);
        atomic_store_explicit(&member->gap, 0, memory_order_relaxed);
        measure_require("task_create",
                        nexus_task_create_suspended(0, (uint64_t)begin, (uint64_t)stacks[started + 1], (uint64_t)member,
                                                    crew->harts, nexus_boot()->sched_setaffinity, &member->id));
    }
    crew_init();
    for (uint32_t i = 0; i < crew->count; i++) {
        measure_require("task_unpark", nexus_task_unpark(crew->members[i].id));
    }
}

void crew_dismiss(void) {
    atomic_store_explicit(&is_dismissed, true, memory_order_relaxed);
}

void crew_join(const struct crew *crew) {
    for (uint32_t i = 0; i < crew->count; i++, alive--) {
        measure_require("task_join", nexus_task_join(crew->members[i].id));
    }
    if (alive == 0) {
        started = 0;
        atomic_store_explicit(&is_dismissed, false, memory_order_relaxed);
    }
}
