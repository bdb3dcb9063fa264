// SPDX-License-Identifier: Apache-2.0
// A worker of the stress trial: one thread of a client process, and what it works with. What is shared is said so.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "libs/trial/dice.h"
#include "apps/stress/board.h"
#include "apps/stress/control.h"

enum worker_sizes {
    WORKER_HELPER_STACK_BYTES = 2048,
    WORKER_MICROSECONDS = 1000 * 1000,  // in a second
    WORKER_PUPPET_STACK_BYTES = 2048,
};

// What all workers of a process know; written before the first of them starts.
struct client {
    struct stress_board *board;
    uint32_t short_endpoints[STRESS_SERVERS];
    uint32_t page_endpoints[STRESS_SERVERS];
    uint32_t bells[STRESS_WORKERS];
    uint32_t alarm;
    uint32_t affinity;
    uint32_t qos;
    uint32_t shares;
    uint32_t stats;
    uint32_t clock;
    uint64_t timebase_hz;
    const void *child_file;
    uint64_t child_bytes;
    struct worker *workers;  // STRESS_THREADS of them
};

// Written by its worker while there is no such thread, except where it says otherwise.
struct puppet {
    _Alignas(16) uint8_t stack[WORKER_PUPPET_STACK_BYTES];
    struct subject subject;  // the worker's only
    uint32_t bell;           // notification
    bool is_killed;          // it goes on until it is
    bool may_end;            // the thread's: it got the word
    uint64_t seed;
    _Atomic uint64_t acts;      // the thread's (relaxed); a task that is killed does nothing after that
    uint64_t acts_when_killed;  // the worker's
};

struct worker {
    _Alignas(16) uint8_t helper_stack[WORKER_HELPER_STACK_BYTES];
    const struct client *client;
    uint32_t number;  // among all workers
    uint32_t task;
    uint64_t first_harts;   // where it begins
    uint32_t notification;  // its own: no bit is set between two operations
    struct stress_worker_line *line;
    struct dice dice;
    struct subject subject;  // for all workers of the process
    struct puppet puppet;
    uint64_t helped;  // written by a helper, read after it was joined
};

// Adds to one of the worker's counters.
void worker_count(const struct worker *worker, enum stress_count count, uint64_t number);

// Reports the failure and ends the process, unless it holds. `value` is a number to see it by.
void worker_require(const struct worker *worker, bool holds, const char *what, uint64_t value);

// The same for results of calls.
static inline void worker_require_ok(const struct worker *worker, const char *what, enum abi_error error) {
    worker_require(worker, error == ABI_OK, what, error);
}

// Times, in ticks.
uint64_t worker_deadline(const struct worker *worker, uint64_t microseconds);
uint64_t worker_patience(const struct worker *worker);

// Lets others run, for a short time, or for so long.
void worker_pause(const struct worker *worker);
void worker_pause_for(const struct worker *worker, uint64_t microseconds);

// Waits for bits of the worker's own notification. Anything but exactly those is a failure.
void worker_await(const struct worker *worker, uint64_t bits, const char *what);

// Fails when one of them is set.
void worker_require_quiet(const struct worker *worker, const char *what);
