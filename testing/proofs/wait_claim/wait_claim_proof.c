// SPDX-License-Identifier: Apache-2.0
// A wait ends once, and by somebody who means this wait: for every word that a claim can hold, and for a partner, a deadline and a kill
// that come at the same time.
#include "kernel/task/wait_claim.h"

#include "testing/proofs/proof.h"

// A claim's sequence does not come round: it would take 2^31 waits of one task (half of the word is its id's).
static struct wait_claim any_claim(void) {
    struct wait_claim claim;
    claim.word = nondet_uint64();
    SUPPOSE(claim.word < UINT64_MAX - 4);
    return claim;
}

void prove_ticket_is_taken_once(void) {
    struct wait_claim claim = any_claim();
    SUPPOSE((claim.word & WAIT_CLAIM_OPEN) == 0);
    uint64_t closed = claim.word;
    struct wait_ticket next = wait_claim_next(&claim);
    struct wait_ticket ticket = wait_claim_open(&claim);
    struct wait_ticket seen;

    PROVE(next.word == ticket.word, "the ticket that is left behind is that of the wait");
    PROVE(wait_claim_current(&claim, &seen) && seen.word == ticket.word, "an open claim shows its ticket");
    PROVE(wait_claim_take(&claim, ticket), "the first taker wins");
    PROVE(!wait_claim_take(&claim, ticket), "a second one does not");
    PROVE(!wait_claim_current(&claim, &seen), "a closed claim shows none");
    PROVE(!wait_claim_take(&claim, seen), "what it showed takes nothing");
    PROVE(claim.word > closed, "no wait has the number of an earlier one");
    REACHED();
}

void prove_other_tickets_take_nothing(void) {
    struct wait_claim claim = any_claim();
    uint64_t before = claim.word;
    struct wait_ticket ticket = {nondet_uint64()};
    SUPPOSE(ticket.word != claim.word || (ticket.word & WAIT_CLAIM_OPEN) == 0);

    bool taken = wait_claim_take(&claim, ticket);

    PROVE(!taken, "only the ticket of the open wait takes it");
    PROVE(claim.word == before, "who loses changes nothing");
    REACHED();
}

// Who remembers an old wait cannot end a new one, whenever it comes.
void prove_old_ticket_is_worth_nothing(void) {
    struct wait_claim claim = any_claim();
    SUPPOSE((claim.word & WAIT_CLAIM_OPEN) == 0);
    struct wait_ticket old = wait_claim_open(&claim);
    bool first = wait_claim_take(&claim, old);
    bool taken_between = wait_claim_take(&claim, old);
    struct wait_ticket fresh = wait_claim_next(&claim);
    wait_claim_open_as(&claim, fresh);

    PROVE(first && !taken_between, "taken once");
    PROVE(!wait_claim_take(&claim, old), "the old ticket does not end the new wait");
    PROVE(wait_claim_take(&claim, fresh), "the new one does");
    REACHED();
}

static struct wait_claim shared;
static struct wait_ticket shared_ticket;
static uint32_t wins[2];
static bool is_done[2];

static void take(uint32_t taker) {
    wins[taker] = wait_claim_take(&shared, shared_ticket);
    is_done[taker] = true;
}

// Two others have the ticket, as wait_claim_next leaves it with them, while the task's own hart still opens the claim and then looks
// whether it has to end it itself.
void prove_concurrent_takers_win_once(void) {
    wait_claim_init(&shared, 1);
    shared_ticket = wait_claim_next(&shared);

    CONCURRENTLY(1, take(0));
    CONCURRENTLY(2, take(1));
    wait_claim_open_as(&shared, shared_ticket);
    uint32_t own_win = wait_claim_take(&shared, shared_ticket);
    SUPPOSE(is_done[0] && is_done[1]);

    PROVE(own_win + wins[0] + wins[1] == 1, "exactly one of all takers wins");
    PROVE((shared.word & WAIT_CLAIM_OPEN) == 0, "the wait is over");
    REACHED();
}
