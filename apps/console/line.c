// SPDX-License-Identifier: Apache-2.0
#include "apps/console/line.h"

#include <string.h>

enum line_bytes {
    BYTE_CTRL_C = 3,
    BYTE_BELL = 7,
    BYTE_BACKSPACE = 8,
    BYTE_DELETE = 127,
};

void line_reset(struct line_editor *editor) {
    editor->length = 0;
    editor->text[0] = 0;
}

static void echo_text(const char *text, char echo[LINE_ECHO_MAX], size_t *echo_bytes) {
    *echo_bytes = strlen(text);
    memcpy(echo, text, *echo_bytes);
}

static void take_printable(struct line_editor *editor, char byte, char echo[LINE_ECHO_MAX], size_t *echo_bytes) {
    bool printable = byte >= ' ' && byte < BYTE_DELETE;
    if (!printable || editor->length == LINE_TEXT_MAX) {
        echo[0] = BYTE_BELL;
    } else {
        editor->text[editor->length++] = byte;
        editor->text[editor->length] = 0;
        echo[0] = byte;
    }
    *echo_bytes = 1;
}

enum line_event line_take(struct line_editor *editor, char byte, char echo[LINE_ECHO_MAX], size_t *echo_bytes) {
    *echo_bytes = 0;
    switch (byte) {
        case '\r':
        case '\n':
            echo_text("\n", echo, echo_bytes);
            return LINE_FINISHED;
        case BYTE_CTRL_C:
            line_reset(editor);
            echo_text("^C\n", echo, echo_bytes);
            return LINE_CANCELLED;
        case BYTE_BACKSPACE:
        case BYTE_DELETE:
            if (editor->length != 0) {
                editor->text[--editor->length] = 0;
                echo_text("\b \b", echo, echo_bytes);
            }
            return LINE_NOTHING;
        default:
            take_printable(editor, byte, echo, echo_bytes);
            return LINE_NOTHING;
    }
}
