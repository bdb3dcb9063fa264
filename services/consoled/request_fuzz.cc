// SPDX-License-Identifier: Apache-2.0
// Whatever comes as a request: an error, or one of the operations with just the bytes that came. What it asks for is then tried by one of
// two senders, at a terminal at which something is typed.
#include <cstdint>
#include <cstdlib>

#include "services/consoled/request.h"
#include "services/consoled/terminal.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace {

void Check(bool promise) {
    if (!promise) {
        abort();
    }
}

terminal table;

void Act(const consoled_request &request, uint64_t sender, bool holder_runs) {
    uint64_t before = table.holder;
    uint32_t closed = 0;
    if (request.operation == CONSOLED_OPEN) {
        abi_error error = terminal_open(&table, sender, 1, request.body.open.bits, holder_runs, &closed);
        bool is_others = before != 0 && before != sender && holder_runs;
        Check((error == ABI_EBUSY) == is_others && table.holder == (is_others ? before : sender));
    } else if (request.operation == CONSOLED_READ) {
        char bytes[CONSOLED_READ_MAX];
        uint32_t count = 0;
        uint32_t lost = 0;
        uint32_t kept = table.count;
        abi_error error = terminal_read(&table, sender, bytes, request.body.read.bytes, &count, &lost);
        Check((error == ABI_OK) == (before == sender) && count <= request.body.read.bytes);
        Check(table.count == kept - count);
    } else if (request.operation == CONSOLED_CLOSE) {
        abi_error error = terminal_close(&table, sender, &closed);
        Check((error == ABI_OK) == (before == sender));
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    table = {};
    while (size > 0) {
        // A sender, whether the holder runs, what is typed, and each byte count that there may be and one more than the largest.
        uint8_t control = *data++;
        size--;
        uint64_t sender = 1 + (control & 1);
        size_t bytes = (control >> 2) % (sizeof(consoled_request_body) + 2);
        bytes = bytes < size ? bytes : size;
        terminal_typed(&table, reinterpret_cast<const char *>(data), static_cast<uint32_t>(bytes));
        consoled_request request = {};
        if (consoled_request_read(data, bytes, &request) == ABI_OK) {
            Check(request.body.header.bytes == bytes && request.body.header.version == CONSOLED_VERSION);
            Check(request.operation >= CONSOLED_OPEN && request.operation < CONSOLED_OPERATION_COUNT);
            Act(request, sender, (control & 2) != 0);
        }
        data += bytes;
        size -= bytes;
        Check(table.count <= CONSOLED_KEPT_MAX);
    }
    return 0;
}
