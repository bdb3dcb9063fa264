// SPDX-License-Identifier: Apache-2.0
#include "services/timed/request.h"

static const uint16_t sizes[TIMED_OPERATION_COUNT] = {
    [TIMED_ATTACH] = sizeof(struct timed_attach),     [TIMED_DETACH] = sizeof(struct timed_detach),
    [TIMED_REGISTER] = sizeof(struct timed_register), [TIMED_CANCEL] = sizeof(struct timed_cancel),
    [TIMED_QUERY] = sizeof(struct timed_query),
};

static const struct wire_protocol protocol = {.version = TIMED_VERSION, .count = TIMED_OPERATION_COUNT, .sizes = sizes};

enum abi_error timed_request_read(const void *data, size_t bytes, struct timed_request *request) {
    uint16_t operation = 0;
    enum abi_error error = wire_open(&protocol, data, bytes, &request->body, &operation);
    if (error == ABI_OK) {
        request->operation = (enum timed_operation)operation;
    }
    return error;
}
