// SPDX-License-Identifier: Apache-2.0
#include "kernel/selftest/marker_call.h"

#include "kernel/arch/user.h"
#include "kernel/selftest/fault.h"
#include "kernel/selftest/marker.h"
#include "kernel/syscall/syscall.h"

struct system_call_result system_call_marker(uint64_t marker, uint64_t text, uint64_t bytes) {
    if (marker == MARKER_CALL_FAULT) {
        return call_result(ABI_OK, KERNEL_FAULTS ? fault_selected : FAULT_none);
    }
    if (marker >= MARKER_COUNT || bytes > MARKER_CALL_MAX_BYTES) {
        return call_result(ABI_EINVAL, 0);
    }
    char evidence[MARKER_CALL_MAX_BYTES + 1];
    enum abi_error error = user_copy_in(evidence, text, bytes);
    if (error == ABI_OK) {
        evidence[bytes] = 0;
        marker_emit((enum marker)marker, "%s", evidence);
    }
    return call_result(error, 0);
}
