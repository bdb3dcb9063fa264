// SPDX-License-Identifier: Apache-2.0
#include "services/auditd/lines.h"

#include <string.h>

#include "libs/fault/fault.h"
#include "libs/service/identity.h"
#include "services/auditd/selection.h"

bool line_text_is_valid(const char text[AUDITD_TEXT_BYTES]) {
    if (fault_is(FAULT_log_text_unchecked)) {
        return true;
    }
    size_t length = 0;
    while (length < AUDITD_TEXT_BYTES && text[length] >= ' ' && text[length] <= '~') {
        length++;
    }
    if (length == AUDITD_TEXT_BYTES) {
        return false;
    }
    for (size_t i = length; i < AUDITD_TEXT_BYTES; i++) {
        if (text[i] != '\0') {
            return false;
        }
    }
    return true;
}

void line_ring_add(struct line_ring *ring, uint64_t sender, const char text[AUDITD_TEXT_BYTES]) {
    struct auditd_line *line = &ring->lines[shelf_add(&ring->shelf, AUDITD_LINES, identity_recipe(sender))];
    line->sequence = ring->shelf.newest;
    line->sender = sender;
    memcpy(line->text, text, sizeof(line->text));
}

static bool matches(const void *data, uint32_t place, const struct auditd_query *query) {
    const struct auditd_line *line = &((const struct auditd_line *)data)[place];
    return query->sender == AUDITD_ANY || query->sender == identity_recipe(line->sender);
}

uint32_t line_ring_query(const struct line_ring *ring, const struct auditd_query *query, struct auditd_line *lines,
                         uint64_t *next) {
    const struct selection selection = {&ring->shelf, ring->lines, matches};
    uint32_t places[AUDITD_LINES_SENT];
    uint32_t count = selection_find(&selection, query, AUDITD_LINES_SENT, places, next);
    for (uint32_t i = 0; i < count; i++) {
        lines[i] = ring->lines[places[i]];
    }
    return count;
}
