// SPDX-License-Identifier: Apache-2.0
// Of the ready tasks of a hart the highest class runs; the lowest one gets a turn when it has waited long enough.
#include <inttypes.h>
#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/contest.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"

enum order_members { LOW, MIDDLE, HIGH, MEMBERS };

// Who came when, as the digits of a number: 1 is the lowest class. All are on one hart (relaxed).
static _Atomic uint64_t order;

static void note(enum order_members who) {
    uint64_t before = atomic_load_explicit(&order, memory_order_relaxed);
    atomic_store_explicit(&order, before * 10 + (uint64_t)who + 1, memory_order_relaxed);
}

static void wake(enum order_members who) {
    (void)!nexus_task_unpark(crew_id(who));
}

static void act_low(struct contestant *self) {
    (void)self;
    note(LOW);
    wake(MIDDLE);
    note(LOW);
    wake(HIGH);
    note(LOW);
}

static void act_middle(struct contestant *self) {
    (void)self;
    note(MIDDLE);
    nexus_task_park();
    note(MIDDLE);
    wake(HIGH);
    note(MIDDLE);
}

// Lets others run that are its equals: there are none.
static void act_high(struct contestant *self) {
    (void)self;
    note(HIGH);
    nexus_task_yield();
    note(HIGH);
    nexus_task_park();
    note(HIGH);
    nexus_task_park();
    note(HIGH);
}

// All become ready at the same time, the lowest first; then each lower one wakes a higher one in the middle of what it does.
void prove_class_order(uint32_t harts) {
    contest_prepare(harts, MEMBERS, 1);
    atomic_store_explicit(&order, 0, memory_order_relaxed);
    contest.members[LOW].base_class = ABI_CLASS_IDLE;
    contest.members[MIDDLE].base_class = ABI_CLASS_NORMAL;
    contest.members[HIGH].base_class = ABI_CLASS_INTERACTIVE;
    contest.members[LOW].act = act_low;
    contest.members[MIDDLE].act = act_middle;
    contest.members[HIGH].act = act_high;
    bool ran = contest_run();
    emit(MARKER_qos_order, "ran=%u order=%" PRIu64, ran ? 1U : 0U, atomic_load_explicit(&order, memory_order_relaxed));
}

enum starvation_constants {
    BOUND_MS = 100,
    LASTS_MS = 250,
    BUSY = 0,
    STARVED = 1,
};

struct starvation {
    uint32_t turns;
    uint32_t early;
    uint64_t late;     // ticks, the worst
    uint64_t longest;  // turn
};

static void judge_waits(struct starvation *starvation) {
    const struct contestant *starved = &contest.members[STARVED];
    const uint64_t bound = BOUND_MS * contest_millisecond();
    uint64_t since = contest.begin;
    for (uint32_t i = 0; i < starved->turn_count && starved->turns[i].begin < contest.end; i++) {
        const struct contest_turn *turn = &starved->turns[i];
        uint64_t waited = turn->begin - since;
        starvation->turns++;
        starvation->early += waited < bound ? 1 : 0;
        if (waited >= bound && waited - bound > starvation->late) {
            starvation->late = waited - bound;
        }
        uint64_t length = turn->end - turn->begin - turn->held;
        starvation->longest = length > starvation->longest ? length : starvation->longest;
        since = turn->end;
    }
}

void prove_starvation_bound(uint32_t harts) {
    struct starvation starvation = {0};
    contest_prepare(harts, STARVED + 1, LASTS_MS);
    contest.members[STARVED].base_class = ABI_CLASS_IDLE;
    uint64_t before = contest_statistics().starved_turns;
    if (contest_run()) {
        judge_waits(&starvation);
    }
    uint64_t counted = contest_statistics().starved_turns - before;
    emit(MARKER_starvation_bound, "turns=%u early=%u late_us=%u longest_us=%u counted=%u", (unsigned)starvation.turns,
         (unsigned)starvation.early, (unsigned)(starvation.late * 1000 / contest_millisecond()),
         (unsigned)(starvation.longest * 1000 / contest_millisecond()), (unsigned)counted);
}
