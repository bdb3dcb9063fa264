// SPDX-License-Identifier: Apache-2.0
// Rows for people.
#include <inttypes.h>
#include <stdio.h>

#include "apps/bench/measure.h"

void measure_print(const struct measure_row *row, uint32_t harts, const struct sample_summary *summary) {
    (void)harts;
    const char *unit = measure_is_exact() ? "instructions" : "ticks";
    printf("%-23s  %-9s %9" PRIu64 " %9" PRIu64 " %9" PRIu64 "  %s\n", row->name,
           row->qualifier == NULL ? "" : row->qualifier, summary->minimum, summary->median, summary->maximum,
           row->unit == NULL ? unit : row->unit);
}
