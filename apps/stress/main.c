// SPDX-License-Identifier: Apache-2.0
// The first program of the stress trial: servers and clients work on all harts for a time, then everything that went in must have
// come out, and machine and coordinator hold to the byte what they held before.
// The file "settings" says for how many milliseconds, how many of them a wait may take, and the seed; seed 0: the clock's.
#include <inttypes.h>
#include <stdio.h>

#include "apps/stress/crew.h"
#include "apps/stress/stress.h"

static void check_holdings(const struct holdings *before, const struct holdings *after) {
    uint64_t was = 0;
    uint64_t is = 0;
    const char *what = holdings_compare(before, after, &was, &is);
    if (what != NULL) {
        trial_fail(STRESS_NAME, what, was, is);
    }
}

static void check_tally(const struct stress_tally *tally) {
    uint64_t a = 0;
    uint64_t b = 0;
    const char *what = stress_tally_check(tally, &a, &b);
    if (what != NULL) {
        trial_fail(STRESS_NAME, what, a, b);
    }
}

static void print_result(const struct crew_plan *plan, const struct stress_tally *tally, const struct holdings *before,
                         const struct holdings *after) {
    const uint64_t *workers = tally->workers;
    const uint64_t *servers = tally->servers;
    printf("stress: seed=%016" PRIx64 " milliseconds=%" PRIu64 " rounds=%" PRIu64 " calls=%" PRIu64 " replies=%" PRIu64
           " page_calls=%" PRIu64 " page_replies=%" PRIu64 "\n",
           plan->seed, plan->milliseconds, workers[STRESS_ROUNDS], workers[STRESS_CALLS], workers[STRESS_REPLIES],
           workers[STRESS_PAGE_CALLS], workers[STRESS_PAGE_REPLIES]);
    printf("stress: served=%" PRIu64 " forwarded=%" PRIu64 " loose=%" PRIu64 " signals=%" PRIu64 " seen=%" PRIu64
           " vmos=%" PRIu64 " derived=%" PRIu64 " timers=%" PRIu64 " threads=%" PRIu64 "\n",
           servers[STRESS_SERVED_CALLS], servers[STRESS_SERVED_FORWARDED], servers[STRESS_SERVED_LOOSE],
           stress_tally_sent(tally), stress_tally_seen(tally), workers[STRESS_VMOS_CREATED], workers[STRESS_DERIVED],
           workers[STRESS_TIMERS_SET], workers[STRESS_THREADS_CREATED]);
    printf("stress: processes=%" PRIu64 " exited=%" PRIu64 " killed=%" PRIu64 " dropped=%" PRIu64
           " free_before=%" PRIu64 " free_after=%" PRIu64 "\n",
           workers[STRESS_PROCESSES_CREATED], workers[STRESS_PROCESSES_EXITED], workers[STRESS_PROCESSES_KILLED],
           workers[STRESS_PROCESSES_DROPPED], before->free_bytes, after->free_bytes);
}

static void print_scheduling(const struct stress_tally *tally, const struct witness *witness) {
    const uint64_t *workers = tally->workers;
    printf("stress: puppets=%" PRIu64 " killed=%" PRIu64 " changes=%" PRIu64 " refused=%" PRIu64 " placed=%" PRIu64
           " unplaced=%" PRIu64 " records=%" PRIu64 " judged=%" PRIu64 " missed=%" PRIu64 "\n",
           workers[STRESS_PUPPETS_CREATED], workers[STRESS_PUPPETS_KILLED], workers[STRESS_CONTROLS_ASKED],
           workers[STRESS_CONTROLS_REFUSED], workers[STRESS_PLACED], workers[STRESS_PLACEMENTS_REFUSED],
           witness->records, witness->judged, witness->missed);
}

int main(void) {
    static struct stress_tally tally;
    static struct witness witness;
    struct crew_plan plan = {0};
    struct holdings before;
    struct holdings after;
    stress_require("begin", trial_begin());
    stress_require("setting milliseconds", trial_setting("milliseconds", &plan.milliseconds));
    stress_require("setting seed", trial_setting("seed", &plan.seed));
    stress_require("setting patience", trial_setting("patience_milliseconds", &plan.patience_milliseconds));
    plan.seed = plan.seed == 0 ? trial_clock_seed() : plan.seed;
    printf("stress: seed=%016" PRIx64 "\n", plan.seed);

    stress_require("stock before", trial_take_stock(&before));
    crew_begin(&plan);
    crew_work(&plan, &witness);
    crew_end(&tally);
    stress_require("stock after", trial_take_stock(&after));

    check_tally(&tally);
    check_holdings(&before, &after);
    print_result(&plan, &tally, &before, &after);
    print_scheduling(&tally, &witness);
    trial_pass();
}
