// SPDX-License-Identifier: Apache-2.0
// A trace as text: what a program prints of it and //tools/trace_view reads. Pure.
//
// A dump is lines among other lines of a console. Numbers are decimal but for ARGUMENT; blanks are single.
//   TRACE: begin version=1 ticks_per_second=HZ harts=N
//   TRACE: CPU POSITION TIME EVENT TASK DETAIL 0xARGUMENT   a record of abi/trace.h, EVENT as trace_format_event says
//   TRACE: hart=CPU records=N lost=N                        after the records of that hart: how many, how many are not there
//   TRACE: end records=N lost=N                             of all harts
// Harts come in the order of their numbers, records of a hart in the order of their positions. What reads it refuses another version.
#pragma once

#include <stdint.h>

#include "abi/trace.h"

#ifdef __cplusplus
extern "C" {
#endif

enum trace_format_limits {
    TRACE_FORMAT_VERSION = 1,
    TRACE_FORMAT_LINE_BYTES = 128,  // longest line with its newline and NUL
};

// What each line of a dump begins with.
#define TRACE_FORMAT_PREFIX "TRACE: "

// The event's name in a dump: one word; "unknown" of what is none.
const char *trace_format_event(uint32_t event);

// Each writes one line with its newline and a NUL.
void trace_format_begin(char line[TRACE_FORMAT_LINE_BYTES], uint64_t ticks_per_second, uint32_t harts);
void trace_format_record(char line[TRACE_FORMAT_LINE_BYTES], const struct abi_trace_record *record);
void trace_format_hart(char line[TRACE_FORMAT_LINE_BYTES], uint32_t cpu, uint64_t records, uint64_t lost);
void trace_format_end(char line[TRACE_FORMAT_LINE_BYTES], uint64_t records, uint64_t lost);

#ifdef __cplusplus
}
#endif
