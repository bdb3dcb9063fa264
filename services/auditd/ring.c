// SPDX-License-Identifier: Apache-2.0
#include "services/auditd/ring.h"

#include <stdbool.h>
#include <stddef.h>

#include "libs/fault/fault.h"
#include "libs/service/identity.h"
#include "services/auditd/selection.h"

static uint32_t place_of(uint64_t sequence) {
    return (uint32_t)(sequence % AUDITD_RECORDS);
}

uint64_t audit_ring_add(struct audit_ring *ring, const struct auditd_entry *entry) {
    uint64_t sequence = ++ring->newest;
    if (fault_is(FAULT_record_skipped) && entry->event == AUDIT_STARTED) {
        return sequence;
    }
    struct auditd_entry *place = &ring->entries[place_of(sequence)];
    if (place->sequence != 0) {
        ring->held[identity_recipe(place->sender)]--;
    }
    ring->held[identity_recipe(entry->sender)]++;
    *place = *entry;
    place->sequence = sequence;
    return sequence;
}

bool audit_ring_has_places(const struct audit_ring *ring, uint64_t sender, uint32_t count) {
    return ring->held[identity_recipe(sender)] + count <= AUDITD_SENDER_PLACES;
}

struct auditd_entry *audit_ring_at(struct audit_ring *ring, uint64_t sequence) {
    if (sequence > ring->newest || sequence < selection_oldest(ring->newest, AUDITD_RECORDS)) {
        return NULL;
    }
    return &ring->entries[place_of(sequence)];
}

// What differs in `second` alone (the number of a decision, say) is the same thing once more; the last one is told.
static bool is_like(const struct auditd_entry *one, const struct auditd_entry *other) {
    return one->sender == other->sender && one->event == other->event && one->error == other->error &&
           one->subject == other->subject && one->first == other->first;
}

uint64_t audit_ring_count(struct audit_ring *ring, uint64_t sequence, const struct auditd_entry *entry) {
    struct auditd_entry *before = audit_ring_at(ring, sequence);
    bool is_same = before != NULL && is_like(before, entry);
    if (before == NULL || (!is_same && audit_ring_has_places(ring, entry->sender, 1))) {
        return audit_ring_add(ring, entry);
    }
    if (!is_same) {
        uint32_t count = before->count;
        *before = *entry;
        before->sequence = sequence;
        before->count = count;
    }
    if (before->count != UINT32_MAX) {
        before->count++;
    }
    before->second = entry->second;
    return sequence;
}

static bool matches(const void *data, uint64_t sequence, const struct auditd_query *query) {
    const struct audit_ring *ring = data;
    const struct auditd_entry *entry = &ring->entries[place_of(sequence)];
    return (query->sender == AUDITD_ANY || query->sender == identity_recipe(entry->sender)) &&
           (query->event == AUDITD_ANY || query->event == entry->event);
}

uint32_t audit_ring_query(const struct audit_ring *ring, const struct auditd_query *query, struct auditd_entry *entries,
                          uint64_t *next) {
    const struct selection selection = {ring, ring->newest, AUDITD_RECORDS, matches};
    uint64_t found[AUDITD_ENTRIES_SENT];
    uint32_t count = selection_find(&selection, query, AUDITD_ENTRIES_SENT, found, next);
    for (uint32_t i = 0; i < count; i++) {
        entries[i] = ring->entries[place_of(found[i])];
    }
    return count;
}
