// SPDX-License-Identifier: Apache-2.0
#include "libs/fault/fault.h"

#include <stdatomic.h>
#include <stdint.h>

#include "libs/nexus/call.h"
#include "kernel/selftest/marker_call.h"

enum fault fault_selected(void) {
    // Asked once: what the kernel was started with does not change. Threads that ask at the same time write the same.
    static _Atomic uint32_t answer;  // 1 + the switch; 0: not asked yet. Relaxed: nothing else depends on it
    uint32_t known = atomic_load_explicit(&answer, memory_order_relaxed);
    if (known == 0) {
        struct nexus_result result = nexus_call(MARKER_CALL_NUMBER, MARKER_CALL_FAULT, 0, 0, 0);
        known = 1 + (result.error == ABI_OK ? (uint32_t)result.value : FAULT_none);
        atomic_store_explicit(&answer, known, memory_order_relaxed);
    }
    return (enum fault)(known - 1);
}
