// SPDX-License-Identifier: Apache-2.0
// What the Tab key makes of a line that has been begun. Pure.
#pragma once

#include <stdint.h>

#include "apps/shell/line_text.h"

#ifdef __cplusplus
extern "C" {
#endif

// What can be completed to. A word may have blanks in it.
struct line_words {
    const char *const *words;
    uint32_t count;
};

// What can be completed to behind a beginning of a line.
struct line_context {
    const char *before;  // with the blank at its end; "" for the line itself
    struct line_words words;
};

struct line_contexts {
    const struct line_context *contexts;
    uint32_t count;
};

struct line_completion {
    const struct line_words *words;  // that were looked at; NULL: none are for such a line
    uint32_t start;                  // of what was completed, in the text
    uint32_t matches;                // words that begin with it
    char rest[LINE_TEXT_MAX + 2];    // what all of those go on with; with a blank at its end if there is one word only
};

// Completes what lies before the cursor, but for blanks at its beginning, by the words of the longest context that it begins with.
void line_complete(const struct line_contexts *contexts, const struct line_text *text,
                   struct line_completion *completion);

// The words that match, in lines of their own, and as many as an echo holds beside prompt and text.
void line_complete_list(const struct line_text *text, const struct line_completion *completion, struct line_echo *echo);

#ifdef __cplusplus
}
#endif
