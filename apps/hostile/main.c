// SPDX-License-Identifier: Apache-2.0
// The first program of the hostile trial: attackers make every system call with every kind of garbage while a witness works beside
// them. In the end the witness has lost nothing, and machine and judge hold to the byte what they held before.
// The file "settings" says how many calls, and the seed; seed 0: the clock's.
#include <inttypes.h>
#include <stdio.h>

#include "apps/hostile/attack.h"
#include "apps/hostile/fault_desk.h"
#include "apps/hostile/judge.h"
#include "apps/hostile/witness_stand.h"

static void check_holdings(const struct holdings *before, const struct holdings *after) {
    uint64_t was = 0;
    uint64_t is = 0;
    const char *what = holdings_compare(before, after, &was, &is);
    if (what != NULL) {
        trial_fail(JUDGE_NAME, what, was, is);
    }
}

int main(void) {
    judge_require("begin", trial_begin());
    uint64_t target = 0;
    struct attack_plan plan = {0};
    judge_require("setting calls", trial_setting("calls", &target));
    judge_require("setting seed", trial_setting("seed", &plan.seed));
    plan.seed = plan.seed == 0 ? trial_clock_seed() : plan.seed;
    printf("hostile: seed=%016" PRIx64 "\n", plan.seed);

    struct holdings before;
    judge_require("stock before", trial_take_stock(&before));
    plan.supervisor = fault_desk_begin();
    plan.witness = witness_begin();
    struct attack_sums sums = {0};
    while (sums.calls < target) {
        attack_live(&plan, &sums);
    }
    struct witness_testimony witness = witness_end();
    uint64_t faults = fault_desk_end();
    struct holdings after;
    judge_require("stock after", trial_take_stock(&after));

    check_holdings(&before, &after);
    if (witness.pages == 0 || witness.pages == witness.calls) {
        trial_fail(JUDGE_NAME, "the witness made calls of one kind only", witness.calls, witness.pages);
    }
    // The attacker may have left an unfinished line.
    printf("\nhostile: seed=%016" PRIx64 " calls=%" PRIu64 " respawns=%" PRIu64 " kills=%" PRIu64 " faults=%" PRIu64
           " foreign=%" PRIu64 " witness_calls=%" PRIu64 " witness_replies=%" PRIu64 " free_before=%" PRIu64
           " free_after=%" PRIu64 "\n",
           plan.seed, sums.calls, sums.lives - 1, sums.kills, faults, witness.foreign, witness.calls, witness.replies,
           before.free_bytes, after.free_bytes);
    trial_pass();
}
