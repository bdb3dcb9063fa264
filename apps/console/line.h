// SPDX-License-Identifier: Apache-2.0
// Line editing of the console: bytes in, echo out, a finished line now and then. Pure.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum line_limits {
    LINE_TEXT_MAX = 79,  // longest line without the NUL; more is refused with a bell
    LINE_ECHO_MAX = 4,   // bytes that one input byte can echo
};

struct line_editor {
    char text[LINE_TEXT_MAX + 1];
    size_t length;
};

enum line_event {
    LINE_NOTHING,
    LINE_FINISHED,   // text is the line, NUL-terminated; line_reset before the next byte
    LINE_CANCELLED,  // Ctrl-C: the line was thrown away
};

void line_reset(struct line_editor *editor);

// Takes one byte; echo receives up to LINE_ECHO_MAX bytes to print, *echo_bytes of them.
enum line_event line_take(struct line_editor *editor, char byte, char echo[LINE_ECHO_MAX], size_t *echo_bytes);

#ifdef __cplusplus
}
#endif
