// SPDX-License-Identifier: Apache-2.0
// What execd is asked: to start a program, to end it, to tell about it, to let it have more. It is the only one who starts programs, but
// for those that init starts. Who asks is told by the badge (libs/service/identity.h).
// Requests as libs/service/wire.h says; the first word of an answer is an enum abi_error.
#pragma once

#include <assert.h>
#include <stdint.h>

#include "libs/service/wire.h"

#ifdef __cplusplus
extern "C" {
#endif

enum execd_version { EXECD_VERSION = 1 };

enum execd_operation {
    // execd_ready -> error
    // The sender is ready for those who need it.
    EXECD_READY = 1,
    // execd_escalate -> error
    // Class, shares and placement of the sending task become what is asked for.
    // Errors: EINVAL (values out of range), EPERM (beyond its recipe, or policyd denies it), EBUSY (its scheduling calls are used up).
    EXECD_ESCALATE = 2,
    // execd_launch, optionally with a NOTIFICATION capability (SEND) that is signalled when it has ended -> error; launch (an identity)
    // Errors: EINVAL (no such recipe, or none of an app), EPERM (policyd denies it), EBUSY (it runs already), ENOSPC, ENOMEM.
    EXECD_LAUNCH = 3,
    // execd_kill, optionally with a NOTIFICATION capability (SEND) that is signalled when it has ended -> error
    // Errors: EBADF (that launch does not run), EPERM (policyd denies it), EBUSY (somebody else who ends it waits already).
    EXECD_KILL = 4,
    // execd_status -> error; recipes that there are; one struct execd_status_answer as data
    // Errors: EINVAL (no such recipe).
    EXECD_STATUS = 5,
    EXECD_OPERATION_COUNT
};

enum execd_state {
    EXECD_IDLE = 0,      // not started
    EXECD_STARTING = 1,  // started, not ready yet
    EXECD_RUNNING = 2,
    EXECD_WAITING = 3,   // ended; will be started again
    EXECD_ENDED = 4,     // will not
    EXECD_GIVEN_UP = 5,  // ended or failed to become ready too often
};

// Why it is not running, or was started again.
enum execd_reason {
    EXECD_REASON_NONE = 0,
    EXECD_REASON_EXIT = 1,          // detail: status
    EXECD_REASON_FAULT = 2,         // detail: enum abi_fault
    EXECD_REASON_KILLED = 3,        // detail: recipe that asked for it
    EXECD_REASON_NOT_READY = 4,     // it did not say that it is ready in time
    EXECD_REASON_NO_PROGRAM = 5,    // detail: enum abi_error
    EXECD_REASON_DENIED = 6,        // policyd denies what its recipe asks for. detail: enum policy_operation
    EXECD_REASON_NEEDS_FAILED = 7,  // detail: recipe that it needs and that was given up
};

struct execd_ready {
    struct wire_header header;
};

struct execd_escalate {
    struct wire_header header;
    uint8_t class_;     // enum abi_class
    uint8_t placement;  // enum abi_placement, but not ABI_PLACEMENT_HARTS
    uint16_t shares;
    uint32_t reserved;  // 0
};

enum execd_limits { EXECD_NAME_BYTES = 24 };

// Of nexus_start_argument, in a program that was launched: the number that came with the request.
enum execd_arguments { EXECD_ARGUMENT = 2 };

struct execd_launch {
    struct wire_header header;
    char name[EXECD_NAME_BYTES];  // of a recipe; ends with a NUL, and is zero behind it
    uint64_t argument;            // nexus_start_argument(EXECD_ARGUMENT) of the program
    uint64_t bits;                // for the notification; 0 without one
};

struct execd_kill {
    struct wire_header header;
    uint64_t launch;
    uint64_t bits;  // for the notification; 0 without one
};

struct execd_status {
    struct wire_header header;
    uint32_t recipe;  // from 1
    uint32_t reserved;
};

struct execd_status_answer {
    char name[EXECD_NAME_BYTES];
    uint64_t launch;  // identity of what runs, or ran last
    uint32_t state;   // enum execd_state
    uint32_t reason;  // enum execd_reason of the last end
    uint32_t detail;
    uint32_t restarts;  // since it was started
    uint32_t pages;     // that it uses now
    uint8_t kind;       // enum recipe_kind
    uint8_t class_;     // it was started at
    uint16_t shares;
};

static_assert(sizeof(struct execd_escalate) == 16 && sizeof(struct execd_launch) == 48, "no padding");
static_assert(sizeof(struct execd_status_answer) == 56, "no padding");

#ifdef __cplusplus
}
#endif
