// SPDX-License-Identifier: Apache-2.0
#include "libs/shelf/shelf.h"

#include <assert.h>
#include <string.h>

#include "libs/fault/fault.h"

static_assert(SHELF_SENDERS - 1 <= UINT8_MAX && SHELF_PLACES_MAX <= UINT16_MAX, "they fit");

static uint32_t holder_of_most(const struct shelf *shelf, uint32_t writer) {
    uint32_t most = writer;
    for (uint32_t sender = 0; sender < SHELF_SENDERS; sender++) {
        if (shelf->held[sender] > shelf->held[most]) {
            most = sender;
        }
    }
    return most;
}

// Where in `order` that is. Whoever holds the most holds something, when all places are taken.
static uint32_t oldest_of(const struct shelf *shelf, uint32_t sender) {
    uint32_t i = 0;
    while (shelf->senders[shelf->order[i]] != sender) {
        i++;
    }
    return i;
}

// Takes an item away, and its place to the end of `order`.
static void replace(struct shelf *shelf, uint32_t writer) {
    uint32_t loser = holder_of_most(shelf, writer);
    uint32_t i = fault_is(FAULT_audit_oldest_replaced) ? 0 : oldest_of(shelf, loser);
    uint16_t place = shelf->order[i];
    shelf->held[shelf->senders[place]]--;
    shelf->replaced[shelf->senders[place]]++;
    memmove(&shelf->order[i], &shelf->order[i + 1], (shelf->count - 1 - i) * sizeof(shelf->order[0]));
    shelf->order[shelf->count - 1] = place;
}

uint32_t shelf_add(struct shelf *shelf, uint32_t capacity, uint32_t sender) {
    if (shelf->count == capacity) {
        replace(shelf, sender);
    } else {
        shelf->order[shelf->count] = (uint16_t)shelf->count;
        shelf->count++;
    }
    uint16_t place = shelf->order[shelf->count - 1];
    shelf->sequences[place] = ++shelf->newest;
    shelf->senders[place] = (uint8_t)sender;
    shelf->held[sender]++;
    return place;
}

uint32_t shelf_from(const struct shelf *shelf, uint64_t sequence) {
    uint32_t begin = 0;
    uint32_t end = shelf->count;
    while (begin < end) {
        uint32_t middle = (begin + end) / 2;
        if (shelf->sequences[shelf->order[middle]] < sequence) {
            begin = middle + 1;
        } else {
            end = middle;
        }
    }
    return begin;
}

bool shelf_find(const struct shelf *shelf, uint64_t sequence, uint32_t *place) {
    uint32_t i = shelf_from(shelf, sequence);
    if (i == shelf->count || shelf->sequences[shelf->order[i]] != sequence) {
        return false;
    }
    *place = shelf->order[i];
    return true;
}

uint64_t shelf_replaced(const struct shelf *shelf) {
    uint64_t replaced = 0;
    for (uint32_t sender = 0; sender < SHELF_SENDERS; sender++) {
        replaced += shelf->replaced[sender];
    }
    return replaced;
}
