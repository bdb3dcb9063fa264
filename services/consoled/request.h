// SPDX-License-Identifier: Apache-2.0
// Requests to consoled as they come in. Pure.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "services/consoled/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

union consoled_request_body {
    struct wire_header header;
    struct consoled_open open;
    struct consoled_read read;
    struct consoled_close close;
    struct consoled_who who;
};

struct consoled_request {
    enum consoled_operation operation;
    union consoled_request_body body;
};

// Errors: as wire_open, EINVAL (a value that it cannot have); *request is untouched.
ABI_MUST_USE enum abi_error consoled_request_read(const void *data, size_t bytes, struct consoled_request *request);

#ifdef __cplusplus
}
#endif
