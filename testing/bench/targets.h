// SPDX-License-Identifier: Apache-2.0
// The table of the rows to report and the numbers to reach (targets.txt). Pure.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "testing/bench/row.h"

#ifdef __cplusplus
extern "C" {
#endif

enum targets_limits { TARGETS_MAX = 256, TARGETS_REASON_BYTES = 256 };

struct target {
    struct row_key key;
    bool has_bound;
    // "+5%": the bound is so many percent above the median of the row on the line before, which is in the same unit.
    bool is_relative;
    uint64_t bound;  // the most that meets it; percent if it is relative
    char unit[ROW_TEXT_BYTES];
};

struct targets {
    uint32_t count;
    struct target list[TARGETS_MAX];
};

// Reads the table's text. Errors: false and a reason that names the line.
bool targets_read(const char *text, struct targets *targets, char reason[TARGETS_REASON_BYTES]);

#ifdef __cplusplus
}
#endif
