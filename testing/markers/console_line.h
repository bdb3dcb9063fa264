// SPDX-License-Identifier: Apache-2.0
// What kind of line the console shows, by its first word. Pure.
#pragma once

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

enum console_line_kind {
    CONSOLE_LINE_OTHER,
    CONSOLE_LINE_KINIT,   // "KINIT:"
    CONSOLE_LINE_MARKER,  // "KSELFTEST:" or "SELFTEST:"
    CONSOLE_LINE_PROOF,   // "PROOF:"
    CONSOLE_LINE_PANIC,   // "PANIC:"
    CONSOLE_LINE_FAULT,   // "FAULT:"
};

enum console_line_kind console_line_kind_of(const char *line);

// True when one of those words stands in the line behind its beginning: two writers' lines have been mixed.
bool console_line_is_mixed(const char *line);

// True for "KINIT: FAIL ...", "KSELFTEST: FAIL ..." and "SELFTEST: FAIL ...".
bool console_line_is_failure(const char *line);

#ifdef __cplusplus
}
#endif
