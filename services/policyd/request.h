// SPDX-License-Identifier: Apache-2.0
// Reads requests, which may be anything. Pure.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "services/policyd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

struct policyd_request {
    enum policyd_operation operation;
    union {
        struct policyd_query query;
        struct policyd_explain explain;
    } body;
};

// `recipes`: how many there are.
// Errors: EINVAL (malformed; an operation, a value, a subject or an object that there is not), ENOSYS; *request is untouched.
ABI_MUST_USE enum abi_error policyd_request_read(const void *data, size_t bytes, uint32_t recipes,
                                                 struct policyd_request *request);

#ifdef __cplusplus
}
#endif
