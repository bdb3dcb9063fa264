// SPDX-License-Identifier: Apache-2.0
// Reading the audit. Contracts: abi/syscall.h, abi/audit.h.
#pragma once

#include "abi/audit.h"
#include "libs/nexus/call.h"

ABI_MUST_USE static inline enum abi_error nexus_audit_read(uint32_t audit, uint64_t first_sequence,
                                                           struct abi_audit_record *records, uint32_t count,
                                                           uint32_t *written) {
    return nexus_result_number(nexus_call(ABI_SYS_AUDIT_READ, audit, first_sequence, (uint64_t)records, count),
                               written);
}
