// SPDX-License-Identifier: Apache-2.0
#include "services/auditd/ring.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

#include "libs/fault/fault.h"
#include "libs/service/identity.h"
#include "services/auditd/selection.h"

static_assert((uint32_t)AUDITD_RECORDS <= (uint32_t)SHELF_PLACES_MAX, "each record has a place");

uint64_t audit_ring_add(struct audit_ring *ring, const struct auditd_entry *entry) {
    if (fault_is(FAULT_record_skipped) && entry->event == AUDIT_STARTED) {
        return ++ring->shelf.newest;
    }
    uint32_t place = shelf_add(&ring->shelf, AUDITD_RECORDS, identity_recipe(entry->sender));
    ring->entries[place] = *entry;
    ring->entries[place].sequence = ring->shelf.newest;
    return ring->shelf.newest;
}

struct auditd_entry *audit_ring_at(struct audit_ring *ring, uint64_t sequence) {
    uint32_t place = 0;
    return shelf_find(&ring->shelf, sequence, &place) ? &ring->entries[place] : NULL;
}

// What differs in `second` alone (the number of a decision, say) is the same thing once more; the last one is told.
static bool is_like(const struct auditd_entry *one, const struct auditd_entry *other) {
    return one->sender == other->sender && one->event == other->event && one->error == other->error &&
           one->subject == other->subject && one->first == other->first;
}

uint64_t audit_ring_count(struct audit_ring *ring, uint64_t sequence, const struct auditd_entry *entry) {
    struct auditd_entry *before = audit_ring_at(ring, sequence);
    if (before == NULL || !is_like(before, entry)) {
        return audit_ring_add(ring, entry);
    }
    if (before->count != UINT32_MAX) {
        before->count++;
    }
    before->second = entry->second;
    return sequence;
}

static bool matches(const void *data, uint32_t place, const struct auditd_query *query) {
    const struct auditd_entry *entry = &((const struct auditd_entry *)data)[place];
    return (query->sender == AUDITD_ANY || query->sender == identity_recipe(entry->sender)) &&
           (query->event == AUDITD_ANY || query->event == entry->event);
}

uint32_t audit_ring_query(const struct audit_ring *ring, const struct auditd_query *query, struct auditd_entry *entries,
                          uint64_t *next) {
    const struct selection selection = {&ring->shelf, ring->entries, matches};
    uint32_t places[AUDITD_ENTRIES_SENT];
    uint32_t count = selection_find(&selection, query, AUDITD_ENTRIES_SENT, places, next);
    for (uint32_t i = 0; i < count; i++) {
        entries[i] = ring->entries[places[i]];
    }
    return count;
}
