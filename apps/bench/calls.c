// SPDX-License-Identifier: Apache-2.0
#include "libs/nexus/nexus.h"
#include "apps/bench/measure.h"
#include "apps/bench/rows.h"

enum { TICK_SAMPLES = 50 };  // each takes a slice of virtual time

// Never signalled with anybody waiting.
static uint32_t notification;

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

static bool sample_timer_interrupt(uint64_t *count) {
    *count = measure_wait_for_gap();
    return true;
}

void rows_of_calls(void) {
    measure_require("notification_create", nexus_notification_create(&notification));
    const struct measure_row rows[] = {
        {.name = "null_syscall", .samples = MEASURE_SAMPLES_MAX, .sample = sample_null_call},
        {.name = "yield_self", .samples = MEASURE_SAMPLES_MAX, .sample = sample_yield},
        {.name = "notify", .samples = MEASURE_SAMPLES_MAX, .sample = sample_notify},
        {.name = "timer_interrupt", .samples = TICK_SAMPLES, .sample = sample_timer_interrupt},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        measure_row(&rows[i]);
    }
    measure_require("capability_close", nexus_capability_close(notification));
}
