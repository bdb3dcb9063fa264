// SPDX-License-Identifier: Apache-2.0
// Line editing of the shell: bytes in, echo out, a finished line now and then. Pure.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "apps/shell/line_complete.h"
#include "apps/shell/line_history.h"
#include "apps/shell/line_keys.h"
#include "apps/shell/line_text.h"

#ifdef __cplusplus
extern "C" {
#endif

struct line_editor {
    const char *prompt;  // at most LINE_PROMPT_MAX
    struct line_words words;
    struct line_keys keys;
    struct line_text text;
    struct line_history history;
    uint32_t back;                     // how many lines ago the one was entered that is shown; 0: it is a new one
    char new_line[LINE_TEXT_MAX + 1];  // while an older one is shown
    bool was_tab;                      // the last byte was a Tab
};

enum line_event {
    LINE_NOTHING,
    LINE_FINISHED,   // text.bytes is the line; line_begin before the next byte
    LINE_CANCELLED,  // the line was thrown away; line_begin before the next byte
};

// Prompt and words stay where they are.
void line_start(struct line_editor *editor, const char *prompt, const struct line_words *words);

// A new line; *echo is its prompt.
void line_begin(struct line_editor *editor, struct line_echo *echo);

// Shows the line again; the terminal's cursor is at the start of an empty line.
void line_show(const struct line_editor *editor, struct line_echo *echo);

// Takes one byte; *echo is what to print for it. What is no key rings the bell, and so does what does not fit.
enum line_event line_take(struct line_editor *editor, char byte, struct line_echo *echo);

#ifdef __cplusplus
}
#endif
