// SPDX-License-Identifier: Apache-2.0
// What timed is asked: to signal a notification of the client's at a time. Timers of one class that are due within one of its windows
// wake together. Class and identity of a client are what the kernel tells of the sender; nothing in a request says who it is.
// Requests as libs/service/wire.h says; the first word of an answer is an enum abi_error.
#pragma once

#include <assert.h>
#include <stdint.h>

#include "libs/service/wire.h"

#ifdef __cplusplus
extern "C" {
#endif

enum timed_version { TIMED_VERSION = 1 };

enum timed_operation {
    // timed_attach, with a NOTIFICATION capability (SEND) -> error; channel
    // From now on the process can have timers that signal it. One channel serves many timers, by different bits.
    // Errors: EINVAL (no such capability came along), ENOSPC (channels of the process, or of the machine).
    TIMED_ATTACH = 1,
    // timed_detach -> error
    // Its timers are cancelled.
    // Errors: EBADF (no channel of this process).
    TIMED_DETACH = 2,
    // timed_register -> error; timer
    // Signals the bits at the deadline, never before, and at most a window of the sender's class later; at once if it has passed.
    // Errors: EBADF (no channel of this process), EINVAL (no bits; deadline 0 or never), ENOSPC (TIMED_TIMERS_PER_TASK live timers of the
    // sending task, TIMED_TIMERS_PER_CLIENT of its process).
    TIMED_REGISTER = 3,
    // timed_cancel -> error
    // Errors: EBADF (no live timer of this process).
    TIMED_CANCEL = 4,
    // timed_query -> error; live timers of the sending task; of its process; of the machine; expiries so far; interrupts that they took
    // The last three are 0 unless a STATS_READ capability comes along.
    TIMED_QUERY = 5,
    TIMED_OPERATION_COUNT
};

enum timed_limits {
    TIMED_TIMERS_PER_TASK = 64,
    TIMED_TIMERS_PER_CLIENT = 128,
    TIMED_CHANNELS_PER_CLIENT = 64,
    TIMED_CHANNELS_RESERVED = 2,  // each process can have as many, whatever the others have
};

struct timed_attach {
    struct wire_header header;
};

struct timed_detach {
    struct wire_header header;
    uint64_t channel;
};

struct timed_register {
    struct wire_header header;
    uint64_t channel;
    uint64_t bits;
    uint64_t deadline;  // in ticks of clock_read
};

struct timed_cancel {
    struct wire_header header;
    uint64_t timer;
};

struct timed_query {
    struct wire_header header;
};

static_assert(sizeof(struct timed_register) == 32 && sizeof(struct timed_cancel) == 16, "no padding");

#ifdef __cplusplus
}
#endif
