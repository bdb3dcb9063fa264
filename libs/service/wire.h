// SPDX-License-Identifier: Apache-2.0
// How requests to services look: data of a message that begins with a header, of exactly the size that the operation says. Numbers
// are little-endian, as the machine's are, and there is no padding: a protocol asserts its sizes. Answers are words: the first one is an
// enum abi_error, the rest and the data are the protocol's. Pure.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"

#ifdef __cplusplus
extern "C" {
#endif

struct wire_header {
    uint16_t version;
    uint16_t operation;
    uint32_t bytes;  // of the whole request, header included
};

// A protocol: operation n, from 1, is a request of sizes[n] bytes, with sizes[0] unused; 0: there is no such operation.
struct wire_protocol {
    uint16_t version;
    uint16_t count;  // of sizes
    const uint16_t *sizes;
};

// Copies a request out if it is one, whole; *request has room for the largest size. Which values it may have is for the protocol to say.
// Errors: EINVAL (no header; another version; `bytes` is not what came, or not what the operation says), ENOSYS (no such
// operation); *request and *operation are untouched.
ABI_MUST_USE enum abi_error wire_open(const struct wire_protocol *protocol, const void *data, size_t bytes,
                                      void *request, uint16_t *operation);

// What a request that is none says that it is, for whoever writes it down; 0: it has not even a header.
uint16_t wire_operation(const void *data, size_t bytes);

#ifdef __cplusplus
}
#endif
