// SPDX-License-Identifier: Apache-2.0
// Reads requests, which may be anything. Pure.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "services/auditd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

struct auditd_request {
    enum auditd_operation operation;
    union {
        struct auditd_record record;
        struct auditd_log log;
        struct auditd_query query;  // AUDITD_QUERY, AUDITD_READ_LOG
        struct auditd_status status;
        struct auditd_sender sender;
    } body;
};

// Errors: EINVAL (malformed; a value that the protocol does not have), ENOSYS; *request is untouched.
ABI_MUST_USE enum abi_error auditd_request_read(const void *data, size_t bytes, struct auditd_request *request);

#ifdef __cplusplus
}
#endif
