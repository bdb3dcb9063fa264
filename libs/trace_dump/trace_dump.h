// SPDX-License-Identifier: Apache-2.0
// Tracing the harts for a while and printing what they wrote down, as text (libs/trace_dump/format.h).
// Context: one thread at a time. `stats` is a capability of the kind ABI_OBJECT_STATS_READ.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "abi/limits.h"

#ifdef __cplusplus
extern "C" {
#endif

// Where the records of a trace begin on each hart. All zero: at the boot.
struct trace_dump_start {
    uint64_t positions[ABI_HARTS_MAX];
};

// Turns the traces on; what was written down before does not belong to this trace.
// Errors: those of trace_control, trace_read and machine_info; then they are off.
ABI_MUST_USE enum abi_error trace_dump_begin(uint32_t stats, struct trace_dump_start *start);

// Turns the traces off, for printing would be traced too, and prints what the harts wrote down from there on. It is still there
// afterwards.
// Errors: as above; a dump that was begun has no end line then.
ABI_MUST_USE enum abi_error trace_dump_print(uint32_t stats, const struct trace_dump_start *start);

#ifdef __cplusplus
}
#endif
