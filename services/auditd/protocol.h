// SPDX-License-Identifier: Apache-2.0
// What auditd is told and asked. It keeps what services and the kernel write down of refusals, decisions and rare events, and what
// programs have to say (the log). It calls nobody. Who tells is known by the badge (libs/service/identity.h), never by what is told.
// Requests as libs/service/wire.h says; the first word of an answer is an enum abi_error.
#pragma once

#include <assert.h>
#include <stdint.h>

#include "libs/service/wire.h"

#ifdef __cplusplus
extern "C" {
#endif

enum auditd_version { AUDITD_VERSION = 1 };

// What happened, and what subject, first and second say of it; 0 where nothing is said. No names and no times.
enum audit_event {
    // subject: of the kernel's record; first: enum abi_audit_kind << 32 | its second; second: the id of the first task of that process
    AUDIT_KERNEL = 1,
    // A request that is none. subject: who sent it (recipe); first: the operation, if it was read; second: how many, if more than one
    AUDIT_REQUEST_REFUSED = 2,
    AUDIT_POLICY_ALLOWED = 3,     // subject: recipe; first: enum policy_operation; second: number of the decision
    AUDIT_POLICY_DENIED = 4,      // the same
    AUDIT_STARTED = 5,            // subject: recipe; first: launches before this one; second: the id of its first task
    AUDIT_ENDED = 6,              // subject: recipe; first: exit status
    AUDIT_GIVEN_UP = 7,           // subject: recipe; first: restarts
    AUDIT_NOT_READY = 8,          // subject: recipe; first: enum execd_reason
    AUDIT_QOS_SET = 9,            // subject: recipe; first: class; second: shares
    AUDIT_AFFINITY_SET = 10,      // subject: recipe; first: enum abi_placement
    AUDIT_ESCALATION = 11,        // an app asked for more. subject: recipe; first: class; second: shares
    AUDIT_TIMER_REGISTERED = 12,  // subject: recipe of the client; second: how many
    AUDIT_TIMER_REFUSED = 13,     // the same
    AUDIT_LOST = 14,              // records that a sender could not deliver. subject: its recipe; first: how many
    AUDIT_EVENT_COUNT
};

enum auditd_operation {
    // auditd_record -> error
    // Errors: EINVAL, EPERM (the badge names no recipe), EBUSY (the sender's rate limit: it is counted as lost).
    AUDITD_RECORD = 1,
    // auditd_log -> error
    // Errors: EINVAL (bytes that are no printable text), EPERM, EBUSY.
    AUDITD_LOG = 2,
    // auditd_query, with an AUDIT_READ capability -> error; records that follow as data (struct auditd_entry); position to go on from
    // Errors: EINVAL, EPERM (no such capability came along).
    AUDITD_QUERY = 3,
    // auditd_query, with an AUDIT_READ capability -> error; lines that follow as data (struct auditd_line); position to go on from
    AUDITD_READ_LOG = 4,
    // auditd_status, with an AUDIT_READ capability -> error; records written; records lost to rate limits and full queues;
    // records of the kernel that were gone before they were read; lines written; lines lost
    AUDITD_STATUS = 5,
    // auditd_sender, with an AUDIT_READ capability -> error; of that sender: records that are kept; records that gave way to newer ones;
    // lost records that no record tells of yet; lines that are kept; lines that gave way
    // Errors: EINVAL (no such number), EPERM.
    AUDITD_SENDER = 6,
    AUDITD_OPERATION_COUNT
};

enum auditd_limits {
    AUDITD_TEXT_BYTES = 112,   // of a line, with its NUL
    AUDITD_ENTRIES_SENT = 10,  // at a time
    AUDITD_LINES_SENT = 3,
    // That are kept; whose place a new one takes is what libs/shelf/shelf.h says.
    AUDITD_RECORDS = 512,
    AUDITD_LINES = 128,
    AUDITD_SENDER_RECORDS = 200,  // of one sender in each window
    AUDITD_SENDER_LINES = 50,     // the same
    AUDITD_WINDOW_MILLISECONDS = 100,
    AUDITD_ANY = UINT16_MAX,  // in a query
};

struct auditd_record {
    struct wire_header header;
    uint16_t event;  // enum audit_event, but not AUDIT_KERNEL and AUDIT_LOST
    uint16_t error;  // enum abi_error that was answered
    uint32_t subject;
    uint64_t first;
    uint32_t second;
    uint32_t lost;  // records that the sender could not deliver since the last one
};

struct auditd_log {
    struct wire_header header;
    char text[AUDITD_TEXT_BYTES];  // ends with a NUL, and is zero behind it
};

struct auditd_query {
    struct wire_header header;
    uint64_t position;  // sequence number of the first record that is wanted; 0: as far back as there is
    uint16_t sender;    // number of a recipe, IDENTITY_KERNEL, or AUDITD_ANY
    uint16_t event;     // enum audit_event, or AUDITD_ANY; AUDITD_ANY for lines
    uint32_t last;      // of those that match only so many, the newest; 0: all
};

struct auditd_status {
    struct wire_header header;
};

struct auditd_sender {
    struct wire_header header;
    uint16_t sender;       // number of a recipe, or IDENTITY_KERNEL
    uint16_t reserved[3];  // 0
};

// Sequence numbers begin at 1; what is missing between those that are kept gave way to newer ones. One that is like the newest of its sender (event, error, subject, first) is counted
// there.
struct auditd_entry {
    uint64_t sequence;
    uint64_t sender;  // identity; IDENTITY_KERNEL
    uint64_t first;
    uint32_t second;
    uint32_t subject;
    uint32_t count;
    uint16_t event;
    uint16_t error;
    uint64_t kernel_first;  // AUDIT_KERNEL: what `first` of the kernel's record says
};

struct auditd_line {
    uint64_t sequence;
    uint64_t sender;
    char text[AUDITD_TEXT_BYTES];
};

static_assert(sizeof(struct auditd_record) == 32 && sizeof(struct auditd_query) == 24, "no padding");
static_assert(sizeof(struct auditd_sender) == 16, "no padding");
static_assert(sizeof(struct auditd_entry) == 48 && sizeof(struct auditd_line) == 128, "no padding");

#ifdef __cplusplus
}
#endif
