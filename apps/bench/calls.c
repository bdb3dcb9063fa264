// SPDX-License-Identifier: Apache-2.0
#include "libs/nexus/nexus.h"
#include "apps/bench/measure.h"
#include "apps/bench/rows.h"

enum calls_constants {
    TIMER_SAMPLES = 50,
    TIMER_MICROSECONDS = 100,  // ahead: the caller has begun to look by then
};

// Never signalled with anybody waiting.
static uint32_t notification;
static uint32_t timer;  // signals it

static bool sample_null_call(uint64_t *count) {
    struct measured_call call = measure_call(ABI_SYS_TASK_SELF, 0, 0, 0, 0, 0, 0);
    *count = measure_between(call.before, call.after);
    return call.error == ABI_OK;
}

static bool sample_yield(uint64_t *count) {
    struct measured_call call = measure_call(ABI_SYS_TASK_YIELD, 0, 0, 0, 0, 0, 0);
    *count = measure_between(call.before, call.after);
    return call.error == ABI_OK;
}

static bool sample_notify(uint64_t *count) {
    struct measured_call call = measure_call(ABI_SYS_NOTIFICATION_SIGNAL, notification, 1, 0, 0, 0, 0);
    *count = measure_between(call.before, call.after);
    uint64_t bits = 0;
    return call.error == ABI_OK && nexus_notification_wait(notification, 0, &bits) == ABI_OK;
}

// A hart with one task has no other timer interrupt than that of a deadline.
static bool sample_timer_interrupt(uint64_t *count) {
    uint64_t deadline = nexus_clock_read() + measure_microseconds(TIMER_MICROSECONDS);
    measure_require("timer_set", nexus_timer_set(timer, deadline));
    *count = measure_wait_for_gap();
    uint64_t bits = 0;
    return nexus_clock_read() >= deadline && nexus_notification_wait(notification, 0, &bits) == ABI_OK;
}

void rows_of_calls(void) {
    measure_require("notification_create", nexus_notification_create(&notification));
    measure_require("timer_create", nexus_timer_create(notification, 1, &timer));
    const struct measure_row rows[] = {
        {.name = "null_syscall", .samples = MEASURE_SAMPLES_MAX, .sample = sample_null_call},
        {.name = "yield_self", .samples = MEASURE_SAMPLES_MAX, .sample = sample_yield},
        {.name = "notify", .samples = MEASURE_SAMPLES_MAX, .sample = sample_notify},
        {.name = "timer_interrupt", .needs_exact = true, .samples = TIMER_SAMPLES, .sample = sample_timer_interrupt},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        measure_row(&rows[i]);
    }
    measure_require("capability_close", nexus_capability_close(timer));
    measure_require("capability_close", nexus_capability_close(notification));
}
