// SPDX-License-Identifier: Apache-2.0
#include "services/consoled/request.h"

#include <stdbool.h>

static const uint16_t sizes[CONSOLED_OPERATION_COUNT] = {
    [CONSOLED_OPEN] = sizeof(struct consoled_open),
    [CONSOLED_READ] = sizeof(struct consoled_read),
    [CONSOLED_CLOSE] = sizeof(struct consoled_close),
    [CONSOLED_WHO] = sizeof(struct consoled_who),
};

static const struct wire_protocol protocol = {
    .version = CONSOLED_VERSION, .count = CONSOLED_OPERATION_COUNT, .sizes = sizes};

static bool values_are_valid(enum consoled_operation operation, const union consoled_request_body *body) {
    switch (operation) {
        case CONSOLED_OPEN:
            return body->open.bits != 0;
        case CONSOLED_READ:
            return body->read.bytes >= 1 && body->read.bytes <= CONSOLED_READ_MAX && body->read.reserved == 0;
        default:
            return true;
    }
}

enum abi_error consoled_request_read(const void *data, size_t bytes, struct consoled_request *request) {
    union consoled_request_body body;
    uint16_t operation = 0;
    enum abi_error error = wire_open(&protocol, data, bytes, &body, &operation);
    if (error == ABI_OK && !values_are_valid((enum consoled_operation)operation, &body)) {
        error = ABI_EINVAL;
    }
    if (error == ABI_OK) {
        request->operation = (enum consoled_operation)operation;
        request->body = body;
    }
    return error;
}
