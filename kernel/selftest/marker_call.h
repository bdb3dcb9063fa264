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
};

#ifdef __cplusplus
}
#endif
