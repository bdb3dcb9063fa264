// SPDX-License-Identifier: Apache-2.0
// Starts the witness, and takes its testimony when all is over.
#pragma once

#include <stdint.h>

struct witness_testimony {
    uint64_t calls;
    uint64_t replies;
    uint64_t pages;    // of the replies
    uint64_t foreign;  // messages that the attacker got through to the server
};

// Returns an endpoint that the attacker may be given: SEND, with the attacker's badge. Kept until witness_end.
uint32_t witness_begin(void);

// Fails the trial unless both of the witness ended well and what they counted agrees.
struct witness_testimony witness_end(void);
