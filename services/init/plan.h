// SPDX-License-Identifier: Apache-2.0
// Which capability init grants to whom, and what it has to hold for that. Pure.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/process.h"
#include "libs/nexus/start_record.h"
#include "libs/recipe/recipe.h"

#ifdef __cplusplus
extern "C" {
#endif

enum plan_limits {
    PLAN_PROGRAMS_MAX = 8,  // of kind "boot"
    PLAN_HOLDINGS_MAX = 96,
    PLAN_GRANTS_MAX = START_RECORD_CAPABILITIES_MAX,
    PLAN_SPARE_PAGES = 64,  // of init itself: what it takes to load a program
    PLAN_SPARE_OBJECTS = 8,
};

enum plan_source {
    PLAN_AUTHORITY = 1,  // number: enum recipe_capability_name
    PLAN_RECEIVER = 2,   // number: recipe whose endpoint it is; for that program itself
    PLAN_CALLER = 3,     // the same; for another program, by a badge
    PLAN_MINT = 4,       // the same; for execd, without a badge
    PLAN_ROSTER = 5,     // the page that init writes (libs/service/boot_roster.h); for execd
};

// A capability that init keeps: it may give away so much of it, and do nothing with it.
struct plan_holding {
    uint64_t badge;  // 0: none
    uint8_t source;  // enum plan_source
    uint8_t number;
    uint8_t grantable;  // enum abi_right bits
};

struct plan_grant {
    char name[START_RECORD_NAME_MAX + 1];
    uint8_t holding;    // its place in plan.holdings
    uint8_t rights;     // enum abi_right bits
    uint8_t grantable;  // enum abi_right bits
};

struct plan_program {
    uint32_t recipe;  // number
    uint32_t grant_count;
    struct plan_grant grants[PLAN_GRANTS_MAX];
};

struct plan {
    uint32_t program_count;
    uint32_t holding_count;
    uint32_t starter;  // the place of execd among the programs; program_count: there is none
    struct plan_program programs[PLAN_PROGRAMS_MAX];  // in the order in which they are started
    struct plan_holding holdings[PLAN_HOLDINGS_MAX];
};

// For all recipes of kind "boot" of a table that recipe_table_read accepts. Programs of that kind are started the way the kernel
// starts tasks: init cannot raise anything, or it would hold what it must not have.
// Errors: EINVAL (a recipe of that kind wants another class, other shares or a placement; needs or calls one of another kind; has a name
// that is too long; needs go in a circle), ENOSPC.
ABI_MUST_USE enum abi_error plan_make(const struct recipe_table *table, struct plan *plan);

// The limits of a program that is to be started now, when so much is left to init. Others that do not run have theirs kept for them:
// `running` has bit n for plan->programs[n].
// Errors: ENOMEM, ENOSPC (what is left does not suffice); *limits is untouched.
ABI_MUST_USE enum abi_error plan_limits_of(const struct recipe_table *table, const struct plan *plan, uint32_t program,
                                           uint32_t running, const struct abi_process_limits *left,
                                           struct abi_process_limits *limits);

#ifdef __cplusplus
}
#endif
