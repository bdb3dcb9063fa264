// SPDX-License-Identifier: Apache-2.0
// One measured row, read from the console line of the benchmark program. Pure.
//   BENCH: row=NAME harts=N [QUALIFIER=VALUE] min=A median=B max=C unit=UNIT
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum row_limits { ROW_TEXT_BYTES = 48 };

// What is measured. A row is found again, in targets and in baselines, by all of it.
struct row_key {
    char name[ROW_TEXT_BYTES];
    char qualifier[ROW_TEXT_BYTES];  // "words=4", or "" when the row has none
    uint32_t harts;                  // 0 when it does not depend on them
};

struct row {
    struct row_key key;
    uint64_t minimum;
    uint64_t median;
    uint64_t maximum;
    char unit[ROW_TEXT_BYTES];
};

enum row_result {
    ROW_NONE,  // the line is something else
    ROW_READ,
    ROW_MALFORMED,  // it begins as a row and is none
};

// *row is written only for ROW_READ.
enum row_result row_read(const char *line, struct row *row);

bool row_key_equal(const struct row_key *one, const struct row_key *other);

// An unsigned decimal number and nothing else.
bool row_read_number(const char *text, uint64_t *number);

#ifdef __cplusplus
}
#endif
