// SPDX-License-Identifier: Apache-2.0
// The loop of a service: one request after the other, each answered before the next. A service that would have to wait for somebody
// answers at once and signals later.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/message.h"
#include "abi/object.h"

// What came, as the kernel tells it. `data` is a copy: it stays while the handler asks others.
struct serve_request {
    uint64_t badge;
    uint32_t task;          // of the sender
    enum abi_class class_;  // the sender's base class
    enum abi_message_kind kind;
    uint64_t words[ABI_MESSAGE_WORDS];
    uint16_t bytes;
    uint8_t data[ABI_MESSAGE_MAX_BYTES];
    // What came along. A handler that keeps one writes 0 here; the loop closes the others.
    uint32_t capabilities[ABI_MESSAGE_CAPABILITIES];
};

// Begins all zero, which is ABI_OK and nothing else. Ignored where nobody waits for an answer.
struct serve_reply {
    uint64_t words[ABI_MESSAGE_WORDS];  // the first one: enum abi_error
    uint16_t bytes;
    uint8_t data[ABI_MESSAGE_MAX_BYTES];
};

struct serve_service {
    uint32_t endpoint;  // with RECEIVE; a notification may be bound to it
    uint8_t accept;     // capabilities that a request may bring
    // A call, a message, or a fault of a task that is supervised (`kind` tells).
    void (*request)(struct serve_request *request, struct serve_reply *reply);
    // The bits of the bound notification; may be NULL without one.
    void (*notified)(uint64_t bits);
};

// Serves until the endpoint is gone, and returns why. Context: a thread that does nothing else.
enum abi_error serve_run(const struct serve_service *service);
