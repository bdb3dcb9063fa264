// SPDX-License-Identifier: Apache-2.0
// No hint and no set of harts lets a task onto a hart that is offline or not its own. For all sets of all harts that there can be.
#include "kernel/scheduler/affinity.h"

#include "abi/limits.h"
#include "abi/object.h"
#include "testing/proofs/proof.h"

static bool has(uint64_t mask, uint32_t cpu) {
    return (mask >> cpu & 1) != 0;
}

void prove_resolve_cuts_to_online(void) {
    uint32_t hint = nondet_uint32();
    uint64_t harts = nondet_uint64();
    uint64_t online = nondet_uint64();
    uint64_t before = nondet_uint64();
    uint64_t mask = before;

    bool resolved = affinity_resolve(hint, harts, online, &mask);

    bool is_known = hint == ABI_PLACEMENT_ANY || hint == ABI_PLACEMENT_PERFORMANCE ||
                    hint == ABI_PLACEMENT_EFFICIENCY || hint == ABI_PLACEMENT_HARTS;
    bool has_harts = hint == ABI_PLACEMENT_HARTS ? (harts & online) != 0 : online != 0;
    PROVE(resolved == (is_known && has_harts), "resolved exactly when it means something");
    PROVE(IMPLIES(!resolved, mask == before), "the mask is untouched on refusal");
    PROVE(IMPLIES(resolved, mask != 0), "never an empty set");
    PROVE(IMPLIES(resolved, (mask & ~online) == 0), "never a hart that is offline");
    PROVE(IMPLIES(resolved && hint == ABI_PLACEMENT_HARTS, mask == (harts & online)), "the harts that were asked for");
    PROVE(IMPLIES(resolved && hint == ABI_PLACEMENT_ANY, mask == online), "any is all of them");
    REACHED();
}

// For any set of the first 16 harts: that a count of bits is a quarter of another takes the solver long.
void prove_quarters_divide_harts(void) {
    uint64_t online = nondet_uint64();
    SUPPOSE(online != 0 && online >> 16 == 0);
    uint64_t efficient = 0;
    uint64_t fast = 0;

    bool resolved = affinity_resolve(ABI_PLACEMENT_EFFICIENCY, 0, online, &efficient);
    resolved &= affinity_resolve(ABI_PLACEMENT_PERFORMANCE, 0, online, &fast);

    uint32_t count = (uint32_t)__builtin_popcountll(online);
    uint32_t quarter = (uint32_t)__builtin_popcountll(efficient);
    uint32_t in = any_below(ABI_HARTS_MAX);
    uint32_t out = any_below(ABI_HARTS_MAX);
    PROVE(resolved, "where a hart is online there are some for both");
    PROVE(quarter == (count < 4 ? 1 : count / 4), "a quarter of them is for efficiency, at least one");
    PROVE(IMPLIES(has(efficient, in) && has(online & ~efficient, out), in < out), "the first ones are for efficiency");
    PROVE((efficient | fast) == online, "each is for something");
    PROVE(IMPLIES(count > 1, (efficient & fast) == 0), "and for one thing, if there are two");
    REACHED();
}

void prove_place_is_allowed(void) {
    uint64_t allowed = nondet_uint64();
    uint64_t idle = nondet_uint64();
    uint32_t previous = nondet_uint32();
    bool previous_is_lower = nondet_bool();
    SUPPOSE(allowed != 0);

    uint32_t place = affinity_place(allowed, idle, previous, previous_is_lower);

    PROVE(place < ABI_HARTS_MAX && has(allowed, place), "never outside what is allowed");
    bool may_stay = previous < ABI_HARTS_MAX && has(allowed, previous);
    bool stays = may_stay && (previous_is_lower || has(idle, previous));
    uint32_t lower = any_below(ABI_HARTS_MAX);
    PROVE(IMPLIES(stays, place == previous), "where it was, if it runs there at once");
    PROVE(IMPLIES(!stays && (allowed & idle) != 0, has(idle, place)), "else where nothing runs");
    PROVE(IMPLIES(!stays && (allowed & idle) == 0 && may_stay, place == previous), "else where it was");
    PROVE(IMPLIES(!stays && has(allowed & idle, lower), place <= lower), "the lowest idle one");
    PROVE(IMPLIES(!may_stay && (allowed & idle) == 0 && has(allowed, lower), place <= lower),
          "the lowest one, if none is idle");
    REACHED();
}

// What a task may give another is what it has: narrowing is transitive and never adds a hart.
void prove_narrowing_adds_nothing(void) {
    uint64_t first = nondet_uint64();
    uint64_t second = nondet_uint64();
    uint64_t third = nondet_uint64();
    uint32_t cpu = any_below(ABI_HARTS_MAX);

    bool narrows = affinity_is_narrower(first, second);
    bool narrows_again = affinity_is_narrower(second, third);

    PROVE(IMPLIES(narrows && has(second, cpu), has(first, cpu)), "no hart is added");
    PROVE(IMPLIES(narrows && narrows_again, affinity_is_narrower(first, third)), "nor in two steps");
    PROVE(affinity_is_narrower(first, first & second), "a cut is always narrower");
    REACHED();
}
