// SPDX-License-Identifier: Apache-2.0
// The counters of a stress trial when all is quiet, and what must hold among them. Pure.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum stress_sizes {
    STRESS_SERVERS = 4,  // processes of two threads
    STRESS_CLIENTS = 4,  // processes of STRESS_THREADS threads
    STRESS_THREADS = 4,
    STRESS_WORKERS = STRESS_CLIENTS * STRESS_THREADS,
};

// What a worker counts.
enum stress_count {
    STRESS_ROUNDS,
    STRESS_CALLS,  // made with words only, by the worker and by its children that exit
    STRESS_REPLIES,
    STRESS_PAGE_CALLS,
    STRESS_PAGE_REPLIES,
    STRESS_CAPABILITIES_SENT,
    STRESS_CAPABILITIES_RETURNED,
    STRESS_VMOS_CREATED,
    STRESS_VMOS_CLOSED,
    STRESS_DERIVED,
    STRESS_REVOKED,  // of those that were derived
    STRESS_TIMERS_SET,
    STRESS_TIMERS_EXPIRED,
    STRESS_TIMERS_CANCELLED,
    STRESS_THREADS_CREATED,
    STRESS_THREADS_JOINED,
    STRESS_PROCESSES_CREATED,
    STRESS_PROCESSES_EXITED,
    STRESS_PROCESSES_KILLED,
    STRESS_PROCESSES_DROPPED,  // ended with their last handle
    STRESS_PUPPETS_CREATED,
    STRESS_PUPPETS_ENDED,
    STRESS_PUPPETS_KILLED,
    STRESS_WORDS_SENT,  // to puppets, and each is answered
    STRESS_WORDS_ANSWERED,
    STRESS_CONTROLS_ASKED,  // calls that change class or shares
    STRESS_CONTROLS_DONE,
    STRESS_CONTROLS_REFUSED,    // because the limits of the task that asked were used up
    STRESS_PLACED,              // calls that changed the harts of a task
    STRESS_PLACEMENTS_REFUSED,  // because none would have been left
    STRESS_COUNT_COUNT
};

// What a server counts.
enum stress_served {
    STRESS_SERVED_CALLS,
    STRESS_SERVED_FORWARDED,  // of them, to the next server
    STRESS_SERVED_PAGE_CALLS,
    STRESS_SERVED_CAPABILITIES_ARRIVED,
    STRESS_SERVED_CAPABILITIES_RETURNED,
    STRESS_SERVED_LOOSE,  // calls of children that are killed some day; nobody knows how many those made
    STRESS_SERVED_COUNT
};

struct stress_bell_tally {
    uint32_t sent;  // signals
    uint32_t seen;  // the last one that the receiver knows of
    uint32_t bits;  // times the receiver saw the bit
};

struct stress_tally {
    uint64_t workers[STRESS_COUNT_COUNT];
    uint64_t servers[STRESS_SERVED_COUNT];
    struct stress_bell_tally bells[STRESS_WORKERS][STRESS_WORKERS];  // [to][from]
    uint64_t pending[STRESS_WORKERS];                                // bits that were left in the bell of a worker
};

// What is wrong, and two numbers to see it by; or NULL, and nothing is written.
const char *stress_tally_check(const struct stress_tally *tally, uint64_t *a, uint64_t *b);

// The same, for only this: a trial in which something never happened has not tried it.
const char *stress_tally_reach(const struct stress_tally *tally, uint64_t *a, uint64_t *b);

// Signals that were sent, and bits that were seen by receivers or left over.
uint64_t stress_tally_sent(const struct stress_tally *tally);
uint64_t stress_tally_seen(const struct stress_tally *tally);

#ifdef __cplusplus
}
#endif
