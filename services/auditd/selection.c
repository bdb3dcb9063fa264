// SPDX-License-Identifier: Apache-2.0
#include "services/auditd/selection.h"

static bool matches(const struct selection *selection, uint32_t i, const struct auditd_query *query) {
    return selection->matches(selection->items, selection->shelf->order[i], query);
}

// Where the newest `last` begin of those that match from `first` on.
static uint32_t begin_of_last(const struct selection *selection, const struct auditd_query *query, uint32_t first) {
    uint32_t wanted = query->last;
    for (uint32_t i = selection->shelf->count; i > first; i--) {
        if (matches(selection, i - 1, query) && --wanted == 0) {
            return i - 1;
        }
    }
    return first;
}

uint32_t selection_find(const struct selection *selection, const struct auditd_query *query, uint32_t most,
                        uint32_t *places, uint64_t *next) {
    const struct shelf *shelf = selection->shelf;
    uint32_t i = shelf_from(shelf, query->position);
    if (query->last != 0) {
        i = begin_of_last(selection, query, i);
    }
    uint32_t count = 0;
    for (; i < shelf->count && count < most; i++) {
        if (matches(selection, i, query)) {
            places[count++] = shelf->order[i];
        }
    }
    *next = i < shelf->count ? shelf->sequences[shelf->order[i]] : shelf->newest + 1;
    return count;
}
