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

#ifdef __cplusplus
}
#endif
