// SPDX-License-Identifier: Apache-2.0
// What a person reads when a run has not passed: the end of the transcript, the reason, the line that replays it.
#pragma once

#include <stddef.h>

#include "testing/qemu/session.h"
#include "testing/qemu/transcript.h"

#ifdef __cplusplus
extern "C" {
#endif

enum report_limits { REPORT_TAIL_LINES = 40 };

// Prints to standard error.
void report_failure(const struct session_result *result, const char *replay);

// Prints what the marker table says to a boot, and the line that shows it again, to standard output.
void report_verdict(const struct session_result *result, const char *replay);

// Prints the first line in which two runs differ, as each of them has it.
void report_difference(const struct transcript *one, const struct transcript *other, size_t offset, const char *replay);

#ifdef __cplusplus
}
#endif
