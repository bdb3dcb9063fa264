// SPDX-License-Identifier: Apache-2.0
// Asking timed. A client is one thread's: it waits at its notification. Every request has a deadline and is made once.
// Units: deadlines in ticks of clock_read.
#pragma once

#include <stdint.h>

#include "abi/error.h"

#ifdef __cplusplus
extern "C" {
#endif

enum timed_client_limits {
    TIMED_CLIENT_PATIENCE_MILLISECONDS = 500,
    // After the deadline of a sleep; the latest correct wake is some 8 ms after it.
    TIMED_CLIENT_BACKSTOP_MILLISECONDS = 2000,
};

// Of sleeps; the other bits are the program's.
#define TIMED_CLIENT_SLEEP_BIT (UINT64_C(1) << 63)

struct timed_client {
    uint64_t channel;
    uint64_t seen;  // bits of other timers that came while it slept; the program's to clear
    uint32_t endpoint;
    uint32_t notification;
};

struct timed_client_totals {
    uint64_t of_task;
    uint64_t of_process;
    uint64_t all;  // this and the rest: 0 without STATS_READ
    uint64_t expiries;
    uint64_t interrupts;
};

// Makes a notification and attaches it. endpoint: of timed, with SEND.
// Errors of this and all the others: as protocol.h, as `ask`; ENOSPC (no notification).
ABI_MUST_USE enum abi_error timed_client_open(uint32_t endpoint, struct timed_client *client);

// Detaches it, as far as timed is there to hear of it, and closes the notification.
void timed_client_close(struct timed_client *client);

// Returns at the deadline, or at most a window of the task's class later.
// Errors: ETIMEDOUT (timed did not wake it: nor will it, the client has to be opened again).
ABI_MUST_USE enum abi_error timed_client_sleep_until(struct timed_client *client, uint64_t deadline);

// bits: without TIMED_CLIENT_SLEEP_BIT. *timer: 0 if it expired at once.
ABI_MUST_USE enum abi_error timed_client_register(const struct timed_client *client, uint64_t bits, uint64_t deadline,
                                                  uint64_t *timer);

ABI_MUST_USE enum abi_error timed_client_cancel(const struct timed_client *client, uint64_t timer);

// stats_read: a STATS_READ capability that may be granted, or 0.
ABI_MUST_USE enum abi_error timed_client_query(const struct timed_client *client, uint32_t stats_read,
                                               struct timed_client_totals *totals);

#ifdef __cplusplus
}
#endif
