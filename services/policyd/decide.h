// SPDX-License-Identifier: Apache-2.0
// Decides by the rules of the image. Pure: what is asked, who asks, and the rules are all that counts.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "libs/recipe/recipe.h"
#include "services/policyd/policy_table.h"
#include "services/policyd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

struct policy {
    const struct recipe_table *recipes;
    const struct policy_table *rules;
    uint32_t execd;  // recipe that may ask on behalf of others; 0: none
};

struct policy_decided {
    enum policy_verdict verdict;
    uint32_t rule;       // that decided, from 1; 0: none
    const char *reason;  // never NULL
};

// Of tables that were checked by recipe_table_read and policy_table_read.
void policy_begin(struct policy *policy, const struct recipe_table *recipes, const struct policy_table *rules);

// query: valid (policyd_request_read). asked_by: the recipe of the badge.
struct policy_decided policy_decide(const struct policy *policy, const struct policyd_query *query, uint32_t asked_by);

// The recipe that a decision counts for: who asked, or for whom execd did.
uint32_t policy_owner(const struct policy *policy, const struct policyd_query *query, uint32_t asked_by);

// What is answered, by what auditd said to the record of it: what was not written down is not allowed.
enum abi_error policy_answer(enum policy_verdict verdict, enum abi_error recorded);

#ifdef __cplusplus
}
#endif
