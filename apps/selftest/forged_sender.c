// SPDX-License-Identifier: Apache-2.0
#include <stdatomic.h>

#include "abi/limits.h"
#include "abi/task.h"
#include "libs/nexus/nexus.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"

enum sleeper_limits { SLEEPER_STACK_BYTES = 2048 };
_Alignas(16) static uint8_t sleeper_stack[SLEEPER_STACK_BYTES];

// Written by main before the sleeper starts.
static uint32_t main_task;
// Written by the sleeper (release), read by main (acquire): how often it was woken.
static _Atomic uint32_t woken;

static void sleeper(void *argument) {
    (void)argument;
    for (;;) {
        (void)!nexus_task_unpark(main_task);
        nexus_task_park();
        atomic_fetch_add_explicit(&woken, 1, memory_order_release);
    }
}

// Unparks with a value in tp that names another hart, should the kernel ever look at it.
static uint64_t unpark_with_forged_tp(uint32_t id, uint64_t forged) {
    register uint64_t a0 __asm__("a0") = id;
    register uint64_t a7 __asm__("a7") = ABI_SYS_TASK_UNPARK;
    __asm__ volatile("mv s11, tp; mv tp, %2; ecall; mv tp, s11"
                     : "+r"(a0), "+r"(a7)
                     : "r"(forged)
                     : "a1", "a2", "a3", "a4", "a5", "a6", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "s11", "memory");
    return a0;
}

static struct abi_hart_statistics statistics_of(uint32_t cpu) {
    struct abi_hart_statistics statistics = {0};
    (void)!nexus_hart_statistics(nexus_boot()->stats_read, cpu, &statistics);
    return statistics;
}

// Until the sleeper waits, in a bounded number of yields; the evidence shows it if it never does. From then on its hart runs nothing.
static void wait_until_asleep(uint32_t task) {
    enum { YIELDS_MAX = 100000 };
    struct abi_task_info info = {0};
    for (uint32_t i = 0; i < YIELDS_MAX && info.is_waiting == 0; i++) {
        nexus_task_yield();
        (void)!nexus_task_info(task, nexus_boot()->stats_read, &info);
    }
}

void prove_forged_sender(uint32_t harts) {
    uint64_t sent_before[ABI_HARTS_MAX];
    main_task = nexus_task_self();
    const uint32_t target = harts - 1;
    uint32_t id = 0;
    uint32_t handle = 0;
    const struct nexus_thread_start start = {.entry = sleeper,
                                             .stack = sleeper_stack,
                                             .stack_bytes = SLEEPER_STACK_BYTES,
                                             .harts = UINT64_C(1) << target,
                                             .authority = nexus_boot()->sched_setaffinity};
    if (nexus_thread_create(&start, &id) != ABI_OK || nexus_task_open(0, id, &handle) != ABI_OK) {
        return;
    }
    nexus_task_park();
    wait_until_asleep(handle);
    for (uint32_t cpu = 0; cpu < harts; cpu++) {
        sent_before[cpu] = statistics_of(cpu).ipis_sent;
    }
    uint64_t forged = target;
    uint64_t result = unpark_with_forged_tp(id, forged);
    nexus_task_park();
    uint32_t self = ABI_HARTS_MAX;
    for (uint32_t cpu = 0; cpu < harts; cpu++) {
        if (cpu != target && statistics_of(cpu).ipis_sent != sent_before[cpu]) {
            self = cpu;
        }
    }
    (void)!nexus_capability_close(handle);
    uint64_t senders = statistics_of(target).ipi_senders;
    uint32_t sender = senders == 0 ? ABI_HARTS_MAX : (uint32_t)__builtin_ctzll(senders);
    uint32_t others = (uint32_t)__builtin_popcountll(senders & (senders - 1));
    emit(MARKER_test_reject_forged_ipi_sender, "woken=%u forged=%u self=%u sender=%u other_senders=%u",
         result == ABI_OK ? (unsigned)atomic_load_explicit(&woken, memory_order_acquire) : 0, (unsigned)forged,
         (unsigned)self, (unsigned)sender, (unsigned)others);
}
