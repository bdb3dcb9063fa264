// SPDX-License-Identifier: Apache-2.0
#include "apps/bench/measure.h"

#include <stdio.h>

#include "libs/nexus/nexus.h"

enum measure_constants {
    TRIES_PER_SAMPLE = 4,
    FAILED = 1,  // status of the machine
    SETTLE_MICROSECONDS = 10000,
};

static uint64_t samples[MEASURE_SAMPLES_MAX];
static uint32_t harts;
static uint64_t ticks_per_second;
static uint32_t nobody;  // notification: nobody signals it

void measure_init(uint32_t harts_online, uint64_t timebase_hz) {
    harts = harts_online;
    ticks_per_second = timebase_hz;
    measure_require("notification_create", nexus_notification_create(&nobody));
}

uint32_t measure_harts(void) {
    return harts;
}

uint64_t measure_microseconds(uint64_t microseconds) {
    enum { PER_SECOND = 1000000 };
    return microseconds * ticks_per_second / PER_SECOND;
}

void measure_sleep_until(uint64_t deadline_ticks) {
    uint64_t bits = 0;
    enum abi_error error = nexus_notification_wait(nobody, deadline_ticks, &bits);
    measure_require("sleep", error == ABI_ETIMEDOUT ? ABI_OK : error);
}

void measure_sleep(uint64_t microseconds) {
    measure_sleep_until(nexus_clock_read() + measure_microseconds(microseconds));
}

void measure_require(const char *what, enum abi_error error) {
    if (error == ABI_OK) {
        return;
    }
    printf("BENCH: FAIL %s: error %d\n", what, (int)error);
    (void)!nexus_power_off(nexus_start_handle("power"), FAILED);
    nexus_process_exit(FAILED);
}

// A row of instructions of known length, again and again: what comes in between makes some of them longer.
bool measure_is_exact(void) {
    enum { TRIES = 16, INSTRUCTIONS = 64 };
    uint32_t exact = 0;
    for (uint32_t i = 0; i < TRIES; i++) {
        uint64_t gap;
        __asm__ volatile("   rdinstret t0\n"
                         "   .rept 63\n"
                         "   nop\n"
                         "   .endr\n"
                         "   rdinstret t1\n"
                         "   sub %0, t1, t0\n"
                         : "=r"(gap)
                         :
                         : "t0", "t1", "memory");
        exact += gap == INSTRUCTIONS ? 1 : 0;
    }
    return exact > TRIES / 2;
}

uint64_t measure_wait_for_gap(void) {
    enum { LOOP_INSTRUCTIONS = 64 };
    uint64_t gap;
    __asm__ volatile("   rdinstret t0\n"
                     "   .rept 63\n"
                     "   nop\n"
                     "   .endr\n"
                     "1: rdinstret t1\n"
                     "   .rept 60\n"
                     "   nop\n"
                     "   .endr\n"
                     "   sub %0, t1, t0\n"
                     "   mv t0, t1\n"
                     "   beq %0, %1, 1b\n"
                     : "=&r"(gap)
                     : "r"((uint64_t)LOOP_INSTRUCTIONS)
                     : "t0", "t1", "memory");
    return gap - LOOP_INSTRUCTIONS;
}

// What earlier rows left behind comes to its end while this task sleeps: processes that were killed go away by and by, in turns
// with whoever is ready.
static void settle(void) {
    measure_sleep(SETTLE_MICROSECONDS);
}

static void warm_up(const struct measure_row *row) {
    uint64_t ignored = 0;
    for (int i = 0; i < MEASURE_WARM_UP; i++) {
        (void)row->sample(&ignored);
    }
}

void measure_row(const struct measure_row *row) {
    if (row->needs_exact && !measure_is_exact()) {
        return;
    }
    settle();
    warm_up(row);
    size_t tries = row->samples * TRIES_PER_SAMPLE;
    for (size_t taken = 0; taken < row->samples;) {
        if (tries-- == 0) {
            measure_require(row->name, ABI_EAGAIN);
        }
        taken += row->sample(&samples[taken]) ? 1 : 0;
    }
    struct sample_summary summary = samples_summarize(samples, row->samples);
    measure_print(row, harts, &summary);
}
