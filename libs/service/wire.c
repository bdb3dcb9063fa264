// SPDX-License-Identifier: Apache-2.0
#include "libs/service/wire.h"

#include <string.h>

#include "libs/fault/fault.h"

enum abi_error wire_open(const struct wire_protocol *protocol, const void *data, size_t bytes, void *request,
                         uint16_t *operation) {
    struct wire_header header;
    if (bytes < sizeof(header)) {
        return ABI_EINVAL;
    }
    memcpy(&header, data, sizeof(header));
    if (header.version != protocol->version || (header.bytes != bytes && !fault_is(FAULT_wire_length_unchecked))) {
        return ABI_EINVAL;
    }
    if (header.operation >= protocol->count || protocol->sizes[header.operation] == 0) {
        return ABI_ENOSYS;
    }
    size_t size = protocol->sizes[header.operation];
    if (bytes != size && !(bytes > size && fault_is(FAULT_wire_size_unchecked))) {
        return ABI_EINVAL;
    }
    memcpy(request, data, size);
    *operation = header.operation;
    return ABI_OK;
}

uint16_t wire_operation(const void *data, size_t bytes) {
    struct wire_header header = {0};
    if (bytes >= sizeof(header)) {
        memcpy(&header, data, sizeof(header));
    }
    return header.operation;
}
