// SPDX-License-Identifier: Apache-2.0
// The rules that policyd decides by, as the image was built with them: written in TOML, compiled and checked with the recipes
// (tools/recipes), and checked again by whoever reads them. They are tried in the order of the file, and the first one decides that
// speaks of the operation, the subject and the object (and the capability). What no rule speaks of is denied. Pure.
#pragma once

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "libs/recipe/recipe.h"
#include "services/policyd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

enum policy_table_limits {
    POLICY_MAGIC = 0x3150504e,  // "NPP1"
    POLICY_VERSION = 1,
    POLICY_RULES_MAX = 256,
};

// Subjects and objects that are no number of one recipe.
enum policy_subject {
    POLICY_SUBJECT_APPS = 0xfffd,      // those of kind RECIPE_APP
    POLICY_SUBJECT_SERVICES = 0xfffe,  // RECIPE_BOOT and RECIPE_SERVICE
    POLICY_SUBJECT_ANY = 0xffff,
};

struct policy_rule {
    uint16_t operation;  // enum policy_operation
    uint16_t subject;    // number of a recipe, or enum policy_subject
    uint16_t object;     // the same for POLICY_LAUNCH and POLICY_KILL; POLICY_SUBJECT_ANY for all others
    uint8_t allows;
    uint8_t reserved;
    uint32_t line;  // of the file that it was written in; lines rise
    uint32_t reserved2;
    // The largest value that it allows; POLICY_SET_HARTS: the harts that may be named; POLICY_CAPABILITY: the capability that it speaks
    // of, denying or not. 0 where there is no value: POLICY_LAUNCH, POLICY_KILL, and whatever else it denies.
    uint64_t bound;
    char reason[POLICY_REASON_BYTES];  // ends with a NUL, and is zero behind it
};

struct policy_table {
    uint32_t magic;
    uint16_t version;
    uint16_t count;
    struct policy_rule rules[];
};

static_assert(sizeof(struct policy_table) == 8 && sizeof(struct policy_rule) == 80, "no padding");

// Checks rules, which may be hostile, against the recipes that they speak of (which recipe_table_read has checked). `data` has to be
// aligned to 8.
// Errors: EINVAL; *table is untouched.
ABI_MUST_USE enum abi_error policy_table_read(const void *data, size_t bytes, const struct recipe_table *recipes,
                                              const struct policy_table **table);

#ifdef __cplusplus
}
#endif
