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

struct line_completion {
    uint32_t start;                // of what was completed, in the text
    uint32_t matches;              // words that begin with it
    char rest[LINE_TEXT_MAX + 2];  // what all of those go on with; with a blank at its end if there is one word only
};

// Completes what lies before the cursor: all of it if a word begins so, else what follows its first blank, and so on.
void line_complete(const struct line_words *words, const struct line_text *text, struct line_completion *completion);

// Those words, in lines of their own, and as many as an echo holds beside prompt and text.
void line_complete_list(const struct line_words *words, const struct line_text *text,
                        const struct line_completion *completion, struct line_echo *echo);

#ifdef __cplusplus
}
#endif
