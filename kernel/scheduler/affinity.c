// SPDX-License-Identifier: Apache-2.0
#include "kernel/scheduler/affinity.h"

#include "abi/object.h"

_Static_assert(ABI_HARTS_MAX == 64, "a set of harts is one word, and a word without a bit has as many zeros");

static bool has(uint64_t mask, uint32_t cpu) {
    return cpu < ABI_HARTS_MAX && (mask >> cpu & 1) != 0;
}

// The first quarter of the set, at least one; empty when the set is.
static uint64_t first_quarter(uint64_t mask) {
    uint32_t count = (uint32_t)__builtin_popcountll(mask) / 4;
    uint64_t rest = mask & (mask - 1);
    for (; count > 1; count--) {
        rest &= rest - 1;
    }
    return mask & ~rest;
}

static uint64_t meaning(uint32_t hint, uint64_t harts, uint64_t online) {
    uint64_t efficient = first_quarter(online);
    switch (hint) {
        case ABI_PLACEMENT_ANY:
            return online;
        case ABI_PLACEMENT_PERFORMANCE:
            return efficient == online ? online : online & ~efficient;
        case ABI_PLACEMENT_EFFICIENCY:
            return efficient;
        case ABI_PLACEMENT_HARTS:
            return harts & online;
        default:
            return 0;
    }
}

bool affinity_resolve(uint32_t hint, uint64_t harts, uint64_t online, uint64_t *mask) {
    uint64_t resolved = meaning(hint, harts, online);
    if (resolved == 0) {
        return false;
    }
    *mask = resolved;
    return true;
}

bool affinity_is_narrower(uint64_t from, uint64_t to) {
    return (to & ~from) == 0;
}

uint32_t affinity_lowest(uint64_t mask) {
    return mask == 0 ? ABI_HARTS_MAX : (uint32_t)__builtin_ctzll(mask);
}

uint32_t affinity_place(uint64_t allowed, uint64_t idle, uint32_t previous, bool previous_is_lower) {
    bool is_better = has(allowed, previous) && previous_is_lower;
    if (is_better || affinity_stays(allowed, idle, previous)) {
        return previous;
    }
    if ((allowed & idle) != 0) {
        return affinity_lowest(allowed & idle);
    }
    return affinity_lowest(allowed);
}
