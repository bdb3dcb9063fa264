// SPDX-License-Identifier: Apache-2.0
#include "libs/trace_dump/trace_dump.h"

#include <stdio.h>

#include "libs/nexus/machine.h"
#include "libs/nexus/trace.h"
#include "libs/trace_dump/format.h"

struct counts {
    uint64_t records;
    uint64_t lost;
};

// Bounded even where somebody else turns the traces on meanwhile.
static enum abi_error next_position(uint32_t stats, uint32_t cpu, uint64_t *next) {
    uint64_t position = 0;
    uint32_t count = ABI_TRACE_READ_MAX;
    for (uint32_t seen = 0; count == ABI_TRACE_READ_MAX && seen < ABI_TRACE_RECORDS; seen += count) {
        struct abi_trace_record records[ABI_TRACE_READ_MAX];
        enum abi_error error = nexus_trace_read(stats, cpu, position, records, ABI_TRACE_READ_MAX, &count);
        if (error != ABI_OK) {
            return error;
        }
        position = count != 0 ? records[count - 1].position + 1 : position;
    }
    *next = position;
    return ABI_OK;
}

enum abi_error trace_dump_begin(uint32_t stats, struct trace_dump_start *start) {
    struct abi_machine_info info;
    enum abi_error error = nexus_trace_control(stats, false);
    if (error == ABI_OK) {
        error = nexus_machine_info(stats, &info);
    }
    for (uint32_t cpu = 0; error == ABI_OK && cpu < info.harts; cpu++) {
        error = next_position(stats, cpu, &start->positions[cpu]);
    }
    return error == ABI_OK ? nexus_trace_control(stats, true) : error;
}

// Positions have no gaps, so what is missing between two records is known.
static void print_records(const struct abi_trace_record *records, uint32_t count, uint64_t *position,
                          struct counts *counts) {
    for (uint32_t i = 0; i < count; i++) {
        char line[TRACE_FORMAT_LINE_BYTES];
        trace_format_record(line, &records[i]);
        (void)fputs(line, stdout);
        counts->lost += records[i].position - *position;
        counts->records++;
        *position = records[i].position + 1;
    }
}

static enum abi_error print_hart(uint32_t stats, uint32_t cpu, uint64_t position, struct counts *all) {
    struct counts counts = {0, 0};
    uint32_t count = ABI_TRACE_READ_MAX;
    while (count == ABI_TRACE_READ_MAX && counts.records < ABI_TRACE_RECORDS) {
        struct abi_trace_record records[ABI_TRACE_READ_MAX];
        enum abi_error error = nexus_trace_read(stats, cpu, position, records, ABI_TRACE_READ_MAX, &count);
        if (error != ABI_OK) {
            return error;
        }
        print_records(records, count, &position, &counts);
    }
    char line[TRACE_FORMAT_LINE_BYTES];
    trace_format_hart(line, cpu, counts.records, counts.lost);
    (void)fputs(line, stdout);
    all->records += counts.records;
    all->lost += counts.lost;
    return ABI_OK;
}

enum abi_error trace_dump_print(uint32_t stats, const struct trace_dump_start *start) {
    struct abi_machine_info info;
    enum abi_error error = nexus_trace_control(stats, false);
    if (error == ABI_OK) {
        error = nexus_machine_info(stats, &info);
    }
    if (error != ABI_OK) {
        return error;
    }
    char line[TRACE_FORMAT_LINE_BYTES];
    trace_format_begin(line, info.timebase_hz, info.harts);
    (void)fputs(line, stdout);
    struct counts all = {0, 0};
    for (uint32_t cpu = 0; cpu < info.harts; cpu++) {
        error = print_hart(stats, cpu, start->positions[cpu], &all);
        if (error != ABI_OK) {
            return error;
        }
    }
    trace_format_end(line, all.records, all.lost);
    (void)fputs(line, stdout);
    return ABI_OK;
}
