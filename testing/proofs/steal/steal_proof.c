// SPDX-License-Identifier: Apache-2.0
// What a thief takes, from whom, and how soon again: for all numbers that a machine can have.
#include "kernel/scheduler/steal.h"

#include "abi/limits.h"
#include "testing/proofs/proof.h"

void prove_limit_leaves_half(void) {
    uint32_t ready = nondet_uint32();

    uint32_t limit = steal_limit(ready);

    PROVE(limit <= STEAL_TASKS_MAX, "never more than one attempt may take");
    PROVE(limit <= (uint64_t)ready + 1 - limit, "at most half, with the running task");
    PROVE(IMPLIES(ready != 0, limit != 0), "where something is ready something may be taken");
    PROVE(limit <= ready, "never more than there is");
    REACHED();
}

void prove_victims_are_all_others(void) {
    uint32_t count = 1 + any_below(ABI_HARTS_MAX);
    uint32_t thief = any_below(count);
    uint32_t round = any_below(ABI_HARTS_MAX);
    uint32_t other_round = any_below(ABI_HARTS_MAX);
    SUPPOSE(round + 1 < count && other_round + 1 < count);

    uint32_t victim = steal_victim(thief, round, count);
    uint32_t other_victim = steal_victim(thief, other_round, count);

    PROVE(victim < count, "a hart of the machine");
    PROVE(victim != thief, "never the thief");
    // As many rounds as there are others, and each of them another one: all of them.
    PROVE(IMPLIES(round != other_round, victim != other_victim), "no hart twice");
    REACHED();
}

// The machine's clock does not come round (584 years at 1 GHz); harts may read it in any order.
void prove_wait_is_bounded(void) {
    uint64_t last_ticks = nondet_uint64();
    uint64_t now_ticks = nondet_uint64();
    uint64_t interval_ticks = nondet_uint64();

    uint64_t wait_ticks = steal_wait(last_ticks, now_ticks, interval_ticks);

    PROVE(wait_ticks <= interval_ticks, "never longer than the interval");
    PROVE(IMPLIES(last_ticks == 0, wait_ticks == 0), "the first attempt waits for nothing");
    PROVE(IMPLIES(last_ticks != 0 && now_ticks <= last_ticks, wait_ticks == interval_ticks),
          "a clock behind is no time");
    bool is_over = now_ticks >= last_ticks && now_ticks - last_ticks >= interval_ticks;
    PROVE(IMPLIES(last_ticks != 0, (wait_ticks == 0) == (is_over || interval_ticks == 0)),
          "over exactly after the interval");
    PROVE(IMPLIES(wait_ticks != 0 && now_ticks >= last_ticks, now_ticks - last_ticks + wait_ticks == interval_ticks),
          "what is left is what is not over");
    REACHED();
}
