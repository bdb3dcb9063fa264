// SPDX-License-Identifier: Apache-2.0
#include "services/auditd/kernel_records.h"

#include <stddef.h>

#include "libs/service/identity.h"

enum kernel_records_constants { KIND_SHIFT = 32 };

uint64_t kernel_records_from(const struct kernel_records *records) {
    return records->newest > ABI_AUDIT_OPEN_RECORDS ? records->newest - ABI_AUDIT_OPEN_RECORDS + 1 : 1;
}

static struct auditd_entry entry_of(const struct abi_audit_record *record) {
    return (struct auditd_entry){.sender = IDENTITY_KERNEL,
                                 .first = (uint64_t)record->kind << KIND_SHIFT | record->second,
                                 .second = record->process,
                                 .subject = record->subject,
                                 .count = record->count,
                                 .event = AUDIT_KERNEL,
                                 .error = record->error,
                                 .kernel_first = record->first};
}

static void note_gap(struct kernel_records *records, struct audit_ring *ring, uint64_t gone) {
    const struct auditd_entry entry = {.sender = IDENTITY_KERNEL, .first = gone, .count = 1, .event = AUDIT_LOST};
    records->lost += gone;
    (void)audit_ring_add(ring, &entry);
}

// One that grew after it had lost its place here is written once more, whole.
static void take_again(uint64_t *place, struct audit_ring *ring, uint32_t *seen, const struct auditd_entry *entry) {
    struct auditd_entry *before = audit_ring_at(ring, *place);
    if (before != NULL) {
        *before = *entry;
        before->sequence = *place;
    } else if (entry->count != *seen) {
        *place = audit_ring_add(ring, entry);
    }
    *seen = entry->count;
}

static void take_one(struct kernel_records *records, struct audit_ring *ring, const struct abi_audit_record *record) {
    const struct auditd_entry entry = entry_of(record);
    uint64_t *place = &records->places[record->sequence % ABI_AUDIT_OPEN_RECORDS];
    uint32_t *seen = &records->counts[record->sequence % ABI_AUDIT_OPEN_RECORDS];
    if (record->sequence <= records->newest) {
        take_again(place, ring, seen, &entry);
        return;
    }
    if (record->sequence != records->newest + 1) {
        note_gap(records, ring, record->sequence - records->newest - 1);
    }
    *place = audit_ring_add(ring, &entry);
    *seen = record->count;
    records->newest = record->sequence;
}

void kernel_records_take(struct kernel_records *records, struct audit_ring *ring, const struct abi_audit_record *read,
                         uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        take_one(records, ring, &read[i]);
    }
}
