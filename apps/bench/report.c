// SPDX-License-Identifier: Apache-2.0
// Rows for the report: BENCH: row=NAME harts=N [QUALIFIER] min=A median=B max=C unit=UNIT
#include <inttypes.h>
#include <stdio.h>

#include "apps/bench/measure.h"

void measure_print(const struct measure_row *row, uint32_t harts, const struct sample_summary *summary) {
    printf("BENCH: row=%s harts=%" PRIu32 "%s%s min=%" PRIu64 " median=%" PRIu64 " max=%" PRIu64 " unit=%s\n",
           row->name, harts, row->qualifier == NULL ? "" : " ", row->qualifier == NULL ? "" : row->qualifier,
           summary->minimum, summary->median, summary->maximum, row->unit == NULL ? "instructions" : row->unit);
}
