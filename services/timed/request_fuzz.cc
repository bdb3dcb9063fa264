// SPDX-License-Identifier: Apache-2.0
// Whatever comes as a request: an error, or one of the operations with just the bytes that came. What it asks for is then tried, so
// that ids and deadlines are any numbers, too.
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "libs/service/identity.h"
#include "services/timed/request.h"
#include "services/timed/timers.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace {

void Check(bool promise) {
    if (!promise) {
        abort();
    }
}

timers table;
timers_signal signals[TIMERS_CHANNELS];

void Act(const timed_request &request, uint32_t client) {
    uint64_t id = 0;
    uint32_t notification = 0;
    timers_signal at_once = {};
    uint32_t before = table.count;
    if (request.operation == TIMED_ATTACH) {
        (void)!timers_attach(&table, client, 1, &id);
    } else if (request.operation == TIMED_DETACH) {
        (void)!timers_detach(&table, client, request.body.detach.channel, &notification);
    } else if (request.operation == TIMED_REGISTER) {
        const timed_register &asked = request.body.register_;
        timers_wish wish = {asked.channel, asked.bits, asked.deadline, client, 1, ABI_CLASS_IDLE};
        abi_error error = timers_register(&table, &wish, 1000, &id, &at_once);
        Check(table.count == before + (error == ABI_OK && id != 0));
    } else if (request.operation == TIMED_CANCEL) {
        abi_error error = timers_cancel(&table, client, request.body.cancel.timer);
        Check(table.count + (error == ABI_OK) == before);
    } else {
        Check(timers_query(&table, client, 1).all == before);
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    timers_init(&table, 10000000, 0);
    timers_running running = {};
    running.identities[0] = identity_make(1, 0);
    timers_closed closed = {};
    uint32_t client = 0;
    uint64_t channel = 0;
    Check(timers_admit(&table, &running, identity_make(1, 0), &closed, &client) == ABI_OK);
    Check(timers_attach(&table, client, 1, &channel) == ABI_OK);
    while (size > 0) {
        // Of each byte count that there may be, and one more than the largest.
        size_t bytes = data[0] % (sizeof(timed_request_body) + 2);
        data++;
        size--;
        bytes = bytes < size ? bytes : size;
        timed_request request = {};
        if (timed_request_read(data, bytes, &request) == ABI_OK) {
            Check(request.body.header.bytes == bytes && request.body.header.version == TIMED_VERSION);
            Check(request.operation >= TIMED_ATTACH && request.operation < TIMED_OPERATION_COUNT);
            Act(request, client);
        }
        data += bytes;
        size -= bytes;
    }
    (void)timers_take_due(&table, UINT64_MAX, signals);
    Check(table.count == 0);
    return 0;
}
