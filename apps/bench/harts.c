// SPDX-License-Identifier: Apache-2.0
// In deterministic mode the harts take turns. A hart that sleeps executes nothing, so what is counted is the work of
// those that are meant, one after the other.
#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/bench/measure.h"
#include "apps/bench/rows.h"
#include "apps/bench/waiter.h"

enum harts_constants {
    HARTS_MAX = 4,  // of a machine that these rows are measured on
    READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE,
};

// On other harts.
static struct waiter waiters[HARTS_MAX];
static uint32_t own_cpu;
static uint32_t other_cpu;
static uint64_t idle_at_last_signal;
static uint64_t page;  // address, mapped

static struct abi_hart_statistics statistics_of(uint32_t cpu) {
    struct abi_hart_statistics statistics = {0};
    measure_require("hart_statistics", nexus_hart_statistics(nexus_boot()->stats_read, cpu, &statistics));
    return statistics;
}

// True when the other hart went to sleep after the last signal: an interrupt has to be sent.
static bool other_hart_sleeps(void) {
    uint64_t idle_now = statistics_of(other_cpu).idle_entries;
    bool sleeps = idle_now != idle_at_last_signal;
    idle_at_last_signal = idle_now;
    return sleeps;
}

static uint64_t woken(void) {
    return atomic_load_explicit(&waiters[0].woken, memory_order_acquire);
}

// The sender's whole call, which wakes a task on a hart that sleeps; that one gets its turn afterwards.
static bool sample_notify(uint64_t *count) {
    bool sleeps = other_hart_sleeps();
    struct measured_call call = measure_call(ABI_SYS_NOTIFICATION_SIGNAL, waiters[0].notification, 1, 0, 0, 0, 0);
    bool is_undisturbed = woken() < call.before;
    nexus_task_yield();  // nobody else is ready here, so this ends the hart's turn
    *count = measure_between(call.before, call.after);
    return call.error == ABI_OK && sleeps && is_undisturbed && woken() > call.after;
}

// From the return of the sender's call, which has sent the interrupt, until the code of the task on the other hart runs. The sender
// ends its turn at once, by a yield; what that executes until then is in the number.
static bool sample_wake(uint64_t *count) {
    bool sleeps = other_hart_sleeps();
    struct measured_call call = measure_call(ABI_SYS_NOTIFICATION_SIGNAL, waiters[0].notification, 1, 0, 0, 0, 0);
    bool is_undisturbed = woken() < call.before;
    nexus_task_yield();
    *count = measure_between(call.after, woken());
    return call.error == ABI_OK && sleeps && is_undisturbed && woken() > call.after;
}

void rows_across_harts(uint32_t cpu, uint32_t other) {
    own_cpu = cpu;
    other_cpu = other;
    waiter_start(&waiters[0], other, ABI_CLASS_NORMAL);
    const struct measure_row rows[] = {
        {.name = "notify_cross_hart", .samples = MEASURE_SAMPLES_MAX, .sample = sample_notify},
        {.name = "wake_cross_hart", .samples = MEASURE_SAMPLES_MAX, .sample = sample_wake},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        measure_row(&rows[i]);
    }
    waiter_end(&waiters[0]);
}

// A hart that flushed while it slept has left the space: its waiter brings it back there.
static void bring_to_space(struct waiter *waiter) {
    uint64_t before = atomic_load_explicit(&waiter->woken, memory_order_acquire);
    measure_require("notification_signal", nexus_notification_signal(waiter->notification, 1));
    while (atomic_load_explicit(&waiter->woken, memory_order_acquire) == before) {
        nexus_task_yield();
    }
}

// Takes away a right to a page that all harts may have in their TLBs; what they execute for that is in the number.
static bool sample_shootdown(uint64_t *count) {
    for (uint32_t i = 0; i < measure_harts(); i++) {
        if (i != own_cpu) {
            bring_to_space(&waiters[i]);
        }
    }
    *(volatile uint8_t *)page = 1;
    uint64_t sent_before = statistics_of(own_cpu).ipis_sent;
    struct measured_call call = measure_call(ABI_SYS_VMO_PROTECT, 0, page, ABI_RIGHT_READ, 0, 0, 0);
    uint64_t sent = statistics_of(own_cpu).ipis_sent - sent_before;
    measure_require("vmo_protect", (enum abi_error)call.error);
    measure_require("vmo_protect", nexus_vmo_protect(0, page, READ_WRITE));
    *count = measure_between(call.before, call.after);
    return sent == measure_harts() - 1;
}

void rows_of_shootdown(uint32_t cpu) {
    own_cpu = cpu;
    for (uint32_t i = 0; i < measure_harts(); i++) {
        if (i != cpu) {
            waiter_start(&waiters[i], i, ABI_CLASS_NORMAL);
        }
    }
    uint32_t vmo = 0;
    measure_require("vmo_create", nexus_vmo_create(1, &vmo));
    measure_require("vmo_map", nexus_vmo_map(0, vmo, 0, 0, 1, READ_WRITE, &page));
    const struct measure_row row = {.name = "shootdown", .samples = MEASURE_SAMPLES_MAX, .sample = sample_shootdown};
    measure_row(&row);
    measure_require("vmo_unmap", nexus_vmo_unmap(0, page));
    measure_require("capability_close", nexus_capability_close(vmo));
    for (uint32_t i = 0; i < measure_harts(); i++) {
        if (i != cpu) {
            waiter_end(&waiters[i]);
        }
    }
}
