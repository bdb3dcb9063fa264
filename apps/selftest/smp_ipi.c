// SPDX-License-Identifier: Apache-2.0
// Who wakes on another hart is woken by an interrupt of that hart, as any program sees it that may read what the machine counts.
#include <stdatomic.h>
#include <stdbool.h>

#include "abi/exit_status.h"
#include "abi/limits.h"
#include "abi/task.h"
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"

enum smp_ipi_constants {
    ROUNDS = 16,
    SLEEPER_STACK_BYTES = 2048,
    PER_SECOND = 2000,  // a moment is half a millisecond
    LOOKS_MAX = 12,
};

static _Alignas(16) uint8_t sleeper_stack[SLEEPER_STACK_BYTES];

// Written before the sleeper starts.
static uint32_t call;    // a notification: the sleeper wakes
static uint32_t answer;  // another one: it did
// Written by the sleeper (release), read by main (acquire): how often it was woken.
static _Atomic uint32_t woken;

static uint64_t soon(void) {
    struct abi_machine_info info = {0};
    (void)!nexus_machine_info(nexus_boot()->stats_read, &info);
    return nexus_clock_read() + info.timebase_hz / PER_SECOND;
}

static void sleeper(void *argument) {
    (void)argument;
    uint64_t bits = 0;
    while (nexus_notification_wait(call, ABI_DEADLINE_NEVER, &bits) == ABI_OK && (bits & 1) != 0) {
        atomic_fetch_add_explicit(&woken, 1, memory_order_release);
        (void)!nexus_notification_signal(answer, 1);
    }
}

static bool start_sleeper(uint32_t target, uint32_t *id, uint32_t *handle) {
    const struct nexus_thread_start start = {.entry = sleeper,
                                             .stack = sleeper_stack,
                                             .stack_bytes = SLEEPER_STACK_BYTES,
                                             .harts = UINT64_C(1) << target,
                                             .authority = nexus_boot()->sched_setaffinity};
    return nexus_notification_create(&call) == ABI_OK && nexus_notification_create(&answer) == ABI_OK &&
           nexus_thread_create(&start, id) == ABI_OK && nexus_task_open(0, *id, handle) == ABI_OK;
}

struct interrupts {
    uint64_t sent;
    uint64_t received;
};

static struct interrupts count(uint32_t harts) {
    struct interrupts all = {0};
    for (uint32_t cpu = 0; cpu < harts; cpu++) {
        struct abi_hart_statistics statistics = {0};
        (void)!nexus_hart_statistics(nexus_boot()->stats_read, cpu, &statistics);
        all.sent += statistics.ipis_sent;
        all.received += statistics.ipis_received;
    }
    return all;
}

// Waits a moment, for other harts to get on. What nobody signals does not come.
static void pause(void) {
    uint64_t bits = 0;
    (void)!nexus_notification_wait(answer, soon(), &bits);
}

// From then on nothing runs on its hart.
static void wait_until_asleep(uint32_t task) {
    struct abi_task_info info = {0};
    for (uint32_t i = 0; i < LOOKS_MAX && info.is_waiting == 0; i++) {
        pause();
        (void)!nexus_task_info(task, nexus_boot()->stats_read, &info);
    }
}

// All that were sent have arrived, or will not.
static struct interrupts count_settled(uint32_t harts) {
    struct interrupts now = count(harts);
    for (uint32_t i = 0; i < LOOKS_MAX && now.sent != now.received; i++) {
        pause();
        now = count(harts);
    }
    return now;
}

// Has it woken so often, until it does not answer. Returns how often it tried.
static uint32_t wake_often(uint32_t sleeper_handle) {
    enum abi_error error = ABI_OK;
    uint32_t rounds = 0;
    while (rounds < ROUNDS && error == ABI_OK) {
        uint64_t bits = 0;
        rounds++;
        (void)!nexus_notification_signal(call, 1);
        error = nexus_notification_wait(answer, soon(), &bits);
        wait_until_asleep(sleeper_handle);
    }
    return rounds;
}

static uint32_t last_sender(uint32_t target) {
    struct abi_hart_statistics statistics = {0};
    (void)!nexus_hart_statistics(nexus_boot()->stats_read, target, &statistics);
    return statistics.ipi_senders == 0 ? target : (uint32_t)__builtin_ctzll(statistics.ipi_senders);
}

static void prove_between(uint32_t harts, uint32_t target) {
    uint32_t id = 0;
    uint32_t handle = 0;
    if (!start_sleeper(target, &id, &handle)) {
        return;
    }
    wait_until_asleep(handle);
    struct interrupts before = count_settled(harts);
    uint32_t rounds = wake_often(handle);
    struct interrupts after = count_settled(harts);
    uint32_t from = last_sender(target);
    uint32_t answered = atomic_load_explicit(&woken, memory_order_acquire);
    emit(MARKER_smp_ipi, "rounds=%u woken=%u sent=%u received=%u from=%u to=%u", rounds, answered,
         (unsigned)(after.sent - before.sent), (unsigned)(after.received - before.received), from, target);
    if (answered != ROUNDS) {
        // Where nobody wakes nothing that follows would ever end.
        (void)!nexus_power_off(nexus_boot()->power, ABI_EXIT_PANIC);
    }
    (void)!nexus_task_kill(handle);
    (void)!nexus_task_join(id);
    (void)!nexus_capability_close(handle);
    (void)!nexus_capability_close(call);
    (void)!nexus_capability_close(answer);
}

void prove_smp_ipi(uint32_t harts) {
    const uint32_t authority = nexus_boot()->sched_setaffinity;
    if (nexus_clock_use(nexus_boot()->clock) == ABI_OK &&
        nexus_task_set_placement(0, ABI_PLACEMENT_HARTS, STAGE_HARTS, authority) == ABI_OK) {
        prove_between(harts, harts - 1);
        (void)!nexus_task_set_placement(0, ABI_PLACEMENT_ANY, 0, authority);
    }
}
