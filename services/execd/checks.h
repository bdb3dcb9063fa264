// SPDX-License-Identifier: Apache-2.0
// What of a recipe, or of an escalation, is more than every program may have: policyd is asked for each of that. Pure.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "libs/recipe/recipe.h"
#include "services/execd/protocol.h"
#include "services/policyd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

enum checks_limits {
    CHECKS_MAX = RECIPE_CAPABILITIES_MAX + 4,
};

struct check {
    uint16_t operation;  // enum policy_operation
    uint64_t value;
};

struct checks {
    uint32_t count;
    struct check all[CHECKS_MAX];
};

// What a program of that recipe is started with.
void checks_of_recipe(const struct recipe *recipe, struct checks *checks);

// The same, and what it may ask for later.
void checks_of_most(const struct recipe *recipe, struct checks *checks);

// What a program asks for that runs already.
// Errors: EINVAL (no class; no placement, or one that names harts; no shares; reserved is not 0), EPERM (beyond what its recipe
// lets it ask for); *checks is untouched.
ABI_MUST_USE enum abi_error checks_of_escalation(const struct recipe *recipe, const struct execd_escalate *request,
                                                 struct checks *checks);

// Scheduling calls in a window of ABI_CONTROL_WINDOW_MIN milliseconds, rounded up.
uint64_t checks_control_budget(const struct abi_task_limits *limits);

#ifdef __cplusplus
}
#endif
