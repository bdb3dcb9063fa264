// SPDX-License-Identifier: Apache-2.0
#include "kernel/audit/audit_ring.h"

#include <stddef.h>

#include "abi/error.h"

// What the caller was answered.
static const uint8_t errors[ABI_AUDIT_KIND_COUNT] = {
    [ABI_AUDIT_CALL_REFUSED] = ABI_EPERM,    [ABI_AUDIT_BUDGET_EXCEEDED] = ABI_EBUSY, [ABI_AUDIT_IPI_CAP] = ABI_EBUSY,
    [ABI_AUDIT_DEVICE_UNOWNED] = ABI_ENODEV, [ABI_AUDIT_QUOTA_EXCEEDED] = ABI_ENOSPC,
};

static uint64_t oldest(const struct audit_ring *ring) {
    return ring->written < ABI_AUDIT_RECORDS ? 1 : ring->written - ABI_AUDIT_RECORDS + 1;
}

// Of the first of all limits, that of pages, memory is what is short (abi/process.h).
static uint8_t answer_of(enum abi_audit_kind kind, uint32_t second) {
    return kind == ABI_AUDIT_QUOTA_EXCEEDED && second == 0 ? (uint8_t)ABI_ENOMEM : errors[kind];
}

// The newest of the open records that it belongs to; null: none.
static struct abi_audit_record *find(struct audit_ring *ring, enum abi_audit_kind kind, struct audit_whom whom,
                                     uint32_t open_records) {
    struct abi_audit_record *newest_of_process = NULL;
    uint32_t of_process = 0;
    uint64_t sequence = ring->written;
    for (uint32_t i = 0; i < open_records && sequence >= oldest(ring); i++, sequence--) {
        struct abi_audit_record *record = &ring->records[sequence % ABI_AUDIT_RECORDS];
        if (record->kind != kind) {
            continue;
        }
        if (record->subject == whom.subject) {
            return record;
        }
        if (whom.process != 0 && record->process == whom.process && of_process++ == 0) {
            newest_of_process = record;
        }
    }
    return of_process >= ABI_AUDIT_PROCESS_RECORDS ? newest_of_process : NULL;
}

void audit_ring_add(struct audit_ring *ring, enum abi_audit_kind kind, struct audit_whom whom, uint64_t first,
                    uint32_t second, uint32_t open_records) {
    struct abi_audit_record *record = find(ring, kind, whom, open_records);
    if (record == NULL) {
        ring->written++;
        record = &ring->records[ring->written % ABI_AUDIT_RECORDS];
        *record = (struct abi_audit_record){
            .sequence = ring->written,
            .subject = whom.subject,
            .kind = (uint8_t)kind,
            .process = whom.process,
        };
    }
    record->error = answer_of(kind, second);
    record->first = first;
    record->second = second;
    record->count += record->count != UINT32_MAX ? 1 : 0;
}

uint32_t audit_ring_read(const struct audit_ring *ring, uint64_t first_sequence, struct abi_audit_record *out,
                         uint32_t count) {
    uint64_t sequence = first_sequence < oldest(ring) ? oldest(ring) : first_sequence;
    uint32_t copied = 0;
    for (; copied < count && sequence <= ring->written; sequence++) {
        out[copied++] = ring->records[sequence % ABI_AUDIT_RECORDS];
    }
    return copied;
}
