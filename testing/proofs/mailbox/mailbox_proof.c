// SPDX-License-Identifier: Apache-2.0
// A mailbox loses no reason and no interrupt. From every state that a mailbox can be in, for all senders and reasons; and for two senders
// and the owner at the same time, in every interleaving.
#include "kernel/ipi/mailbox.h"
#include "testing/proofs/proof.h"

static struct mailbox mailbox;

// Any sender bits, and any reasons beside them: reasons without their bit are those of a post that is under way, or that a take found early.
static void make_mailbox(void) {
    __CPROVER_havoc_object(&mailbox);
    SUPPOSE(ABI_HARTS_MAX == 64 || mailbox.senders >> ABI_HARTS_MAX % 64 == 0);
    for (uint32_t sender = 0; sender < ABI_HARTS_MAX; sender++) {
        SUPPOSE((mailbox.reasons[sender] & ~(uint32_t)IPI_REASONS_ALL) == 0);
    }
}

static uint32_t any_reasons(void) {
    uint32_t reasons = nondet_uint32();
    SUPPOSE(reasons != 0 && (reasons & ~(uint32_t)IPI_REASONS_ALL) == 0);
    return reasons;
}

void prove_post_merges(void) {
    make_mailbox();
    struct mailbox before = mailbox;
    struct cpu_id sender = {any_below(ABI_HARTS_MAX)};
    uint32_t other = any_below(ABI_HARTS_MAX);
    uint32_t reasons = any_reasons();

    bool interrupts = mailbox_post(&mailbox, sender, reasons);

    PROVE(interrupts == (before.senders == 0), "the owner is interrupted exactly by the first post");
    PROVE(mailbox.senders == (before.senders | UINT64_C(1) << sender.value), "the sender's bit is added");
    PROVE(mailbox.reasons[sender.value] == (before.reasons[sender.value] | reasons), "the reasons are added");
    PROVE(IMPLIES(other != sender.value, mailbox.reasons[other] == before.reasons[other]), "others' reasons stay");
    PROVE(mailbox_is_pending(&mailbox), "something is pending after a post");
    REACHED();
}

void prove_take_finds_all(void) {
    make_mailbox();
    struct mailbox before = mailbox;
    uint32_t all_reasons = 0;
    for (uint32_t sender = 0; sender < ABI_HARTS_MAX; sender++) {
        all_reasons |= (before.senders >> sender & 1) != 0 ? before.reasons[sender] : 0;
    }
    uint32_t one = any_below(ABI_HARTS_MAX);
    bool posted = (before.senders >> one & 1) != 0;

    struct mailbox_batch batch = mailbox_take(&mailbox);

    PROVE(batch.reasons == all_reasons, "the batch is the union of what was posted");
    PROVE((batch.senders.bits >> one & 1) == (posted && before.reasons[one] != 0), "senders are those with reasons");
    PROVE(mailbox.reasons[one] == (posted ? 0 : before.reasons[one]), "what was taken is gone, and nothing else");
    PROVE(!mailbox_is_pending(&mailbox), "nothing is pending after a take");
    REACHED();
}

// The machine: interrupts of the owner that are under way.
static bool is_raised;
static uint32_t posted[2];
static bool is_done[2];

static void post(uint32_t sender) {
    uint32_t reasons = any_reasons();
    posted[sender] = reasons;
    if (mailbox_post(&mailbox, (struct cpu_id){sender}, reasons)) {
        __atomic_store_n(&is_raised, true, __ATOMIC_SEQ_CST);
    }
    is_done[sender] = true;
}

// As ipi_interrupt: the interrupt is cleared first.
static uint32_t receive(void) {
    return __atomic_exchange_n(&is_raised, false, __ATOMIC_SEQ_CST) ? mailbox_take(&mailbox).reasons : 0;
}

// Two senders post twice each while the owner receives twice, and once more when they are done: only if it was interrupted.
void prove_concurrent_posts_arrive(void) {
    mailbox_init(&mailbox);
    CONCURRENTLY(1, post(0));
    CONCURRENTLY(2, post(1));
    uint32_t received = receive();
    received |= receive();
    SUPPOSE(is_done[0] && is_done[1]);
    PROVE(IMPLIES(mailbox_is_pending(&mailbox), is_raised), "what is pending has an interrupt under way");
    received |= receive();
    PROVE(received == (posted[0] | posted[1]), "every reason that was posted arrives, and no other");
    REACHED();
}
