// SPDX-License-Identifier: Apache-2.0
#include "services/policyd/decide.h"

#include <stdbool.h>
#include <stddef.h>

#include "libs/fault/fault.h"

void policy_begin(struct policy *policy, const struct recipe_table *recipes, const struct policy_table *rules) {
    uint32_t execd = recipe_find(recipes, "execd");
    const struct recipe *recipe = recipe_at(recipes, execd);
    bool is_started_by_init = recipe != NULL && recipe->kind == RECIPE_BOOT;
    *policy = (struct policy){.recipes = recipes, .rules = rules, .execd = is_started_by_init ? execd : 0};
}

// Whether a rule that says `named` speaks of that recipe.
static bool speaks_of(const struct policy *policy, uint32_t named, uint32_t number) {
    const struct recipe *recipe = recipe_at(policy->recipes, number);
    if (recipe == NULL) {
        return false;
    }
    switch (named) {
        case POLICY_SUBJECT_ANY:
            return true;
        case POLICY_SUBJECT_SERVICES:
            return recipe->kind == RECIPE_BOOT || recipe->kind == RECIPE_SERVICE;
        case POLICY_SUBJECT_APPS:
            return recipe->kind == RECIPE_APP;
        default:
            return named == number;
    }
}

static bool has_object(const struct policyd_query *query) {
    return query->operation == POLICY_LAUNCH || query->operation == POLICY_KILL;
}

static bool rule_matches(const struct policy *policy, const struct policy_rule *rule,
                         const struct policyd_query *query) {
    if (fault_is(FAULT_policy_denies_all) && query->operation == POLICY_SET_SHARES) {
        return false;
    }
    return rule->operation == query->operation && speaks_of(policy, rule->subject, query->subject) &&
           (!has_object(query) || speaks_of(policy, rule->object, query->object)) &&
           (query->operation != POLICY_CAPABILITY || rule->bound == query->value);
}

static bool is_within_bound(const struct policy_rule *rule, const struct policyd_query *query) {
    if (fault_is(FAULT_policy_bound_ignored)) {
        return true;
    }
    switch (query->operation) {
        case POLICY_SET_HARTS:
            return (query->value & ~rule->bound) == 0;
        case POLICY_CAPABILITY:
        case POLICY_LAUNCH:
        case POLICY_KILL:
            return true;
        default:
            return query->value <= rule->bound;
    }
}

static enum policy_verdict verdict_of(const struct policy_rule *rule, const struct policyd_query *query) {
    if (!rule->allows) {
        return fault_is(FAULT_policy_rule_allows_all) ? POLICY_ALLOWED : POLICY_DENIED_BY_RULE;
    }
    return is_within_bound(rule, query) ? POLICY_ALLOWED : POLICY_DENIED_BOUND;
}

static bool may_ask(const struct policy *policy, uint32_t asked_by, uint32_t subject) {
    return asked_by == subject || fault_is(FAULT_subject_believed) || (policy->execd != 0 && asked_by == policy->execd);
}

struct policy_decided policy_decide(const struct policy *policy, const struct policyd_query *query, uint32_t asked_by) {
    if (!may_ask(policy, asked_by, query->subject)) {
        return (struct policy_decided){POLICY_DENIED_SPOOF, 0, "who asked is not whom it named"};
    }
    for (uint32_t i = 0; i < policy->rules->count; i++) {
        const struct policy_rule *rule = &policy->rules->rules[i];
        if (rule_matches(policy, rule, query)) {
            return (struct policy_decided){verdict_of(rule, query), i + 1, rule->reason};
        }
    }
    return (struct policy_decided){fault_is(FAULT_unpolicied_allowed) ? POLICY_ALLOWED : POLICY_DENIED_NO_RULE, 0,
                                   "no rule speaks of it"};
}

enum abi_error policy_answer(enum policy_verdict verdict, enum abi_error recorded) {
    if (verdict != POLICY_ALLOWED) {
        return ABI_EPERM;
    }
    return recorded != ABI_OK ? ABI_EAGAIN : ABI_OK;
}

uint32_t policy_owner(const struct policy *policy, const struct policyd_query *query, uint32_t asked_by) {
    uint32_t owner = policy->execd != 0 && asked_by == policy->execd ? query->subject : asked_by;
    return owner <= RECIPES_MAX ? owner : 0;
}
