// SPDX-License-Identifier: Apache-2.0
// The last lines that were entered. Pure.
#pragma once

#include <stdint.h>

#include "apps/shell/line_text.h"

#ifdef __cplusplus
extern "C" {
#endif

enum line_history_limits { LINE_HISTORY_MAX = 16 };  // lines; a new one takes the place of the oldest

// Begins all zero.
struct line_history {
    char lines[LINE_HISTORY_MAX][LINE_TEXT_MAX + 1];
    uint32_t next;  // place of the next one
    uint32_t count;
};

// An empty line is not kept, nor one that is like the newest.
void line_history_add(struct line_history *history, const char *line);

// The line that was entered so many lines ago, 1 for the newest; NULL when there is none.
const char *line_history_back(const struct line_history *history, uint32_t lines);

#ifdef __cplusplus
}
#endif
