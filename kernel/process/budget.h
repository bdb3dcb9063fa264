// SPDX-License-Identifier: Apache-2.0
// What a process may have at the same time, and how much of that it has. What a child may have is taken from its parent when
// it is created, so that the sum of all limits below a process never exceeds its own. Pure.
//
// Taken and given back on all harts at once, without a lock. Memory order is relaxed: the counts guard no memory. What they
// count comes from pools that have locks of their own, so a hart that finds room here because another gave back learns of
// the thing itself there. Each count alone must be exact, and one atomic word is.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/process.h"

#ifdef __cplusplus
extern "C" {
#endif

// In the order of struct abi_process_limits.
enum budget_resource {
    BUDGET_PAGES,
    BUDGET_PROCESSES,
    BUDGET_TASKS,
    BUDGET_ENDPOINTS,
    BUDGET_NOTIFICATIONS,
    BUDGET_TIMERS,
    BUDGET_VMOS,
    BUDGET_COUNT
};

struct budget {
    uint32_t limit[BUDGET_COUNT];         // written by budget_from_limits only
    _Atomic uint32_t used[BUDGET_COUNT];  // relaxed, see above; never above the limit
};

// With nothing used. Context: before another hart can see the budget.
void budget_from_limits(struct budget *budget, const struct abi_process_limits *limits);

// Errors: ENOMEM for pages, ENOSPC for everything else, when less than `count` is left; nothing has changed then.
ABI_MUST_USE enum abi_error budget_take(struct budget *budget, enum budget_resource resource, uint32_t count);

// False when less than `count` is taken, which is a bug of the caller; nothing has changed then.
ABI_MUST_USE bool budget_give(struct budget *budget, enum budget_resource resource, uint32_t count);

// Takes what a child with such limits costs: everything in them, and one process for itself.
// Errors: ENOSPC, ENOMEM (looked at last) as budget_take; nothing is taken then. Until that is settled, what will be put back
// counts as used, and somebody else may be refused for it.
ABI_MUST_USE enum abi_error budget_take_limits(struct budget *parent, const struct abi_process_limits *child);

// Gives back what budget_take_limits took. False when less is taken of something, which is a bug of the caller: the rest of it
// has been given back all the same.
ABI_MUST_USE bool budget_give_limits(struct budget *parent, const struct abi_process_limits *child);

// What there may be and what there is; each number is true by itself, all of them together when nobody takes or gives
// meanwhile.
void budget_report(const struct budget *budget, struct abi_process_limits *limits, struct abi_process_limits *used);

#ifdef __cplusplus
}
#endif
