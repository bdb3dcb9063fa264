// SPDX-License-Identifier: Apache-2.0
// No process has more than its limit, of anything, and neither have its children together: for all limits, counts and uses.
#include "kernel/process/budget.h"

#include "testing/proofs/proof.h"

static bool is_valid(const struct budget *budget) {
    bool valid = true;
    for (uint32_t i = 0; i < BUDGET_COUNT; i++) {
        valid &= budget->used[i] <= budget->limit[i];
    }
    return valid;
}

static struct budget make_budget(void) {
    struct budget budget;
    SUPPOSE(is_valid(&budget));
    return budget;
}

void prove_take_stays_below_limit(void) {
    struct budget budget = make_budget();
    struct budget before = budget;
    uint32_t resource = any_below(BUDGET_COUNT);
    uint32_t other = any_below(BUDGET_COUNT);
    uint32_t count = nondet_uint32();

    enum abi_error error = budget_take(&budget, (enum budget_resource)resource, count);

    uint64_t sum = (uint64_t)before.used[resource] + count;
    PROVE((error == ABI_OK) == (sum <= budget.limit[resource]), "granted exactly while there is room");
    PROVE(budget.used[resource] == (error == ABI_OK ? sum : before.used[resource]),
          "what is granted is counted, and no more");
    PROVE(IMPLIES(other != resource, budget.used[other] == before.used[other]), "nothing else changes");
    PROVE(is_valid(&budget), "never above the limit");
    REACHED();
}

void prove_give_stays_above_zero(void) {
    struct budget budget = make_budget();
    struct budget before = budget;
    uint32_t resource = any_below(BUDGET_COUNT);
    uint32_t count = nondet_uint32();

    bool given = budget_give(&budget, (enum budget_resource)resource, count);

    PROVE(given == (count <= before.used[resource]), "only what was taken comes back");
    PROVE(budget.used[resource] == before.used[resource] - (given ? count : 0), "all of it, once");
    PROVE(is_valid(&budget), "never above the limit");
    REACHED();
}

static uint64_t limit_of(const struct abi_process_limits *limits, uint32_t resource) {
    // budget.c asserts that the fields lie in the order of the resources.
    return ((const uint32_t *)limits)[resource];
}

// What a parent pays for a child covers all that the child may ever take, and it is all or nothing.
void prove_child_is_paid_for(void) {
    struct budget parent = make_budget();
    struct budget before = parent;
    struct abi_process_limits limits;
    uint32_t one = any_below(BUDGET_COUNT);
    uint64_t itself = one == BUDGET_PROCESSES ? 1 : 0;

    enum abi_error error = budget_take_limits(&parent, &limits);

    struct budget child;
    budget_from_limits(&child, &limits);
    PROVE(child.limit[one] == limit_of(&limits, one) && child.used[one] == 0,
          "the child has its limits and has used nothing");
    PROVE(is_valid(&parent), "never above the limit");
    PROVE(IMPLIES(error != ABI_OK, parent.used[one] == before.used[one]), "nothing is paid on refusal");
    PROVE(IMPLIES(error == ABI_OK, parent.used[one] == before.used[one] + child.limit[one] + itself),
          "all of its limits are paid for, and itself");
    REACHED();
}

void prove_child_comes_back(void) {
    struct budget parent = make_budget();
    struct budget before = parent;
    struct abi_process_limits limits;
    uint32_t one = any_below(BUDGET_COUNT);
    for (uint32_t i = 0; i < BUDGET_COUNT; i++) {
        SUPPOSE(limit_of(&limits, i) + (i == BUDGET_PROCESSES) <= parent.used[i]);
    }

    bool given = budget_give_limits(&parent, &limits);

    uint64_t paid = limit_of(&limits, one) + (one == BUDGET_PROCESSES);
    PROVE(given, "what was paid can be given back");
    PROVE(parent.used[one] + paid == before.used[one], "all of it comes back");
    REACHED();
}

static struct budget shared;
static uint32_t counts[2];
static bool was_taken[2];
static bool is_done;

static void take(uint32_t hart) {
    was_taken[hart] = budget_take(&shared, BUDGET_PAGES, counts[hart]) == ABI_OK;
}

static void take_elsewhere(void) {
    take(1);
    is_done = true;
}

// Two tasks of a process take at the same time. Small numbers: how large ones are compared is a subject of the proofs above.
void prove_concurrent_takes_stay_below_limit(void) {
    shared.limit[BUDGET_PAGES] = any_below(8);
    shared.used[BUDGET_PAGES] = any_below(8);
    SUPPOSE(shared.used[BUDGET_PAGES] <= shared.limit[BUDGET_PAGES]);
    uint32_t room = shared.limit[BUDGET_PAGES] - shared.used[BUDGET_PAGES];
    counts[0] = any_below(8);
    counts[1] = any_below(8);

    CONCURRENTLY(1, take_elsewhere());
    take(0);
    SUPPOSE(is_done);

    uint32_t taken = (was_taken[0] ? counts[0] : 0) + (was_taken[1] ? counts[1] : 0);
    PROVE(taken <= room, "together not more than there was");
    PROVE(shared.used[BUDGET_PAGES] == shared.limit[BUDGET_PAGES] - room + taken, "both are counted");
    PROVE(IMPLIES(counts[0] + counts[1] <= room, was_taken[0] && was_taken[1]), "who fits is not refused");
    REACHED();
}
