// SPDX-License-Identifier: Apache-2.0
// The text of the line that is being written, and what a terminal has to be sent so that it shows the same. Pure.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum line_limits {
    LINE_COLUMNS = 80,
    LINE_PROMPT_MAX = 8,
    LINE_MARK_MAX = 2,  // what is put behind a line that is thrown away
    // Longest line without the NUL. The last column stays empty: terminals differ in where the cursor is behind it.
    LINE_TEXT_MAX = LINE_COLUMNS - 1 - LINE_PROMPT_MAX - LINE_MARK_MAX,
    LINE_ECHO_MAX = 1024,  // bytes that one input byte can echo
};

struct line_echo {
    char bytes[LINE_ECHO_MAX];
    uint32_t count;
};

// What does not fit is left out; no key needs as much.
void line_echo_add(struct line_echo *echo, const char *bytes, uint32_t count);
void line_echo_text(struct line_echo *echo, const char *text);
void line_echo_repeat(struct line_echo *echo, char byte, uint32_t count);

struct line_text {
    char bytes[LINE_TEXT_MAX + 1];  // with a NUL
    uint32_t length;
    uint32_t cursor;  // at most length
};

void line_text_clear(struct line_text *text);

void line_text_move(struct line_text *text, uint32_t position, struct line_echo *echo);

// At the cursor, which is behind it then. False: it does not fit, and nothing was done.
bool line_text_insert(struct line_text *text, const char *bytes, uint32_t count, struct line_echo *echo);

// Takes out what lies from one position up to another; the cursor is there then.
void line_text_erase(struct line_text *text, uint32_t from, uint32_t to, struct line_echo *echo);

// `line` takes the place of all of it, and the cursor is behind it. It is at most LINE_TEXT_MAX long.
void line_text_replace(struct line_text *text, const char *line, struct line_echo *echo);

// Prompt and text, where the terminal's cursor is at the start of an empty line.
void line_text_show(const struct line_text *text, const char *prompt, struct line_echo *echo);

#ifdef __cplusplus
}
#endif
