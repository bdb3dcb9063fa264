// SPDX-License-Identifier: Apache-2.0
// Requests to execd, taken apart. Whoever sends them may be hostile. Pure.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "services/execd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

struct request {
    uint16_t operation;  // enum execd_operation
    union {
        struct wire_header header;
        struct execd_ready ready;
        struct execd_escalate escalate;
        struct execd_launch launch;
        struct execd_kill kill;
        struct execd_status status;
    };
};

// Errors: as wire_open; EINVAL (a name without an end, or with something behind it; reserved bits).
ABI_MUST_USE enum abi_error request_read(const void *data, size_t bytes, struct request *request);

#ifdef __cplusplus
}
#endif
