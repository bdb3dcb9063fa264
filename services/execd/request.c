// SPDX-License-Identifier: Apache-2.0
#include "services/execd/request.h"

#include <stdbool.h>
#include <string.h>

static const uint16_t SIZES[EXECD_OPERATION_COUNT] = {
    [EXECD_READY] = sizeof(struct execd_ready),   [EXECD_ESCALATE] = sizeof(struct execd_escalate),
    [EXECD_LAUNCH] = sizeof(struct execd_launch), [EXECD_KILL] = sizeof(struct execd_kill),
    [EXECD_STATUS] = sizeof(struct execd_status),
};

static const struct wire_protocol PROTOCOL = {.version = EXECD_VERSION, .count = EXECD_OPERATION_COUNT, .sizes = SIZES};

static bool name_is_valid(const char *name) {
    size_t length = strnlen(name, EXECD_NAME_BYTES);
    for (size_t i = length; i < EXECD_NAME_BYTES; i++) {
        if (name[i] != 0) {
            return false;
        }
    }
    return length != 0 && length != EXECD_NAME_BYTES;
}

static bool values_are_valid(const struct request *request) {
    switch (request->operation) {
        case EXECD_LAUNCH:
            return name_is_valid(request->launch.name);
        case EXECD_STATUS:
            return request->status.reserved == 0;
        default:
            return true;
    }
}

enum abi_error request_read(const void *data, size_t bytes, struct request *request) {
    struct request opened = {0};
    enum abi_error error = wire_open(&PROTOCOL, data, bytes, &opened.header, &opened.operation);
    if (error != ABI_OK) {
        return error;
    }
    if (!values_are_valid(&opened)) {
        return ABI_EINVAL;
    }
    *request = opened;
    return ABI_OK;
}
