// SPDX-License-Identifier: Apache-2.0
// All that auditd keeps, and who may add how much to it. Pure: the time is the caller's.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "services/auditd/kernel_records.h"
#include "services/auditd/lines.h"
#include "services/auditd/ring.h"
#include "services/auditd/senders.h"

#ifdef __cplusplus
extern "C" {
#endif

// Begins all zero but for senders.window_ticks. The counts are AUDITD_STATUS's; those of the kernel's records are not among them.
struct book {
    struct audit_ring ring;
    struct line_ring lines;
    struct kernel_records kernel;
    struct senders senders;
    uint64_t records;
    uint64_t records_lost;
    uint64_t lines_lost;
};

// What AUDITD_SENDER tells of one.
struct book_share {
    uint64_t records;
    uint64_t records_replaced;
    uint64_t records_untold;
    uint64_t lines;
    uint64_t lines_replaced;
};

// sender: number of a recipe, or IDENTITY_KERNEL.
struct book_share book_share_of(const struct book *book, uint32_t sender);

// Writes a record down that is valid (auditd_request_read). What its sender lost, by what it says and by the rate limit, is a record
// too, AUDIT_LOST, and counts as one of its own.
// Errors: EPERM (the badge names no recipe), EBUSY (the rate limit: the record is lost, and counted).
ABI_MUST_USE enum abi_error book_record(struct book *book, uint64_t identity, const struct auditd_record *record,
                                        uint64_t now);

// Writes a line down that is valid. Errors: as above.
ABI_MUST_USE enum abi_error book_line(struct book *book, uint64_t identity, const struct auditd_log *log, uint64_t now);

#ifdef __cplusplus
}
#endif
