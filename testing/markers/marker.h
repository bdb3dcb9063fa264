// SPDX-License-Identifier: Apache-2.0
// The marker table as data, for the checker. Pure.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "testing/qemu/diagnostic.h"

#ifdef __cplusplus
extern "C" {
#endif

enum marker_limits {
    MARKER_TABLE_MAX = 256,
    MARKER_LINE_BYTES = 256,  // a marker's line, with its NUL
};

// A row of marker_table.h; see there.
struct marker {
    const char *id;
    const char *source;  // "PANIC" when the panic is the proof
    const char *text;
    uint32_t least_harts;
    const char *boot;
    const char *after;  // "none" when it follows none
    const char *invariant;
    const char *fault;
    const char *predicate;  // null when the panic is the proof
};

struct marker_table {
    uint32_t count;
    const struct marker *markers;
};

struct marker_table marker_table_declared(void);

// True for a switch of fault_table.h.
bool marker_fault_is_declared(const char *fault);

// Whether the table makes sense: ids and lines are unique, predicates parse, `after` is an earlier row of the same boot, switches
// exist, and a boot that a panic ends has one panic, as its last row.
// Errors: false, and a diagnostic that names the row.
bool marker_table_check(const struct marker_table *table, struct diagnostic *diagnostic);

// True for a marker whose proof is the panic itself.
bool marker_is_panic(const struct marker *marker);

// The row that prints `line` (a marker's first line, whole); null when there is none. Panics have no such line.
const struct marker *marker_find_line(const struct marker_table *table, const char *line);

#ifdef __cplusplus
}
#endif
