// SPDX-License-Identifier: Apache-2.0
#include "services/timed/expiry.h"

#include <stdbool.h>

static bool is_before(const struct timers *timers, uint16_t timer, uint16_t other) {
    return timers->timers[timer].expiry < timers->timers[other].expiry;
}

static void put(struct timers *timers, uint32_t place, uint16_t timer) {
    timers->heap[place] = timer;
    timers->timers[timer].place = (uint16_t)place;
}

// Puts the timer at the free `place` or above it, moving down those that come after it.
static void sift_up(struct timers *timers, uint32_t place, uint16_t timer) {
    while (place > 0) {
        uint32_t parent = (place - 1) / 2;
        if (!is_before(timers, timer, timers->heap[parent])) {
            break;
        }
        put(timers, place, timers->heap[parent]);
        place = parent;
    }
    put(timers, place, timer);
}

// Puts the timer at the free `place` or below it, moving up those that come before it.
static void sift_down(struct timers *timers, uint32_t place, uint16_t timer) {
    for (uint32_t child = 2 * place + 1; child < timers->count; child = 2 * place + 1) {
        if (child + 1 < timers->count && is_before(timers, timers->heap[child + 1], timers->heap[child])) {
            child++;
        }
        if (!is_before(timers, timers->heap[child], timer)) {
            break;
        }
        put(timers, place, timers->heap[child]);
        place = child;
    }
    put(timers, place, timer);
}

void expiry_insert(struct timers *timers, uint16_t timer) {
    timers->count++;
    sift_up(timers, timers->count - 1U, timer);
}

void expiry_remove(struct timers *timers, uint16_t timer) {
    uint32_t place = timers->timers[timer].place;
    timers->count--;
    uint16_t last = timers->heap[timers->count];
    if (last == timer) {
        return;
    }
    // The last one may come from another branch, where everything may be earlier than the parent of the gap.
    if (is_before(timers, last, timer)) {
        sift_up(timers, place, last);
    } else {
        sift_down(timers, place, last);
    }
}
