// SPDX-License-Identifier: Apache-2.0
// The records that are kept; whose place a new one takes is what shelf.h says. Pure.
#pragma once

#include <stdint.h>

#include "libs/shelf/shelf.h"
#include "services/auditd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

// Begins all zero.
struct audit_ring {
    struct shelf shelf;
    struct auditd_entry entries[AUDITD_RECORDS];
};

// Adds a record as a new one. Returns its sequence number; that of *entry is not looked at.
uint64_t audit_ring_add(struct audit_ring *ring, const struct auditd_entry *entry);

// Counts a record in the one with that number, if that is still there and like it; else adds it. Returns the number of the one that has
// it now.
uint64_t audit_ring_count(struct audit_ring *ring, uint64_t sequence, const struct auditd_entry *entry);

// NULL: it is no longer there, or not yet.
struct auditd_entry *audit_ring_at(struct audit_ring *ring, uint64_t sequence);

// As AUDITD_QUERY says; entries: room for AUDITD_ENTRIES_SENT. Returns how many there are.
uint32_t audit_ring_query(const struct audit_ring *ring, const struct auditd_query *query, struct auditd_entry *entries,
                          uint64_t *next);

#ifdef __cplusplus
}
#endif
