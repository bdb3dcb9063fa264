// SPDX-License-Identifier: Apache-2.0
// Whatever is sent to execd: nothing outside it is read, and what is accepted is what its operation says.
#include <stdlib.h>
#include <string.h>

#include "services/execd/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int is_true) {
    if (!is_true) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct request request;
    memset(&request, 0x5a, sizeof(request));
    struct request before = request;
    if (request_read(data, size, &request) != ABI_OK) {
        require(memcmp(&before, &request, sizeof(request)) == 0);
        return 0;
    }
    require(request.header.bytes == size && request.header.version == EXECD_VERSION);
    require(request.operation > 0 && request.operation < EXECD_OPERATION_COUNT);
    if (request.operation == EXECD_LAUNCH) {
        require(strnlen(request.launch.name, EXECD_NAME_BYTES) < EXECD_NAME_BYTES && request.launch.name[0] != 0);
    }
    return 0;
}
