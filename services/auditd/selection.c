// SPDX-License-Identifier: Apache-2.0
#include "services/auditd/selection.h"

uint64_t selection_oldest(uint64_t newest, uint32_t capacity) {
    return newest > capacity ? newest - capacity + 1 : 1;
}

// Where the newest `last` begin of those that match from `first` on.
static uint64_t begin_of_last(const struct selection *selection, const struct auditd_query *query, uint64_t first) {
    uint32_t wanted = query->last;
    for (uint64_t sequence = selection->newest; sequence >= first; sequence--) {
        if (selection->matches(selection->ring, sequence, query) && --wanted == 0) {
            return sequence;
        }
    }
    return first;
}

uint32_t selection_find(const struct selection *selection, const struct auditd_query *query, uint32_t most,
                        uint64_t *found, uint64_t *next) {
    uint64_t sequence = selection_oldest(selection->newest, selection->capacity);
    if (sequence < query->position) {
        sequence = query->position;
    }
    if (query->last != 0) {
        sequence = begin_of_last(selection, query, sequence);
    }
    uint32_t count = 0;
    for (; sequence <= selection->newest && count < most; sequence++) {
        if (selection->matches(selection->ring, sequence, query)) {
            found[count++] = sequence;
        }
    }
    *next = sequence <= selection->newest ? sequence : selection->newest + 1;
    return count;
}
