// SPDX-License-Identifier: Apache-2.0
#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/bench/measure.h"
#include "apps/bench/rows.h"
#include "apps/bench/waiter.h"

static struct waiter waiter;

// The other one of two tasks that yield to each other. Both run on one hart, so plain words would do if the compiler
// knew.
static _Alignas(16) uint8_t yielder_stack[WAITER_STACK_BYTES];
static _Atomic uint64_t yielder_went_on;
static _Atomic bool yielder_is_to_end;

static void yielder(void *argument) {
    (void)argument;
    const struct abi_boot *boot = nexus_boot();
    measure_require("clock_use", nexus_clock_use(boot->clock));
    measure_require("task_set_class", nexus_task_set_class(0, ABI_CLASS_NORMAL, boot->sched_setqos));
    while (!atomic_load_explicit(&yielder_is_to_end, memory_order_relaxed)) {
        struct measured_call call = measure_call(ABI_SYS_TASK_YIELD, 0, 0, 0, 0, 0, 0);
        atomic_store_explicit(&yielder_went_on, call.after, memory_order_relaxed);
    }
}

// From this task's call until the other one's returns.
static bool sample_yield_other(uint64_t *count) {
    struct measured_call call = measure_call(ABI_SYS_TASK_YIELD, 0, 0, 0, 0, 0, 0);
    uint64_t went_on = atomic_load_explicit(&yielder_went_on, memory_order_relaxed);
    *count = measure_between(call.before, went_on);
    return went_on > call.before;
}

// From this task's signal until the code of the waiter runs, which this task gives way to.
static bool sample_notify_wake(uint64_t *count) {
    struct measured_call call = measure_call(ABI_SYS_NOTIFICATION_SIGNAL, waiter.notification, 1, 0, 0, 0, 0);
    uint64_t woken = atomic_load_explicit(&waiter.woken, memory_order_acquire);
    *count = measure_between(call.before, woken);
    return call.error == ABI_OK && woken > call.before && woken < call.after;
}

void rows_of_switches(uint32_t cpu) {
    const struct nexus_thread_start start = {
        .entry = yielder, .stack = yielder_stack, .stack_bytes = sizeof(yielder_stack)};
    uint32_t thread = 0;
    measure_require("thread_create", nexus_thread_create(&start, &thread));
    const struct measure_row yield = {
        .name = "yield_other", .samples = MEASURE_SAMPLES_MAX, .sample = sample_yield_other};
    measure_row(&yield);
    atomic_store_explicit(&yielder_is_to_end, true, memory_order_relaxed);
    measure_require("task_join", nexus_task_join(thread));

    waiter_start(&waiter, cpu, ABI_CLASS_INTERACTIVE);
    const struct measure_row wake = {
        .name = "notify_wake", .samples = MEASURE_SAMPLES_MAX, .sample = sample_notify_wake};
    measure_row(&wake);
    waiter_end(&waiter);
}
