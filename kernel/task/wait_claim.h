// SPDX-License-Identifier: Apache-2.0
// The one thing a blocked task waits with. A task blocks by opening its claim, after everything it needs to run again is in
// memory: opening is the last touch of the hart that blocked it. Partner, deadline, kill and revocation race to take the
// claim by one atomic step. The winner completes the wait and owns the task's scheduling state until it has placed it; the
// losers leave. A claim carries a sequence number, so that who remembers an old wait cannot end a new one. Pure.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// sequence << 1 | open
struct wait_claim {
    _Atomic uint64_t word;
};

// One wait of one task, for ever.
struct wait_ticket {
    uint64_t word;
};

enum wait_claim_bits {
    WAIT_CLAIM_OPEN = 1,
};

// Nothing is waited for yet. `owner` is never used again for a claim in this memory: so no ticket of an earlier owner's waits, which
// somebody may still have, is one of a wait to come.
static inline void wait_claim_init(struct wait_claim *claim, uint32_t owner) {
    __c11_atomic_store(&claim->word, (uint64_t)owner << 32, __ATOMIC_RELAXED);
}

// Opens the claim for the next wait. By the task's own hart, last: store-release, so the winner's acquire sees the task whole.
// Model: testing/models/park.pml.
static inline struct wait_ticket wait_claim_open(struct wait_claim *claim) {
    uint64_t word = __c11_atomic_load(&claim->word, __ATOMIC_RELAXED) + 2 + WAIT_CLAIM_OPEN;
    __c11_atomic_store(&claim->word, word, __ATOMIC_RELEASE);
    return (struct wait_ticket){word};
}

// The same with the ticket that wait_claim_next returned.
static inline void wait_claim_open_as(struct wait_claim *claim, struct wait_ticket ticket) {
    __c11_atomic_store(&claim->word, ticket.word, __ATOMIC_RELEASE);
}

// Of a claim that is closed: the ticket that the next wait_claim_open will return; to be left with whoever is to end the wait.
static inline struct wait_ticket wait_claim_next(const struct wait_claim *claim) {
    return (struct wait_ticket){__c11_atomic_load(&claim->word, __ATOMIC_RELAXED) + 2 + WAIT_CLAIM_OPEN};
}

// True for exactly one taker of each ticket. A ticket of no wait (all zero, or what wait_claim_current refused) never
// wins: without the first look its word could equal that of a closed claim.
// Model: testing/models/claim.pml.
// Model: testing/models/park.pml.
static inline bool wait_claim_take(struct wait_claim *claim, struct wait_ticket ticket) {
    return (ticket.word & WAIT_CLAIM_OPEN) != 0 &&
           __c11_atomic_compare_exchange_strong(&claim->word, &ticket.word, ticket.word & ~(uint64_t)WAIT_CLAIM_OPEN,
                                                __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

// The ticket of the wait that is open now; false when the task does not wait. It may be taken by others meanwhile.
// Model: testing/models/park.pml.
static inline bool wait_claim_current(const struct wait_claim *claim, struct wait_ticket *ticket) {
    ticket->word = __c11_atomic_load(&claim->word, __ATOMIC_ACQUIRE);
    return (ticket->word & WAIT_CLAIM_OPEN) != 0;
}

#ifdef __cplusplus
}
#endif
