// SPDX-License-Identifier: Apache-2.0
// The records that are kept: a ring in which a new one takes the place of the oldest. Pure.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "libs/recipe/recipe.h"
#include "services/auditd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

// Begins all zero.
struct audit_ring {
    uint64_t newest;                 // sequence number; 0: none
    uint32_t held[RECIPES_MAX + 1];  // by recipe, IDENTITY_KERNEL too: how many of them are its
    struct auditd_entry entries[AUDITD_RECORDS];
};

// Adds a record as a new one. Returns its sequence number; that of *entry is not looked at.
uint64_t audit_ring_add(struct audit_ring *ring, const struct auditd_entry *entry);

// Whether so many more records of that sender have places of their own.
bool audit_ring_has_places(const struct audit_ring *ring, uint64_t sender, uint32_t count);

// Counts a record in the one with that number, its sender's newest, if that is still there and like it; if there is no place for another one, it
// takes that one's place and is counted there; else adds it. Returns the number of the one that has it now.
uint64_t audit_ring_count(struct audit_ring *ring, uint64_t sequence, const struct auditd_entry *entry);

// NULL: it is no longer there, or not yet.
struct auditd_entry *audit_ring_at(struct audit_ring *ring, uint64_t sequence);

// As AUDITD_QUERY says; entries: room for AUDITD_ENTRIES_SENT. Returns how many there are.
uint32_t audit_ring_query(const struct audit_ring *ring, const struct auditd_query *query, struct auditd_entry *entries,
                          uint64_t *next);

#ifdef __cplusplus
}
#endif
