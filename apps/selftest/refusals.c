// SPDX-License-Identifier: Apache-2.0
#include "apps/selftest/refusals.h"

#include "libs/nexus/nexus.h"

uint32_t refusals_of(uint32_t task, enum abi_audit_kind kind, struct abi_audit_record *last) {
    static struct abi_audit_record records[ABI_AUDIT_READ_MAX];
    const uint32_t audit = nexus_boot()->audit_read;
    uint32_t times = 0;
    uint64_t next = 0;
    uint32_t count = 0;
    while (nexus_audit_read(audit, next, records, ABI_AUDIT_READ_MAX, &count) == ABI_OK && count != 0) {
        for (uint32_t i = 0; i < count; i++) {
            if (records[i].subject == task && records[i].kind == kind) {
                times += records[i].count;
                *last = records[i];
            }
        }
        next = records[count - 1].sequence + 1;
    }
    return times;
}
