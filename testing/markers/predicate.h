// SPDX-License-Identifier: Apache-2.0
// The predicate that a marker's evidence must satisfy: comparisons joined by ','. Pure.
//   predicate   = comparison { "," comparison }
//   comparison  = name operator (name | number)
//   operator    = "==" | "!=" | "<" | "<=" | ">" | ">="
//   name        = lower-case letters, digits and '_', not beginning with a digit
//   number      = decimal, at most 64 bits, no leading zero
// Every name is one of the evidence, but "harts" on the right side, which is the number of harts of the run. No blanks.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "testing/markers/proof_line.h"
#include "testing/qemu/diagnostic.h"

#ifdef __cplusplus
extern "C" {
#endif

enum predicate_limits { PREDICATE_COMPARISONS_MAX = 16 };

enum predicate_operator {
    PREDICATE_EQUAL,
    PREDICATE_NOT_EQUAL,
    PREDICATE_LESS,
    PREDICATE_LESS_OR_EQUAL,
    PREDICATE_GREATER,
    PREDICATE_GREATER_OR_EQUAL,
};

struct predicate_comparison {
    char left[PROOF_LINE_NAME_BYTES];
    enum predicate_operator operator_;
    char right[PROOF_LINE_NAME_BYTES];  // empty when the right side is `number`
    uint64_t number;
};

struct predicate {
    uint32_t comparison_count;
    struct predicate_comparison comparisons[PREDICATE_COMPARISONS_MAX];
    uint32_t name_count;  // different names of the evidence
    char names[PROOF_LINE_ITEMS_MAX][PROOF_LINE_NAME_BYTES];
};

// Errors: false, and a diagnostic.
bool predicate_parse(const char *text, struct predicate *predicate, struct diagnostic *diagnostic);

bool predicate_has_name(const struct predicate *predicate, const char *name);

// True when every comparison holds. The evidence has every name of the predicate.
// Errors: false, and a diagnostic with the first comparison that does not hold.
bool predicate_holds(const struct predicate *predicate, const struct proof_line *evidence, uint32_t harts,
                     struct diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif
