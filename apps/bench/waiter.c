// SPDX-License-Identifier: Apache-2.0
#include "apps/bench/waiter.h"

#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/bench/measure.h"

static void run(void *argument) {
    struct waiter *waiter = argument;
    const struct abi_boot *boot = nexus_boot();
    measure_require("clock_use", nexus_clock_use(boot->clock));
    measure_require("task_set_class", nexus_task_set_class(0, waiter->class_, boot->sched_setqos));
    measure_require("notification_signal", nexus_notification_signal(waiter->started, 1));
    for (;;) {
        struct measured_call wait =
            measure_call(ABI_SYS_NOTIFICATION_WAIT, waiter->notification, ABI_DEADLINE_NEVER, 0, 0, 0, 0);
        measure_require("notification_wait", (enum abi_error)wait.error);
        if (atomic_load_explicit(&waiter->is_to_end, memory_order_relaxed)) {
            return;
        }
        atomic_store_explicit(&waiter->woken, wait.after, memory_order_release);
    }
}

void waiter_start(struct waiter *waiter, uint32_t cpu, enum abi_class class_) {
    waiter->class_ = class_;
    atomic_store_explicit(&waiter->is_to_end, false, memory_order_relaxed);
    atomic_store_explicit(&waiter->woken, 0, memory_order_relaxed);
    measure_require("notification_create", nexus_notification_create(&waiter->notification));
    measure_require("notification_create", nexus_notification_create(&waiter->started));
    const struct nexus_thread_start start = {
        .entry = run,
        .argument = waiter,
        .stack = waiter->stack,
        .stack_bytes = sizeof(waiter->stack),
        .harts = UINT64_C(1) << cpu,
        .authority = nexus_boot()->sched_setaffinity,
    };
    measure_require("thread_create", nexus_thread_create(&start, &waiter->thread));
    uint64_t bits = 0;
    measure_require("notification_wait", nexus_notification_wait(waiter->started, ABI_DEADLINE_NEVER, &bits));
}

void waiter_end(struct waiter *waiter) {
    atomic_store_explicit(&waiter->is_to_end, true, memory_order_relaxed);
    measure_require("notification_signal", nexus_notification_signal(waiter->notification, 1));
    measure_require("task_join", nexus_task_join(waiter->thread));
    measure_require("capability_close", nexus_capability_close(waiter->notification));
    measure_require("capability_close", nexus_capability_close(waiter->started));
}
