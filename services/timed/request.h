// SPDX-License-Identifier: Apache-2.0
// Requests to timed as they come in. Pure.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "services/timed/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

union timed_request_body {
    struct wire_header header;
    struct timed_attach attach;
    struct timed_detach detach;
    struct timed_register register_;
    struct timed_cancel cancel;
    struct timed_query query;
};

struct timed_request {
    enum timed_operation operation;
    union timed_request_body body;
};

// What the values in it name is for others to find out. Errors: as wire_open; *request is untouched.
ABI_MUST_USE enum abi_error timed_request_read(const void *data, size_t bytes, struct timed_request *request);

#ifdef __cplusplus
}
#endif
