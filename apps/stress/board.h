// SPDX-License-Identifier: Apache-2.0
// Memory that all programs of the stress trial share: what each of them counts, and the word that stops them.
#pragma once

#include <stdint.h>

#include "abi/limits.h"
#include "apps/stress/harts.h"
#include "apps/stress/tally.h"

enum stress_board_sizes {
    STRESS_LINE_BYTES = 64,
    STRESS_BOARD_PAGES = 8,
    STRESS_SUBJECTS = 2 * STRESS_WORKERS,  // the workers, and behind them their puppets
    STRESS_FAILURE_BYTES = 64,
};

// Written by its thread and its puppet (relaxed); the end of the thread's process orders it for the coordinator.
struct stress_worker_line {
    _Alignas(STRESS_LINE_BYTES) _Atomic uint64_t counts[STRESS_COUNT_COUNT];
};

// Written by the server's two threads.
struct stress_server_line {
    _Alignas(STRESS_LINE_BYTES) _Atomic uint64_t counts[STRESS_SERVED_COUNT];
};

// What is known of the signals from one worker to another.
struct stress_bell {
    _Atomic uint32_t
        sent;  // by the sender, before it signals (release; pairs with the receiver's acquire after it saw the bit)
    _Atomic uint32_t seen;  // by the receiver: `sent` when it last saw the bit (relaxed)
    _Atomic uint32_t bits;  // by the receiver: how often it saw the bit (relaxed)
    uint32_t reserved;
};

struct stress_board {
    // By the coordinator: begin nothing new.
    _Alignas(STRESS_LINE_BYTES) _Atomic uint32_t stop;
    // The first failure: whoever sets `failed` writes the rest, then signals the alarm, which orders it for the coordinator.
    _Alignas(STRESS_LINE_BYTES) _Atomic uint32_t failed;
    uint32_t failed_worker;
    uint64_t failed_value;
    char failure[STRESS_FAILURE_BYTES];
    uint32_t harts;                  // that are online; by the coordinator before anybody starts
    uint64_t patience_microseconds;  // of every wait; likewise
    struct stress_server_line servers[STRESS_SERVERS];
    struct stress_worker_line workers[STRESS_WORKERS];
    struct stress_bell bells[STRESS_WORKERS][STRESS_WORKERS];  // [to][from]
    struct stress_epochs epochs[STRESS_SUBJECTS];
};

_Static_assert(sizeof(struct stress_board) <= STRESS_BOARD_PAGES * ABI_PAGE_BYTES, "STRESS_BOARD_PAGES");
