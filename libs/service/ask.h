// SPDX-License-Identifier: Apache-2.0
// Asking a service: one request, one answer, a deadline, and no second try: whoever asks decides what a service that does not answer
// means to it.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "abi/message.h"
#include "abi/object.h"

#ifdef __cplusplus
extern "C" {
#endif

enum ask_limits {
    ASK_PATIENCE_MILLISECONDS = 500,  // for a service that has nothing else to do than to answer
};

// A request with its header (libs/service/wire.h), and a capability to send along, or 0.
struct ask_question {
    uint32_t endpoint;
    const void *request;
    uint16_t bytes;
    uint32_t milliseconds;  // how long to wait for the answer; 0: as long as it takes
    uint32_t capability;
    uint8_t capability_rights;     // that the service gets, at most what is grantable here
    uint8_t capability_grantable;  // the same
};

// The message page of the calling thread holds the answer's data until the next call that uses it.
struct ask_answer {
    uint64_t words[ABI_MESSAGE_WORDS];
    uint16_t bytes;
    const uint8_t *data;
};

// Returns what the service answered, or why it did not: ETIMEDOUT, EPIPE (it went away, or dropped the request), EBADF, ... as
// ipc_call_page. *answer is written when the service answered, whatever it was.
ABI_MUST_USE enum abi_error ask(const struct ask_question *question, struct ask_answer *answer);

// The time that many milliseconds from now, on the clock that every program may read.
uint64_t ask_deadline(uint32_t milliseconds);

#ifdef __cplusplus
}
#endif
