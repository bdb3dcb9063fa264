// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/trace_command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "libs/nexus/nexus.h"
#include "libs/trace_dump/trace_dump.h"
#include "apps/shell/complain.h"
#include "apps/shell/waits.h"

enum trace_constants {
    MICROSECONDS = 1000000,
    CHAIN_MAX = 4,
};

// Of the trace that was turned on last; at first that of the boot.
static struct trace_dump_start start;

// What the shell waited for, as the harts wrote it down. What it is told comes from tasks that wait for a hart, too: its reader, say.
static struct {
    uint32_t count;
    uint32_t chain[CHAIN_MAX];  // tasks: this one, and those that woke it
    struct waits to_run[CHAIN_MAX];
    struct waits for_answers;
    uint64_t since;  // from here on no hart has lost anything
} seen;

// Its place in the chain; CHAIN_MAX: none.
static uint32_t place_of(uint32_t task) {
    uint32_t place = 0;
    while (place < seen.count && seen.chain[place] != task) {
        place++;
    }
    return place < seen.count ? place : CHAIN_MAX;
}

static void see_waker(const struct abi_trace_record *record) {
    bool is_woken = record->event == ABI_TRACE_WAKE && record->argument == seen.chain[0];
    if (is_woken && record->task != 0 && seen.count < CHAIN_MAX && place_of(record->task) == CHAIN_MAX) {
        seen.chain[seen.count++] = record->task;
    }
}

static void see_wait(const struct abi_trace_record *record) {
    uint32_t woken = place_of((uint32_t)record->argument);
    uint32_t own = place_of(record->task);
    if (record->event == ABI_TRACE_WAKE && woken < CHAIN_MAX) {
        waits_begin(&seen.to_run[woken], record->time);
    } else if (record->event == ABI_TRACE_SWITCH && own < CHAIN_MAX) {
        waits_end(&seen.to_run[own], record->time);
    } else if (record->event == ABI_TRACE_IPC_CALL && own == 0) {
        waits_begin(&seen.for_answers, record->time);
    } else if (record->event == ABI_TRACE_IPC_REPLY && woken == 0) {
        waits_end(&seen.for_answers, record->time);
    }
}

static enum abi_error see_hart(uint32_t stats, uint32_t cpu, void (*see)(const struct abi_trace_record *)) {
    uint64_t position = start.positions[cpu];
    uint32_t count = ABI_TRACE_READ_MAX;
    for (uint32_t total = 0; count == ABI_TRACE_READ_MAX && total < ABI_TRACE_RECORDS; total += count) {
        struct abi_trace_record records[ABI_TRACE_READ_MAX];
        enum abi_error error = nexus_trace_read(stats, cpu, position, records, ABI_TRACE_READ_MAX, &count);
        if (error != ABI_OK) {
            return error;
        }
        for (uint32_t i = 0; i < count; i++) {
            if (records[i].position != position && records[i].time > seen.since) {
                seen.since = records[i].time;
            }
            see(&records[i]);
            position = records[i].position + 1;
        }
    }
    return ABI_OK;
}

static enum abi_error see_all(uint32_t stats, uint32_t harts, void (*see)(const struct abi_trace_record *)) {
    enum abi_error error = ABI_OK;
    for (uint32_t cpu = 0; error == ABI_OK && cpu < harts; cpu++) {
        error = see_hart(stats, cpu, see);
    }
    return error;
}

static void print_waits(const char *began, const char *ended, struct waits_found found, uint64_t ticks_per_second) {
    printf("%-7s %5" PRIu32 " times, %s within %7" PRIu64 " us\n", began, found.count, ended,
           found.longest * MICROSECONDS / ticks_per_second);
}

static struct waits_found find_all_waits(void) {
    struct waits_found all = {0};
    for (uint32_t i = 0; i < seen.count; i++) {
        struct waits_found found = waits_find(&seen.to_run[i], seen.since);
        all.count += found.count;
        all.longest = found.longest > all.longest ? found.longest : all.longest;
    }
    return all;
}

// How long the shell had to wait for a hart, and for those whom it asked.
static enum abi_error print_own_waits(uint32_t stats) {
    struct abi_machine_info info;
    memset(&seen, 0, sizeof(seen));
    seen.chain[seen.count++] = nexus_task_self();
    enum abi_error error = nexus_trace_control(stats, false);
    if (error == ABI_OK) {
        error = nexus_machine_info(stats, &info);
    }
    if (error == ABI_OK) {
        error = see_all(stats, info.harts, see_waker);
    }
    if (error == ABI_OK) {
        error = see_all(stats, info.harts, see_wait);
    }
    if (error == ABI_OK) {
        print_waits("woken", "ran", find_all_waits(), info.timebase_hz);
        print_waits("called", "answered", waits_find(&seen.for_answers, seen.since), info.timebase_hz);
    }
    return error;
}

void command_trace(const struct command_call *call) {
    const char *word = call->arguments[0];
    uint32_t stats_read = 0;
    if (!find_authority(call, "stats_read", &stats_read)) {
        return;
    }
    enum abi_error error = ABI_OK;
    if (strcmp(word, "on") == 0) {
        error = trace_dump_begin(stats_read, &start);
    } else if (strcmp(word, "off") == 0) {
        error = nexus_trace_control(stats_read, false);
    } else if (strcmp(word, "dump") == 0) {
        error = trace_dump_print(stats_read, &start);
    } else if (strcmp(word, "waits") == 0) {
        error = print_own_waits(stats_read);
    } else {
        complain_of_argument(call, word, "on, off, dump or waits");
    }
    if (error != ABI_OK) {
        complain_of_authority(call, "stats_read", error);
    }
}
