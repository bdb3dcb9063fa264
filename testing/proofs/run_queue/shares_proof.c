// SPDX-License-Identifier: Apache-2.0
// What time costs and how long a turn lasts, as numbers: nothing wraps, nobody runs for nothing, and no turn is longer than its round.
#include "abi/task.h"
#include "kernel/scheduler/run_queue.h"
#include "testing/proofs/proof.h"

static struct run_queue queue;

enum {
    // One turn: 2^36 ticks, which run_queue.h allows.
    TURN_BITS = RUN_AHEAD_BITS - RUN_VIRTUAL_BITS,
    // Of the virt machine: a turn of 10 microseconds at least, in a round of 4 ms (kernel/scheduler/scheduler.h).
    LEAST_TICKS = 100,
    ROUND_TICKS = 40000,
};

// The shares that the proofs try; a division by any number is more than the solver can do.
static uint32_t any_shares(void) {
    uint32_t shares = nondet_uint32();
    SUPPOSE(shares == 1 || shares == ABI_SHARES_DEFAULT || shares == ABI_SHARES_MAX);
    return shares;
}

void prove_virtual_time_fits(void) {
    uint64_t ticks = nondet_uint64();
    SUPPOSE(ticks >> TURN_BITS == 0);
    uint32_t shares = any_shares();

    uint64_t passed = run_queue_virtual(ticks, shares);

    PROVE(passed >> RUN_AHEAD_BITS == 0, "no turn takes a task too far ahead");
    PROVE(IMPLIES(ticks != 0, passed != 0), "time that ran is paid for");
    REACHED();
}

void prove_slice_is_in_round(void) {
    uint32_t shares = any_shares();
    uint32_t others = nondet_uint32();
    // As many tasks as there can be, with as many shares as there can be.
    SUPPOSE(others <= ABI_TASKS_MAX * ABI_SHARES_MAX);
    queue.regions[ABI_CLASS_NORMAL].shares = others;

    uint64_t slice_ticks = run_queue_slice(&queue, ABI_CLASS_NORMAL, shares, ROUND_TICKS, LEAST_TICKS);

    PROVE(slice_ticks >= (uint64_t)LEAST_TICKS, "no turn is shorter than is worth a change");
    PROVE(slice_ticks <= ROUND_TICKS, "no turn is longer than its round");
    PROVE(IMPLIES(others == 0, slice_ticks == ROUND_TICKS), "who is alone gets all of it");
    REACHED();
}
