// SPDX-License-Identifier: Apache-2.0
// What goes along with the six words of a message, and how what comes back in a7 and t0 reads.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// A deadline is a time in ticks of clock_read, from which on a wait that is not over ends with ETIMEDOUT; 0 does not wait at
// all (EAGAIN). For a task that does not use the clock it counts as the next multiple of its class's window.
#define ABI_DEADLINE_NEVER UINT64_MAX

enum abi_message_limits {
    ABI_MESSAGE_WORDS = 6,
    ABI_MESSAGE_MAX_BYTES = 512,
    ABI_MESSAGE_CAPABILITIES = 4,
};

// A capability that is sent: a child of the sender's, in the receiver's table.
struct abi_message_capability {
    uint32_t handle;
    uint8_t rights;     // enum abi_right bits, at most what is grantable; sending only
    uint8_t grantable;  // the same
    uint16_t reserved;
};

// What a task's message page begins with. Read once by the calls with _page in their names, and written by them when they
// succeed. The page stays where it is for as long as the task lives.
struct abi_message {
    uint64_t deadline;         // in
    uint16_t bytes;            // in: of `data` to send, at most ABI_MESSAGE_MAX_BYTES; out: how many arrived
    uint8_t capability_count;  // in: to send, at most ABI_MESSAGE_CAPABILITIES; out: how many arrived
    uint8_t accept;            // in: capabilities that may arrive, at most ABI_MESSAGE_CAPABILITIES
    uint32_t reserved;         // 0
    // in: to send; out: the handles that arrived. One that was revoked on its way arrives as 0.
    struct abi_message_capability capabilities[ABI_MESSAGE_CAPABILITIES];
    uint8_t data[ABI_MESSAGE_MAX_BYTES];
};

// t0 after a receive: id of the sending task | base class << ABI_INFO_CLASS_SHIFT | kind << ABI_INFO_KIND_SHIFT.
// After a notification or an answer it is the kind alone.
enum abi_message_info {
    ABI_INFO_CLASS_SHIFT = 32,
    ABI_INFO_KIND_SHIFT = 40,
};

enum abi_message_kind {
    ABI_MESSAGE_CALL = 0,          // the sender waits for an answer
    ABI_MESSAGE_SEND = 1,          // it does not
    ABI_MESSAGE_NOTIFICATION = 2,  // first word: the bits
    ABI_MESSAGE_FAULT = 3,         // the kernel calls for a task that cannot go on; words as in abi/process.h
};

#ifdef __cplusplus
}
#endif
