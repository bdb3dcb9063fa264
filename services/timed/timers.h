// SPDX-License-Identifier: Apache-2.0
// The timers of all clients: who may have how many, which one is next, whom an expiry signals. Pure; it never allocates.
// Every operation takes at most the logarithm of the number of timers, or looks at each client or channel once.
// Units: ticks of the time base.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "abi/limits.h"
#include "abi/object.h"
#include "services/timed/protocol.h"
#include "services/timed/tasks.h"

#ifdef __cplusplus
extern "C" {
#endif

enum timers_limits {
    TIMERS_CLIENTS = ABI_PROCESSES_MAX,  // as many as the roster tells of
    TIMERS_CHANNELS = TIMERS_CLIENTS * TIMED_CHANNELS_RESERVED + TIMED_CHANNELS_SHARED,
    TIMERS_MAX = TIMERS_CLIENTS * TIMED_TIMERS_RESERVED + TIMED_TIMERS_SHARED,
    TIMERS_NONE = UINT16_MAX,
};

// In the heap and in the list of its channel, or in the queue of free ones.
struct timers_timer {
    uint64_t expiry;  // the deadline, rounded
    uint64_t bits;
    uint32_t task;
    uint32_t generation;  // even: free; changes whenever it is taken and freed
    uint16_t channel;
    uint16_t place;  // in the heap
    uint16_t next;
    uint16_t previous;
};

struct timers_channel {
    uint64_t due_bits;  // of timers that are being taken
    uint32_t notification;
    uint32_t generation;  // even: free
    uint16_t client;
    uint16_t first;  // of its timers
};

struct timers_client {
    uint64_t identity;  // 0: free
    uint16_t channels;
    uint16_t timers;
};

struct timers {
    uint64_t ticks_per_second;
    uint64_t expiries;
    uint64_t wakes;  // that found some due
    uint32_t channels_shared;
    uint32_t timers_shared;
    uint16_t launch;  // part of every id: those of an earlier launch are stale
    uint16_t count;
    uint16_t first_free;
    uint16_t last_free;
    struct timers_client clients[TIMERS_CLIENTS];
    struct timers_channel channels[TIMERS_CHANNELS];
    uint16_t heap[TIMERS_MAX];
    struct timers_timer timers[TIMERS_MAX];
    struct tasks tasks;
};

// Programs that run now, as in struct roster.
struct timers_running {
    uint64_t identities[TIMERS_CLIENTS];
};

// Notifications that nobody needs any more: the caller closes them.
struct timers_closed {
    uint32_t count;
    uint32_t notifications[TIMERS_CHANNELS];
};

struct timers_signal {
    uint64_t bits;
    uint32_t notification;
};

struct timers_wish {
    uint64_t channel;
    uint64_t bits;
    uint64_t deadline;
    uint32_t client;
    uint32_t task;
    enum abi_class class_;
};

struct timers_totals {
    uint64_t of_task;
    uint64_t of_client;
    uint64_t all;
    uint64_t expiries;
    uint64_t wakes;
};

void timers_init(struct timers *timers, uint64_t ticks_per_second, uint16_t launch);

// Frees everything of clients that run no more. *closed is written from its beginning.
void timers_sweep(struct timers *timers, const struct timers_running *running, struct timers_closed *closed);

// The number of the client with that identity; TIMERS_NONE: it has not been admitted.
uint32_t timers_find(const struct timers *timers, uint64_t identity);

// Makes it a client, after a sweep.
// Errors: EPERM (it does not run: nobody would tell of its end).
ABI_MUST_USE enum abi_error timers_admit(struct timers *timers, const struct timers_running *running, uint64_t identity,
                                         struct timers_closed *closed, uint32_t *client);

// Errors: ENOSPC.
ABI_MUST_USE enum abi_error timers_attach(struct timers *timers, uint32_t client, uint32_t notification,
                                          uint64_t *channel);

// Cancels the timers of the channel. Errors: EBADF.
ABI_MUST_USE enum abi_error timers_detach(struct timers *timers, uint32_t client, uint64_t channel,
                                          uint32_t *notification);

// *at_once has no bits, unless the deadline has passed: then *timer is 0.
// Errors: EBADF, EINVAL, ENOSPC, as protocol.h says.
ABI_MUST_USE enum abi_error timers_register(struct timers *timers, const struct timers_wish *wish, uint64_t now,
                                            uint64_t *timer, struct timers_signal *at_once);

// Errors: EBADF.
ABI_MUST_USE enum abi_error timers_cancel(struct timers *timers, uint32_t client, uint64_t timer);

// The earliest expiry; UINT64_MAX: there is none.
uint64_t timers_next(const struct timers *timers);

// Takes all that are due: one signal for each channel, the earliest first; room for TIMERS_CHANNELS. Returns how many.
uint32_t timers_take_due(struct timers *timers, uint64_t now, struct timers_signal *signals);

struct timers_totals timers_query(const struct timers *timers, uint32_t client, uint32_t task);

#ifdef __cplusplus
}
#endif
