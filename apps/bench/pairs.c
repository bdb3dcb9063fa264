// SPDX-License-Identifier: Apache-2.0
// Clients and servers in pairs, one on each hart, all calling at the same time: what a call costs then, compared with
// one pair alone, shows what they get in each other's way.
#include <inttypes.h>
#include <stdio.h>

#include "libs/nexus/nexus.h"
#include "apps/bench/measure.h"
#include "apps/bench/programs.h"
#include "apps/bench/rows.h"

enum pairs_sizes {
    PAIRS_MAX = 4,
    CALLS = 2000,  // of a pair, for one sample
    SAMPLES = 5,
    CLIENT_STACK_BYTES = 4096,
};

struct pair {
    struct server server;
    uint32_t client;  // thread
    // Of the last round; written by the client before it signals `done`.
    uint64_t begin;
    uint64_t end;
    _Alignas(16) uint8_t stack[CLIENT_STACK_BYTES];
};

static struct pair pairs[PAIRS_MAX];
static uint32_t done;  // notification: bit i is that pair i is through

// Six instructions and SERVER_LOOP_INSTRUCTIONS around what the kernel does; the words are whatever comes back.
static enum abi_error call_many(uint64_t endpoint, uint64_t calls) {
    register uint64_t a0 __asm__("a0");
    __asm__ volatile("1: mv a0, %[endpoint]\n"
                     "   mv a7, %[number]\n"
                     "   ecall\n"
                     "   bnez a0, 2f\n"
                     "   addi %[calls], %[calls], -1\n"
                     "   bnez %[calls], 1b\n"
                     "2:\n"
                     : "=&r"(a0), [calls] "+&r"(calls)
                     : [endpoint] "r"(endpoint), [number] "r"((uint64_t)ABI_SYS_IPC_CALL)
                     : "ra", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "t0", "t1", "t2", "t3", "t4", "t5", "t6",
                       "memory");
    return (enum abi_error)a0;
}

static void client(void *argument) {
    struct pair *pair = argument;
    measure_require("clock_use", nexus_clock_use(nexus_boot()->clock));
    for (;;) {
        nexus_task_park();
        pair->begin = measure_now();
        measure_require("ipc_call", call_many(pair->server.endpoint, CALLS));
        pair->end = measure_now();
        measure_require("notification_signal",
                        nexus_notification_signal(done, UINT64_C(1) << (uint64_t)(pair - pairs)));
    }
}

static void start_pair(struct pair *pair, uint32_t cpu) {
    server_start(&pair->server, SERVER_ECHO, cpu);
    const struct nexus_thread_start start = {
        .entry = client,
        .argument = pair,
        .stack = pair->stack,
        .stack_bytes = sizeof(pair->stack),
        .harts = UINT64_C(1) << cpu,
        .authority = nexus_boot()->sched_setaffinity,
    };
    measure_require("thread_create", nexus_thread_create(&start, &pair->client));
}

static void end_pair(const struct pair *pair) {
    uint32_t task = 0;
    measure_require("task_open", nexus_task_open(0, pair->client, &task));
    measure_require("task_kill", nexus_task_kill(task));
    measure_require("task_join", nexus_task_join(pair->client));
    measure_require("capability_close", nexus_capability_close(task));
    server_end(&pair->server);
}

// What all harts executed from the first client's begin to the last one's end, for each call.
static bool sample_pairs(uint64_t *count) {
    uint32_t all = measure_harts();
    for (uint32_t i = 0; i < all; i++) {
        measure_require("task_unpark", nexus_task_unpark(pairs[i].client));
    }
    uint64_t bits = 0;
    for (uint64_t seen = 0; seen != (UINT64_C(1) << all) - 1; seen |= bits) {
        measure_require("notification_wait", nexus_notification_wait(done, ABI_DEADLINE_NEVER, &bits));
    }
    uint64_t begin = UINT64_MAX;
    uint64_t end = 0;
    for (uint32_t i = 0; i < all; i++) {
        begin = pairs[i].begin < begin ? pairs[i].begin : begin;
        end = pairs[i].end > end ? pairs[i].end : end;
    }
    uint64_t calls = (uint64_t)CALLS * all;
    *count = (measure_between(begin, end) + calls / 2) / calls;
    return true;
}

void rows_of_pairs(void) {
    measure_require("notification_create", nexus_notification_create(&done));
    for (uint32_t i = 0; i < measure_harts(); i++) {
        start_pair(&pairs[i], i);
    }
    char qualifier[16];
    (void)snprintf(qualifier, sizeof(qualifier), "pairs=%" PRIu32, measure_harts());
    const struct measure_row row = {
        .name = "ipc_pairs", .qualifier = qualifier, .samples = SAMPLES, .sample = sample_pairs};
    measure_row(&row);
    for (uint32_t i = 0; i < measure_harts(); i++) {
        end_pair(&pairs[i]);
    }
    measure_require("capability_close", nexus_capability_close(done));
}
