// SPDX-License-Identifier: Apache-2.0
// Tracing what the harts do. Contracts: abi/syscall.h, abi/trace.h.
#pragma once

#include <stdbool.h>

#include "abi/trace.h"
#include "libs/nexus/call.h"

ABI_MUST_USE static inline enum abi_error nexus_trace_control(uint32_t stats, bool on) {
    return (enum abi_error)nexus_call(ABI_SYS_TRACE_CONTROL, stats, on ? 1 : 0, 0, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_trace_read(uint32_t stats, uint32_t cpu, uint64_t position,
                                                           struct abi_trace_record *records, uint32_t count,
                                                           uint32_t *written) {
    return nexus_result_number(nexus_call_six(ABI_SYS_TRACE_READ, stats, cpu, position, (uint64_t)records, count, 0),
                               written);
}
