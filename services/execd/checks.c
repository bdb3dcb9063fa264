// SPDX-License-Identifier: Apache-2.0
#include "services/execd/checks.h"

#include "abi/object.h"
#include "libs/fault/fault.h"

static const struct abi_task_limits DEFAULT_LIMITS = {
    .control_calls = ABI_CONTROL_CALLS_DEFAULT,
    .control_window = ABI_CONTROL_WINDOW_DEFAULT,
};

static void add(struct checks *checks, enum policy_operation operation, uint64_t value) {
    checks->all[checks->count++] = (struct check){.operation = (uint16_t)operation, .value = value};
}

// A recipe that starts below what is usual says that nobody waits for the program: what it was not given it has to ask for.
static enum abi_class own_class(const struct recipe *recipe) {
    enum abi_class usual = recipe_usual_class(recipe);
    return recipe->class_ < usual ? (enum abi_class)recipe->class_ : usual;
}

static void add_scheduling(struct checks *checks, const struct recipe *recipe, uint8_t class_, uint16_t shares) {
    if (class_ > own_class(recipe)) {
        add(checks, POLICY_SET_CLASS, class_);
    }
    if (shares > ABI_SHARES_DEFAULT) {
        add(checks, POLICY_SET_SHARES, shares);
    }
}

uint64_t checks_control_budget(const struct abi_task_limits *limits) {
    return ((uint64_t)limits->control_calls * ABI_CONTROL_WINDOW_MIN + limits->control_window - 1) /
           limits->control_window;
}

static void check_all(const struct recipe *recipe, uint8_t class_, uint16_t shares, struct checks *checks) {
    checks->count = 0;
    add_scheduling(checks, recipe, class_, shares);
    if (recipe->placement == ABI_PLACEMENT_HARTS) {
        add(checks, POLICY_SET_HARTS, recipe->harts);
    }
    uint64_t budget = checks_control_budget(&recipe->task_limits);
    if (budget > checks_control_budget(&DEFAULT_LIMITS)) {
        add(checks, POLICY_CONTROL_BUDGET, budget);
    }
    for (uint32_t i = 0; i < recipe->capability_count; i++) {
        add(checks, POLICY_CAPABILITY, recipe->capabilities[i].name);
    }
}

void checks_of_recipe(const struct recipe *recipe, struct checks *checks) {
    check_all(recipe, recipe->class_, recipe->shares, checks);
}

void checks_of_most(const struct recipe *recipe, struct checks *checks) {
    check_all(recipe, recipe->class_max, recipe->shares_max, checks);
}

static bool is_in_range(const struct execd_escalate *request) {
    return request->class_ < ABI_CLASS_COUNT && request->placement < ABI_PLACEMENT_HARTS && request->shares >= 1 &&
           request->shares <= ABI_SHARES_MAX && request->reserved == 0;
}

static bool is_within_recipe(const struct recipe *recipe, const struct execd_escalate *request) {
    if (fault_is(FAULT_recipe_bound_ignored)) {
        return true;
    }
    return request->class_ <= recipe->class_max && request->shares <= recipe->shares_max;
}

enum abi_error checks_of_escalation(const struct recipe *recipe, const struct execd_escalate *request,
                                    struct checks *checks) {
    if (!is_in_range(request)) {
        return ABI_EINVAL;
    }
    if (!is_within_recipe(recipe, request)) {
        return ABI_EPERM;
    }
    checks->count = 0;
    add_scheduling(checks, recipe, request->class_, request->shares);
    return ABI_OK;
}
