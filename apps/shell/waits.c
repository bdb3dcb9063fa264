// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/waits.h"

static void keep(uint64_t times[WAITS_KEPT], uint32_t *count, uint64_t time) {
    if (*count < WAITS_KEPT) {
        times[(*count)++] = time;
    }
}

void waits_begin(struct waits *waits, uint64_t time) {
    keep(waits->begins, &waits->begin_count, time);
}

void waits_end(struct waits *waits, uint64_t time) {
    keep(waits->ends, &waits->end_count, time);
}

// UINT64_MAX: none.
static uint64_t first_end(const struct waits *waits, uint64_t begin) {
    uint64_t first = UINT64_MAX;
    for (uint32_t i = 0; i < waits->end_count; i++) {
        if (waits->ends[i] >= begin && waits->ends[i] < first) {
            first = waits->ends[i];
        }
    }
    return first;
}

struct waits_found waits_find(const struct waits *waits, uint64_t since) {
    struct waits_found found = {0};
    for (uint32_t i = 0; i < waits->begin_count; i++) {
        uint64_t begin = waits->begins[i];
        uint64_t end = first_end(waits, begin);
        if (begin < since || end == UINT64_MAX) {
            continue;
        }
        found.count++;
        if (end - begin > found.longest) {
            found.longest = end - begin;
        }
    }
    return found;
}
