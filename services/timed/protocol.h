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

// Errors of every operation: EINVAL (no call; malformed), ENOSYS, EPERM (the sender is none of the programs that execd has running).
enum timed_operation {
    // timed_attach, with a NOTIFICATION capability (SEND) -> error; channel
    // From now on the process can have timers that signal it. One channel serves many timers, by different bits.
    // Errors: EINVAL (no such capability came along), ENOSPC (channels of the process, or of the machine).
    TIMED_ATTACH = 1,
    // timed_detach -> error
    // Its timers are cancelled.
    // Errors: EBADF (no channel of this process).
    TIMED_DETACH = 2,
    // timed_register -> error; timer, or 0 if it expired at once
    // Signals the bits at the deadline, never before, and at most a window of the sender's class later; at once if it has passed.
    // Errors: EBADF (no channel of this process), EINVAL (no bits; deadline 0 or never), ENOSPC (TIMED_TIMERS_PER_TASK live timers of
    // the sending task, TIMED_TIMERS_PER_CLIENT of its process; or it has what is reserved for it, and the rest is used up).
    TIMED_REGISTER = 3,
    // timed_cancel -> error
    // Errors: EBADF (no live timer of this process).
    TIMED_CANCEL = 4,
    // timed_query -> error; live timers of the sending task; of its process; of the machine; expiries so far; interrupts that they took
    // The last three are 0 unless a STATS_READ capability comes along.
    TIMED_QUERY = 5,
    TIMED_OPERATION_COUNT
};

// A client is a process. What is reserved it can have whatever the others have; more comes from what all share, up to its limit.
enum timed_limits {
    TIMED_TIMERS_PER_TASK = 64,
    TIMED_TIMERS_PER_CLIENT = 128,
    TIMED_TIMERS_RESERVED = 64,
    TIMED_TIMERS_SHARED = 1024,
    TIMED_CHANNELS_PER_CLIENT = 64,
    TIMED_CHANNELS_RESERVED = 2,
    TIMED_CHANNELS_SHARED = 64,
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
