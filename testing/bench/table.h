// SPDX-License-Identifier: Apache-2.0
// Measured rows against their targets, as a table for people or one JSON object a line. Pure.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "testing/bench/elf_sizes.h"
#include "testing/bench/row.h"
#include "testing/bench/targets.h"

#ifdef __cplusplus
extern "C" {
#endif

struct table {
    uint32_t count;
    struct row rows[TARGETS_MAX];
};

// Errors: false when the table is full or has the row already.
bool table_add(struct table *table, const struct row *row);

// Adds the rows kernel_text, kernel_rodata, kernel_text_rodata, kernel_data, kernel_bss. Errors: as table_add.
bool table_add_sizes(struct table *table, const struct elf_sizes *sizes);

// Prints the rows in the targets' order. Returns how many faults there are, each with a line of its own on `errors`: a row
// that was not measured, one that has no line in the targets, one with another unit. A missed target is no fault.
uint32_t table_print(const struct table *table, const struct targets *targets, bool json, FILE *output, FILE *errors);

enum table_limits {
    TABLE_CHANGE_PERCENT_MAX = 2,  // of a median against the baseline, in either direction
};

// Compares medians with the baseline (its bounds are the medians it was made from). Returns how many faults there are, each with a line
// of its own on `errors`: a row that changed by more than TABLE_CHANGE_PERCENT_MAX, one that only one of the two has, one with another unit.
uint32_t table_compare(const struct table *table, const struct targets *baseline, FILE *errors);

// Prints the rows in the targets' order as a baseline: what targets_read reads.
void table_print_baseline(const struct table *table, const struct targets *targets, FILE *output);

#ifdef __cplusplus
}
#endif
