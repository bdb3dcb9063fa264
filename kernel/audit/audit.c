// SPDX-License-Identifier: Apache-2.0
#include "kernel/audit/audit.h"

#include "kernel/audit/audit_ring.h"
#include "kernel/selftest/fault.h"
#include "kernel/sync/spinlock.h"

static struct spinlock lock = SPINLOCK_INITIALIZER(LOCK_RANK_AUDIT);
static struct audit_ring ring GUARDED_BY(lock);

void audit_record(enum abi_audit_kind kind, uint32_t subject, uint64_t first, uint32_t second) {
    audit_record_of(0, kind, subject, first, second);
}

void audit_record_of(uint32_t process, enum abi_audit_kind kind, uint32_t subject, uint64_t first, uint32_t second) {
    if (fault_is(FAULT_audit_unwritten) && kind == ABI_AUDIT_CALL_REFUSED) {
        return;
    }
    uint32_t open_records = fault_is(FAULT_audit_unmerged) ? 0 : ABI_AUDIT_OPEN_RECORDS;
    spinlock_acquire(&lock);
    const struct audit_whom whom = {.subject = subject, .process = process};
    audit_ring_add(&ring, kind, whom, first, second, open_records);
    spinlock_release(&lock);
}

uint32_t audit_read(uint64_t first_sequence, struct abi_audit_record *out, uint32_t count) {
    spinlock_acquire(&lock);
    uint32_t copied = audit_ring_read(&ring, first_sequence, out, count);
    spinlock_release(&lock);
    return copied;
}
