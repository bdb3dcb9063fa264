// SPDX-License-Identifier: Apache-2.0
#include "libs/trace_dump/format.h"

#include <inttypes.h>
#include <stdio.h>

const char *trace_format_event(uint32_t event) {
    static const char *const names[ABI_TRACE_EVENT_COUNT] = {
        [ABI_TRACE_SWITCH] = "switch",
        [ABI_TRACE_IDLE] = "idle",
        [ABI_TRACE_WAKE] = "wake",
        [ABI_TRACE_STEAL] = "steal",
        [ABI_TRACE_MIGRATE] = "migrate",
        [ABI_TRACE_IPI_SEND] = "ipi_send",
        [ABI_TRACE_IPI_RECEIVE] = "ipi_receive",
        [ABI_TRACE_SHOOTDOWN] = "shootdown",
        [ABI_TRACE_TIMER] = "timer",
        [ABI_TRACE_IPC_CALL] = "ipc_call",
        [ABI_TRACE_IPC_REPLY] = "ipc_reply",
        [ABI_TRACE_FAULT] = "fault",
    };
    const char *name = event < ABI_TRACE_EVENT_COUNT ? names[event] : NULL;
    return name != NULL ? name : "unknown";
}

void trace_format_begin(char line[TRACE_FORMAT_LINE_BYTES], uint64_t ticks_per_second, uint32_t harts) {
    (void)snprintf(line, TRACE_FORMAT_LINE_BYTES,
                   TRACE_FORMAT_PREFIX "begin version=%d ticks_per_second=%" PRIu64 " harts=%" PRIu32 "\n",
                   TRACE_FORMAT_VERSION, ticks_per_second, harts);
}

void trace_format_record(char line[TRACE_FORMAT_LINE_BYTES], const struct abi_trace_record *record) {
    (void)snprintf(line, TRACE_FORMAT_LINE_BYTES,
                   TRACE_FORMAT_PREFIX "%u %" PRIu64 " %" PRIu64 " %s %" PRIu32 " %u 0x%" PRIx64 "\n",
                   (unsigned)record->cpu, record->position, record->time, trace_format_event(record->event),
                   record->task, (unsigned)record->detail, record->argument);
}

void trace_format_hart(char line[TRACE_FORMAT_LINE_BYTES], uint32_t cpu, uint64_t records, uint64_t lost) {
    (void)snprintf(line, TRACE_FORMAT_LINE_BYTES,
                   TRACE_FORMAT_PREFIX "hart=%" PRIu32 " records=%" PRIu64 " lost=%" PRIu64 "\n", cpu, records, lost);
}

void trace_format_end(char line[TRACE_FORMAT_LINE_BYTES], uint64_t records, uint64_t lost) {
    (void)snprintf(line, TRACE_FORMAT_LINE_BYTES, TRACE_FORMAT_PREFIX "end records=%" PRIu64 " lost=%" PRIu64 "\n",
                   records, lost);
}
