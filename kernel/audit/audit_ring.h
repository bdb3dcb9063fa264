// SPDX-License-Identifier: Apache-2.0
// The last records of the audit, in a ring that never refuses: a new record takes the place of the oldest, and what has the kind and
// the subject of a recent one becomes part of that one. Pure; the caller holds the ring's lock.
#pragma once

#include <stdint.h>

#include "abi/audit.h"

#ifdef __cplusplus
extern "C" {
#endif

struct audit_ring {
    uint64_t written;  // records so far, which is the sequence number of the newest
    struct abi_audit_record records[ABI_AUDIT_RECORDS];
};

struct audit_whom {
    uint32_t subject;
    uint32_t process;
};

// Adds one occurrence: to one of the newest `open_records` records, or as a record of its own.
void audit_ring_add(struct audit_ring *ring, enum abi_audit_kind kind, struct audit_whom whom, uint64_t first,
                    uint32_t second, uint32_t open_records);

// Copies the records from that sequence number on, or from the oldest that is still there, at most `count`. Returns how many.
uint32_t audit_ring_read(const struct audit_ring *ring, uint64_t first_sequence, struct abi_audit_record *out,
                         uint32_t count);

#ifdef __cplusplus
}
#endif
