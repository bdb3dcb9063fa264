// SPDX-License-Identifier: Apache-2.0
// Telling auditd, and asking it. Whoever tells waits a short time only: to write something down must not cost a service its own clients.
// Context: any thread that has a message page; a struct auditd_client is one thread's.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "services/auditd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

enum auditd_client_limits {
    AUDITD_CLIENT_RECORD_MILLISECONDS = 50,
    AUDITD_CLIENT_READ_MILLISECONDS = 500,
};

// Begins with the endpoint "auditd" of whoever tells, and 0.
struct auditd_client {
    uint32_t endpoint;
    uint32_t lost;  // what could not be delivered since auditd answered last; stays at UINT32_MAX
};

// What is not answered in time counts as lost, although auditd may have it: the count is never too small.
// Errors: what auditd answered (EBUSY: auditd counts it), or why it did not, as `ask`; then it counts in client->lost, which goes with the
// next record.
ABI_MUST_USE enum abi_error auditd_client_record(struct auditd_client *client, enum audit_event event,
                                                 enum abi_error error, uint32_t subject, uint64_t first,
                                                 uint32_t second);

// Counts something that was not even tried to be delivered.
void auditd_client_lose(struct auditd_client *client);

// A line of printable ASCII, without its end.
// Errors: EINVAL (longer than AUDITD_TEXT_BYTES - 1; bytes that are no printable text), EBUSY, or as above.
ABI_MUST_USE enum abi_error auditd_client_log(struct auditd_client *client, const char *text);

// Which records or lines; fields as in struct auditd_query.
struct auditd_client_wanted {
    uint64_t position;
    uint16_t sender;
    uint16_t event;
    uint32_t last;
};

struct auditd_client_totals {
    uint64_t records;
    uint64_t records_lost;
    uint64_t kernel_lost;
    uint64_t lines;
    uint64_t lines_lost;
};

// entries: AUDITD_ENTRIES_SENT of them. *next: the position to go on from, as long as *count is not 0.
// Errors: what auditd answered, as `ask`, EIO (an answer that is none).
ABI_MUST_USE enum abi_error auditd_client_query(uint32_t endpoint, uint32_t audit_read,
                                                const struct auditd_client_wanted *wanted, struct auditd_entry *entries,
                                                uint32_t *count, uint64_t *next);

// lines: AUDITD_LINES_SENT of them; the rest as above.
ABI_MUST_USE enum abi_error auditd_client_read_log(uint32_t endpoint, uint32_t audit_read,
                                                   const struct auditd_client_wanted *wanted, struct auditd_line *lines,
                                                   uint32_t *count, uint64_t *next);

ABI_MUST_USE enum abi_error auditd_client_status(uint32_t endpoint, uint32_t audit_read,
                                                 struct auditd_client_totals *totals);

// What is kept of one sender, and what gave way to newer ones.
struct auditd_client_share {
    uint64_t records;
    uint64_t records_replaced;
    uint64_t records_untold;  // lost ones that no record tells of yet
    uint64_t lines;
    uint64_t lines_replaced;
};

// sender: number of a recipe, or IDENTITY_KERNEL.
ABI_MUST_USE enum abi_error auditd_client_sender(uint32_t endpoint, uint32_t audit_read, uint32_t sender,
                                                 struct auditd_client_share *share);

#ifdef __cplusplus
}
#endif
