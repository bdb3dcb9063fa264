// SPDX-License-Identifier: Apache-2.0
// The witness: a server and a client in processes of their own that exchange messages all the while, and what they count.
#pragma once

#include <stdint.h>

#include "abi/limits.h"
#include "abi/message.h"

enum witness_roles { WITNESS_SERVER = 0, WITNESS_CLIENT = 1, WITNESS_ROLE_COUNT };

// nexus_start_argument of the program "witness".
enum witness_arguments {
    WITNESS_ARGUMENT_ROLE = 0,
    WITNESS_ARGUMENT_PAUSE_TICKS = 1,     // client: between two calls
    WITNESS_ARGUMENT_PATIENCE_TICKS = 2,  // client: a call with a deadline takes less
};

// Of the capabilities through which the server is reached.
enum witness_badges {
    WITNESS_BADGE_CLIENT = 1,
    WITNESS_BADGE_ATTACKER = 2,
    WITNESS_BADGE_OWNER = 3,  // a call ends the server
};

enum witness_status {
    WITNESS_STATUS_OK = 0,
    WITNESS_STATUS_CALL = 1,     // the client's call failed
    WITNESS_STATUS_ANSWER = 2,   // an answer is not what it must be
    WITNESS_STATUS_PAUSE = 3,    // a pause did not end by its deadline
    WITNESS_STATUS_RECEIVE = 4,  // the server cannot receive
    WITNESS_STATUS_REQUEST = 5,  // the client's request arrived damaged
    WITNESS_STATUS_SETUP = 6,
};

enum witness_sizes { WITNESS_LINE_BYTES = 64 };

// Each line has one writer (relaxed; the end of the writer's process orders it for the parent).
struct witness_board {
    _Alignas(WITNESS_LINE_BYTES) _Atomic uint32_t stop;  // by the parent: the client makes no further call
    _Alignas(WITNESS_LINE_BYTES) _Atomic uint64_t calls;
    _Atomic uint64_t replies;  // with the right content
    _Atomic uint64_t pages;    // of them through the message page
    _Alignas(WITNESS_LINE_BYTES) _Atomic uint64_t served;
    _Atomic uint64_t foreign;  // messages of the attacker, of any kind
};

_Static_assert(sizeof(struct witness_board) <= ABI_PAGE_BYTES, "one page");

// What the client sends, and what the server makes of it: pure functions of the number of the call.

static inline uint64_t witness_word(uint64_t call, uint32_t index) {
    return index == 0 ? call : (call + index) * UINT64_C(0x9e3779b97f4a7c15);
}

static inline uint64_t witness_answer(uint64_t word) {
    return ~word;
}

// Every second call has data.
static inline uint16_t witness_bytes(uint64_t call) {
    return (uint16_t)(call % 2 == 0 ? 0 : call % (ABI_MESSAGE_MAX_BYTES + 1));
}

static inline uint8_t witness_byte(uint64_t call, uint32_t index) {
    return (uint8_t)(call * 7 + index);
}

static inline uint8_t witness_answer_byte(uint8_t byte) {
    return byte ^ 0x5a;
}
