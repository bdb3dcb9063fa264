// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/roll_call.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>

#include "abi/limits.h"
#include "libs/nexus/nexus.h"

enum roll_call_limits {
    ANSWER_STACK_BYTES = 2048,
    SPIN_STACK_BYTES = 2048,
    SPINNERS_MAX = 4,
};

struct answer {
    _Alignas(16) uint8_t stack[ANSWER_STACK_BYTES];
};

static struct answer answers[ABI_HARTS_MAX];

// One for each hart, made at the first roll call and parked between calls; 0 = none yet.
static uint32_t tasks[ABI_HARTS_MAX];
static uint32_t caller;  // written before the tasks start

// Counts the calls: written by the caller (release), read by the tasks (acquire).
static _Atomic uint32_t call_number;
// Tasks that have not answered yet: each subtracts itself (release), the caller reads (acquire).
static _Atomic uint32_t missing;

// Starts a thread that stays on that hart.
static enum abi_error start_on_hart(uint32_t cpu, void (*entry)(void *), void *argument, void *stack,
                                    size_t stack_bytes, uint32_t *id) {
    const struct nexus_thread_start start = {.entry = entry,
                                             .argument = argument,
                                             .stack = stack,
                                             .stack_bytes = stack_bytes,
                                             .harts = UINT64_C(1) << cpu,
                                             .authority = nexus_start_handle("sched_setaffinity")};
    return nexus_thread_create(&start, id);
}

// A permit may be left over from an earlier call, so the number decides, not the return from parking.
static void wait_for_call(uint32_t number) {
    while (atomic_load_explicit(&call_number, memory_order_acquire) != number) {
        nexus_task_park();
    }
}

// Until this hart's timer has interrupted it: nothing is ever signalled, so the deadline ends the wait.
static void wait_for_tick(uint32_t notification) {
    uint64_t bits = 0;
    (void)!nexus_notification_wait(notification, nexus_clock_read() + 1, &bits);
}

static void answer(void *argument) {
    uint32_t notification = (uint32_t)(uintptr_t)argument;
    // Its first call is the one that made it.
    for (uint32_t number = atomic_load_explicit(&call_number, memory_order_acquire);; number++) {
        wait_for_call(number);
        wait_for_tick(notification);
        if (atomic_fetch_sub_explicit(&missing, 1, memory_order_release) == 1) {
            (void)!nexus_task_unpark(caller);
        }
    }
}

static enum abi_error call_hart(uint32_t cpu) {
    if (tasks[cpu] != 0) {
        return nexus_task_unpark(tasks[cpu]);
    }
    uint32_t notification = 0;
    enum abi_error error = nexus_notification_create(&notification);
    return error != ABI_OK ? error
                           : start_on_hart(cpu, answer, (void *)(uintptr_t)notification, answers[cpu].stack,
                                           ANSWER_STACK_BYTES, &tasks[cpu]);
}

void roll_call(uint32_t harts) {
    caller = nexus_task_self();
    atomic_store_explicit(&missing, harts, memory_order_relaxed);
    atomic_fetch_add_explicit(&call_number, 1, memory_order_release);
    for (uint32_t cpu = 0; cpu < harts; cpu++) {
        enum abi_error error = call_hart(cpu);
        if (error != ABI_OK) {
            printf("hart %" PRIu32 " cannot be asked: error %d\n", cpu, (int)error);
            atomic_fetch_sub_explicit(&missing, 1, memory_order_relaxed);
        }
    }
    while (atomic_load_explicit(&missing, memory_order_acquire) != 0) {
        nexus_task_park();
    }
}

static void spin(void *argument) {
    (void)argument;
    for (volatile uint64_t rounds = 0;; rounds++) {
    }
}

_Alignas(16) static uint8_t spin_stacks[SPINNERS_MAX][SPIN_STACK_BYTES];

void start_spinner(void) {
    static uint32_t spinners;
    if (spinners == SPINNERS_MAX) {
        printf("spin: %d tasks spin already\n", SPINNERS_MAX);
        return;
    }
    uint32_t id = 0;
    enum abi_error error = start_on_hart(0, spin, NULL, spin_stacks[spinners], SPIN_STACK_BYTES, &id);
    if (error == ABI_OK) {
        spinners++;
        printf("spin: %" PRIu32 " running on hart 0\n", spinners);
    } else {
        printf("spin: error %d\n", (int)error);
    }
}
