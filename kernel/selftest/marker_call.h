// SPDX-License-Identifier: Apache-2.0
// How a user program of the selftest image has a marker printed: system call MARKER_CALL_NUMBER(marker, text, bytes), the
// evidence as text. In kernels without selftests the number names no call (ENOSYS).
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

enum marker_call {
    MARKER_CALL_NUMBER = 63,  // the last slot of the table, far from the calls of abi/
    MARKER_CALL_MAX_BYTES = 128,
};

// In place of a marker: what else a selftest asks of the kernel.
enum marker_call_question {
    // () -> the fault switch that is on, in the order of testing/faults/fault_table.h
    MARKER_CALL_FAULT = 1 << 16,
    // (endpoint) -> 0; ends the task that received from it last, wherever it is, as task_kill does.
    // Errors: EBADF, EPERM (SEND), EPIPE (it lives no more).
    MARKER_CALL_KILL_SERVER,
    // () -> what the first program's capabilities are worth, in the bits of enum marker_call_worth
    MARKER_CALL_FIRST_PROGRAM,
    // (marker) -> 1 if it is one of this boot, or 0. For programs that run in others, too.
    // Errors: EINVAL.
    MARKER_CALL_IS_OF_BOOT,
    // () -> a number that the nonce of the run decides
    MARKER_CALL_NONCE,
    // (kind) -> objects of that enum abi_object_kind that are in use in the whole machine; ABI_OBJECT_NONE: capabilities.
    // Errors: EINVAL.
    MARKER_CALL_IN_USE,
    // (index, number) -> what was noted there; from then on it is `number`. For programs that are ended and begin again. At first all are 0.
    // Errors: EINVAL.
    MARKER_CALL_NOTE,
};

enum marker_call_limits { MARKER_CALL_NOTES = 24 };

// Counts of capabilities, at most UINT16_MAX each.
enum marker_call_worth {
    MARKER_CALL_ALL_SHIFT = 0,         // it holds
    MARKER_CALL_USABLE_SHIFT = 16,     // authorities and endpoints that it can use
    MARKER_CALL_GRANTABLE_SHIFT = 32,  // authorities and endpoints that it can give
};

#ifdef __cplusplus
}
#endif
