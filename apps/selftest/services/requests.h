// SPDX-License-Identifier: Apache-2.0
// One valid request for each operation of each service, and where its fields are.
#pragma once

#include <stdint.h>

#include "abi/message.h"
#include "services/auditd/protocol.h"
#include "services/consoled/protocol.h"
#include "services/execd/protocol.h"
#include "services/policyd/protocol.h"
#include "services/timed/protocol.h"

enum requests_limits {
    REQUESTS_COUNT = (EXECD_OPERATION_COUNT - 1) + (POLICYD_OPERATION_COUNT - 1) + (AUDITD_OPERATION_COUNT - 1) +
                     (CONSOLED_OPERATION_COUNT - 1) + (TIMED_OPERATION_COUNT - 1),
    REQUESTS_FIELDS_MAX = 6,
};

// In bytes from the beginning of the request. A text is a field of each of its bytes.
struct requests_field {
    uint16_t offset;
    uint16_t bytes;
};

union requests_data {
    struct wire_header header;
    struct execd_escalate escalate;
    struct execd_launch launch;
    struct execd_kill kill;
    struct execd_status status;
    struct policyd_query policy_query;
    struct policyd_explain explain;
    struct auditd_record record;
    struct auditd_log log;
    struct auditd_query audit_query;
    struct auditd_sender sender;
    struct consoled_open open;
    struct consoled_read read;
    struct timed_register register_;
    struct timed_detach detach;
    struct timed_cancel cancel;
    uint8_t bytes[ABI_MESSAGE_MAX_BYTES];
};

struct requests_case {
    union requests_data valid;
    uint32_t endpoint;
    uint32_t capability;  // that comes along, or 0
    uint32_t allowance;   // so many in a window of a rate limit are answered with more than EBUSY; 0: all
    uint32_t field_count;
    struct requests_field fields[REQUESTS_FIELDS_MAX];  // but those of the header
};

// bell: a notification to be signalled. channel: of it, at timed.
void requests_make(uint32_t bell, uint64_t channel, struct requests_case cases[REQUESTS_COUNT]);
