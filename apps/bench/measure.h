// SPDX-License-Identifier: Apache-2.0
// How a row is measured: instructions executed around one bare `ecall`, what reading the counter costs subtracted, and
// the row as the report reads it. All harts count together, so what another hart does meanwhile is in the number.
// Context: a thread that uses the clock; one thread measures at a time.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "libs/nexus/gate.h"
#include "libs/nexus/message.h"
#include "apps/bench/samples.h"

enum measure_limits {
    MEASURE_SAMPLES_MAX = 1000,
    MEASURE_WARM_UP = 16,  // not counted: page-table walks, first use of a path, partners that begin
};

struct measure_row {
    const char *name;
    const char *qualifier;  // "words=4", or NULL
    const char *unit;       // NULL: instructions
    bool needs_exact;       // it makes no sense of a counter that counts something else than instructions
    size_t samples;         // at most MEASURE_SAMPLES_MAX
    // Takes one. False: something else came in between, and it does not count.
    bool (*sample)(uint64_t *count);
};

// Once, before all others.
void measure_init(uint32_t harts, uint64_t timebase_hz);
uint32_t measure_harts(void);

// In ticks of the clock.
uint64_t measure_microseconds(uint64_t microseconds);

// Others run meanwhile.
void measure_sleep(uint64_t microseconds);
void measure_sleep_until(uint64_t deadline_ticks);

// Does the counter count instructions? An emulator that does not count them shows the host's clock instead.
bool measure_is_exact(void);

// How a row is shown: report.c is for the report, table.c for people.
void measure_print(const struct measure_row *row, uint32_t harts, const struct sample_summary *summary);

// Warms up, takes the samples, and prints the row; leaves it out if it needs an exact counter and there is none. Nothing interrupts a task that is alone on its hart.
void measure_row(const struct measure_row *row);

// Prints why the benchmark cannot go on, and stops the machine, or itself where it may not do that, unless the error is ABI_OK.
void measure_require(const char *what, enum abi_error error);

// Reads the counter until something came in between; returns how much that was. Somebody must have seen to it that
// something will: a hart with one task and no deadline is not interrupted.
uint64_t measure_wait_for_gap(void);

static inline uint64_t measure_now(void) {
    uint64_t value;
    __asm__ volatile("rdinstret %0" : "=r"(value) : : "memory");
    return value;
}

// Between two readings of the counter, without the cost of reading.
static inline uint64_t measure_between(uint64_t before, uint64_t after) {
    enum { READING = 1 };  // the first of the two is executed in between
    return after - before - READING;
}

struct measured_call {
    uint64_t before;
    uint64_t after;
    uint64_t error;
    uint64_t value;
};

// The counter is read right before and right after the `ecall`: moving registers to where it wants them is not the
// kernel's cost. s10 and s11, because the kernel clears every register that it need not keep.
static inline struct measured_call measure_call(uint64_t number, uint64_t first, uint64_t second, uint64_t third,
                                                uint64_t fourth, uint64_t fifth, uint64_t sixth) {
    register uint64_t a0 __asm__("a0") = first;
    register uint64_t a1 __asm__("a1") = second;
    register uint64_t a2 __asm__("a2") = third;
    register uint64_t a3 __asm__("a3") = fourth;
    register uint64_t a4 __asm__("a4") = fifth;
    register uint64_t a5 __asm__("a5") = sixth;
    register uint64_t a7 __asm__("a7") = number;
    register uint64_t before __asm__("s10");
    register uint64_t after __asm__("s11");
    __asm__ volatile("rdinstret s10\n"
                     "ecall\n"
                     "rdinstret s11\n"
                     : "=&r"(before), "=&r"(after), "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5), "+r"(a7)
                     :
                     : "a6", "t0", NEXUS_GATE_CLOBBERS);
    return (struct measured_call){.before = before, .after = after, .error = a0, .value = a1};
}

// The same for the calls that take six words and give six.
static inline struct measured_call measure_exchange(uint64_t number, uint32_t handle,
                                                    uint64_t words[ABI_MESSAGE_WORDS]) {
    register uint64_t a0 __asm__("a0") = handle;
    register uint64_t a1 __asm__("a1") = words[0];
    register uint64_t a2 __asm__("a2") = words[1];
    register uint64_t a3 __asm__("a3") = words[2];
    register uint64_t a4 __asm__("a4") = words[3];
    register uint64_t a5 __asm__("a5") = words[4];
    register uint64_t a6 __asm__("a6") = words[5];
    register uint64_t a7 __asm__("a7") = number;
    register uint64_t before __asm__("s10");
    register uint64_t after __asm__("s11");
    __asm__ volatile("rdinstret s10\n"
                     "ecall\n"
                     "rdinstret s11\n"
                     : "=&r"(before), "=&r"(after), "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5),
                       "+r"(a6), "+r"(a7)
                     :
                     : "t0", NEXUS_GATE_CLOBBERS);
    words[0] = a1;
    words[1] = a2;
    words[2] = a3;
    words[3] = a4;
    words[4] = a5;
    words[5] = a6;
    return (struct measured_call){.before = before, .after = after, .error = a0, .value = a1};
}
