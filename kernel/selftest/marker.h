// SPDX-License-Identifier: Apache-2.0
// Emitting the markers of testing/markers/marker_table.h: the only way in which such a line is printed. Selftest kernels only.
// Context: one hart at a time; the boot hart while it runs the ladder, then whoever makes the marker call.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "testing/markers/marker_table.h"

enum marker {
#define MARKER_ENUM(id, source, text, least_harts, boot, after, invariant, fault, predicate) MARKER_##id,
#define PANIC_MARKER_ENUM(id, text, least_harts, boot, invariant, fault) MARKER_##id,
    MARKER_TABLE(MARKER_ENUM, PANIC_MARKER_ENUM)
#undef MARKER_ENUM
#undef PANIC_MARKER_ENUM
        MARKER_COUNT
};

// Takes nonce and name of the run from the kernel command line ("nonce=... boot=...").
void marker_init(const char *command_line);

// The nonce as a number, for what is to be another thing in each run.
uint64_t marker_nonce_number(void);

// Is it one that this boot shows?
bool marker_is_of_boot(enum marker marker);

// Prints the marker and its evidence: "name=number" pairs separated by spaces. The harness judges the evidence.
void marker_emit(enum marker marker, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Prints the failure and ends the machine.
_Noreturn void marker_fail(enum marker marker, const char *why);

// The same when the step is a user program's, and which one is not known.
_Noreturn void marker_fail_user_step(const char *why);
