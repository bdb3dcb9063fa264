// SPDX-License-Identifier: Apache-2.0
// Which harts a task may run on, and which of them it wakes on. Pure arithmetic on sets: bit n is the hart with cpu number n.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/limits.h"

#ifdef __cplusplus
extern "C" {
#endif

// The harts that a hint means (enum abi_placement, unchecked from the caller), cut to those that are online. `harts` counts for
// ABI_PLACEMENT_HARTS only. Of the online harts in the order of their numbers the first quarter is for efficiency, at
// least one of them, and the others are for performance; a hart that is alone is for both.
// False when the result would be empty or the hint is none; *mask is untouched.
ABI_MUST_USE bool affinity_resolve(uint32_t hint, uint64_t harts, uint64_t online, uint64_t *mask);

// Is there nothing in `to` that is not in `from`? Equal sets count.
ABI_MUST_USE bool affinity_is_narrower(uint64_t from, uint64_t to);

// The lowest cpu number in the set; ABI_HARTS_MAX when the set is empty.
ABI_MUST_USE uint32_t affinity_lowest(uint64_t mask);

// Does a task that wakes stay where it was, whatever runs there? That hart is idle, or none that it may run on is.
static inline bool affinity_stays(uint64_t allowed, uint64_t idle, uint32_t previous) {
    uint64_t here = previous < ABI_HARTS_MAX ? UINT64_C(1) << previous : 0;
    return (allowed & here) != 0 && ((allowed & idle) == 0 || (idle & here) != 0);
}

// Where a task wakes that may run on `allowed`: where it was, if that hart is idle or runs a lower class (previous_is_lower);
// else on the lowest idle hart; else where it was; else on the lowest. Never outside `allowed`, which is not empty.
// `previous` may be any number: of a hart that the task may no longer use, or ABI_HARTS_MAX for none.
ABI_MUST_USE uint32_t affinity_place(uint64_t allowed, uint64_t idle, uint32_t previous, bool previous_is_lower);

#ifdef __cplusplus
}
#endif
