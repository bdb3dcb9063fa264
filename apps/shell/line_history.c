// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/line_history.h"

#include <string.h>

const char *line_history_back(const struct line_history *history, uint32_t lines) {
    if (lines == 0 || lines > history->count) {
        return NULL;
    }
    return history->lines[(history->next + LINE_HISTORY_MAX - lines) % LINE_HISTORY_MAX];
}

void line_history_add(struct line_history *history, const char *line) {
    const char *newest = line_history_back(history, 1);
    if (line[0] == 0 || strlen(line) > LINE_TEXT_MAX || (newest != NULL && strcmp(newest, line) == 0)) {
        return;
    }
    strcpy(history->lines[history->next], line);
    history->next = (history->next + 1) % LINE_HISTORY_MAX;
    history->count += history->count < LINE_HISTORY_MAX ? 1 : 0;
}
