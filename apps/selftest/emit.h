// SPDX-License-Identifier: Apache-2.0
// Having the kernel print a marker of testing/markers/marker_table.h.
#pragma once

#include "testing/markers/marker_table.h"

enum marker {
#define MARKER_ENUM(id, source, text, least_harts, boot, after, invariant, fault, predicate) MARKER_##id,
#define PANIC_MARKER_ENUM(id, text, least_harts, boot, invariant, fault) MARKER_##id,
    MARKER_TABLE(MARKER_ENUM, PANIC_MARKER_ENUM)
#undef MARKER_ENUM
#undef PANIC_MARKER_ENUM
};

// Who wants to see what is emitted, before it is; NULL: nobody does.
extern void (*emit_watcher)(enum marker marker, const char *evidence);

// The evidence as "name=number" pairs separated by spaces.
void emit(enum marker marker, const char *format, ...) __attribute__((format(printf, 2, 3)));
