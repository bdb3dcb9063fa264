// SPDX-License-Identifier: Apache-2.0
// What the programs of the stress trial say to each other.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/message.h"

// Names of capabilities, nexus_start_handle: "board", "affinity"; server: "short", "page", "next" (the short endpoint of the server
// behind it); client: "short", "page" and "bell" with a number, "alarm", "archive", "clock"; child: "short", "clock".

// "bell" and 12 make "bell12". The number is below 100; text holds two characters and a NUL more than the name.
static inline void stress_numbered_name(char *text, const char *name, uint32_t number) {
    while (*name != 0) {
        *text++ = *name++;
    }
    *text++ = (char)('0' + number / 10);
    *text++ = (char)('0' + number % 10);
    *text = 0;
}

// nexus_start_argument.
enum stress_arguments {
    STRESS_ARGUMENT_INDEX = 0,  // of the server or client; child: enum stress_child
    STRESS_ARGUMENT_SEED = 1,
    STRESS_ARGUMENT_ARCHIVE_BYTES = 2,  // client; child: how many calls
    STRESS_ARGUMENT_TIMEBASE = 3,       // client: ticks in a second
    STRESS_ARGUMENT_CALLS = STRESS_ARGUMENT_ARCHIVE_BYTES,
};

// What a child does.
enum stress_child {
    STRESS_CHILD_EXITS,  // makes so many calls, and says so by its status
    STRESS_CHILD_CALLS,  // makes calls for ever
    STRESS_CHILD_WAITS,  // for something that never comes
    STRESS_CHILD_KINDS
};

enum stress_status {
    STRESS_STATUS_FAILED = 255,
    STRESS_STATUS_KILLED = 254,
    STRESS_STATUS_CALL = 253,    // child: a call failed
    STRESS_STATUS_ANSWER = 252,  // child: an answer is wrong
    STRESS_STATUS_PAUSE = 251,   // child: a wait did not end by its deadline
};

// The first word of a request.
enum stress_request {
    STRESS_REQUEST_CALL = 1,   // second word: how often to hand it on
    STRESS_REQUEST_LOOSE = 2,  // as a call, but not to be counted
    STRESS_REQUEST_PAGE = 3,   // second word: enum stress_page_flags; third: what all of its content follows from
    STRESS_REQUEST_STOP = 4,   // ends the thread that serves it
};

enum stress_page_flags {
    STRESS_PAGE_KEEP = 1 << 0,    // do not close what came: it will be revoked
    STRESS_PAGE_SIGNAL = 1 << 1,  // the last capability is a notification to signal; the others are VMOs
    STRESS_PAGE_RETURN = 1 << 2,  // send back a notification that is signalled already
};

enum stress_word {
    STRESS_WORD_REQUEST = 0,
    STRESS_WORD_FLAGS = 1,
    STRESS_WORD_CONTENT = 2,
};

// All but the first two words are answered.
static inline uint64_t stress_answer(uint64_t word) {
    return (word << 1 | word >> 63) ^ UINT64_C(0x5bd1e9955bd1e995);
}

static inline bool stress_is_answer(const uint64_t *sent, const uint64_t *answer) {
    for (uint32_t i = STRESS_WORD_CONTENT; i < ABI_MESSAGE_WORDS; i++) {
        if (answer[i] != stress_answer(sent[i])) {
            return false;
        }
    }
    return true;
}

static inline void stress_make_answer(uint64_t *words) {
    for (uint32_t i = STRESS_WORD_CONTENT; i < ABI_MESSAGE_WORDS; i++) {
        words[i] = stress_answer(words[i]);
    }
}

// What follows from the content of a page call.

static inline uint16_t stress_page_bytes(uint64_t content) {
    return (uint16_t)((content >> 32) % (ABI_MESSAGE_MAX_BYTES + 1));
}

static inline uint8_t stress_page_byte(uint64_t content, uint32_t index) {
    return (uint8_t)((content >> index % 8 * 8) + index);
}

static inline uint8_t stress_page_answer_byte(uint64_t content, uint32_t index) {
    return (uint8_t)~stress_page_byte(content, index);
}

// Where in a page a VMO that is sent has its word, and the word.
static inline uint32_t stress_vmo_index(uint64_t content) {
    return (uint32_t)(content % 512);
}

static inline uint64_t stress_vmo_word(uint64_t content, uint32_t number) {
    return content * (number + 3);
}

// Bits for the notification that is sent, and of the one that comes back.
static inline uint64_t stress_signal_bits(uint64_t content) {
    return content | 1;
}

static inline uint64_t stress_return_bits(uint64_t content) {
    return ~content | 1;
}
