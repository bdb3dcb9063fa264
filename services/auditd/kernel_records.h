// SPDX-License-Identifier: Apache-2.0
// Keeps what the kernel wrote down (abi/audit.h) among the other records. The newest ones there may still grow, so they are read again each
// time, and what grew is written over what is here. Pure.
#pragma once

#include <stdint.h>

#include "abi/audit.h"
#include "services/auditd/ring.h"

#ifdef __cplusplus
extern "C" {
#endif

// Begins all zero.
struct kernel_records {
    uint64_t newest;  // sequence number, there, of what was read last
    uint64_t lost;    // that were gone before they were read
    // Of the newest ones, by their sequence number there: where they are in the ring, and how often they had happened.
    uint64_t places[ABI_AUDIT_OPEN_RECORDS];
    uint32_t counts[ABI_AUDIT_OPEN_RECORDS];
};

// The sequence number to read from.
uint64_t kernel_records_from(const struct kernel_records *records);

// Takes what was read, in that order.
void kernel_records_take(struct kernel_records *records, struct audit_ring *ring, const struct abi_audit_record *read,
                         uint32_t count);

#ifdef __cplusplus
}
#endif
