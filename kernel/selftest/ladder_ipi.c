// SPDX-License-Identifier: Apache-2.0
// Inter-processor interrupts: that they arrive, merge, and are refused where they must be.
#include "kernel/arch/cpu.h"
#include "kernel/arch/ipi.h"
#include "kernel/ipi/ipi.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/ask.h"
#include "kernel/selftest/ladder.h"

// What was seen before the other harts started.
static struct {
    enum abi_error error;
    bool online;
    bool pending_before;
    bool pending_after;
} offline_target;

void ladder_try_offline_target(void) {
    struct cpu *peer = ask_peer();
    offline_target.pending_before = mailbox_is_pending(&peer->mailbox);
    offline_target.error = ipi_send(peer->id, IPI_PING);
    offline_target.pending_after = mailbox_is_pending(&peer->mailbox);
    offline_target.online = cpu_set_has(percpu_online(), peer->id);
    // The peer does not run yet: if something was posted, this is the moment to take it back.
    (void)mailbox_take(&peer->mailbox);
}

void ladder_offline_target(void) {
    marker_emit(MARKER_test_reject_offline_cpu_resched, "offline=%d online=%d pending_before=%d pending_after=%d",
                (int)offline_target.error, offline_target.online, offline_target.pending_before,
                offline_target.pending_after);
}

void ladder_ipi_counterfactual(void) {
    enum { QUIET_MILLISECONDS = 2 };
    struct cpu *peer = ask_peer();
    uint64_t before = ask_answers(peer);
    bool raise = mailbox_post(&peer->mailbox, cpu_current()->id, IPI_PING);
    ask_let_pass(QUIET_MILLISECONDS);
    uint64_t without = ask_answers(peer) - before;
    ipi_raise(peer->hart, peer->sswi_index);
    ask_wait_for_answer(peer, before, MARKER_ipi_counterfactual);
    marker_emit(MARKER_ipi_counterfactual, "posted=%d acked_without_ipi=%lu acked_with_ipi=%lu", raise, without,
                ask_answers(peer) - before);
}

void ladder_ipi_resched(void) {
    struct cpu *self = cpu_current();
    struct cpu *peer = ask_peer();
    uint64_t sent = self->statistics.ipis_sent;
    uint64_t trapped = counter_read(&peer->statistics.ipis_received);
    uint64_t acked = counter_read(&peer->statistics.reschedules);
    uint32_t requested = ipi_send(peer->id, IPI_RESCHEDULE) == ABI_OK ? 1 : 0;
    struct ask_watch watch = ask_watch();
    while (counter_read(&peer->statistics.reschedules) == acked) {
        ask_wait_round(&watch, MARKER_ipi_resched, "the hart does not reschedule");
    }
    marker_emit(MARKER_ipi_resched, "requested=%u sent=%lu trapped=%lu acked=%lu from=%u to=%u", requested,
                self->statistics.ipis_sent - sent, counter_read(&peer->statistics.ipis_received) - trapped,
                counter_read(&peer->statistics.reschedules) - acked, self->id.value, peer->id.value);
}

void ladder_invalid_ipi_target(void) {
    struct cpu *self = cpu_current();
    struct cpu *last = percpu_get((struct cpu_id){percpu_count() - 1});
    uint64_t before = ask_answers(last);
    enum abi_error last_valid = ipi_send(last->id, IPI_PING);
    if (last == self) {
        ipi_interrupt(self);
    }
    ask_wait_for_answer(last, before, MARKER_test_reject_invalid_ipi_target_cpu);
    uint64_t sent_before = self->statistics.ipis_sent;
    enum abi_error first_invalid = ipi_send((struct cpu_id){percpu_count()}, IPI_PING);
    enum abi_error far_invalid = ipi_send((struct cpu_id){UINT32_MAX}, IPI_PING);
    uint64_t sent_after = self->statistics.ipis_sent;
    marker_emit(MARKER_test_reject_invalid_ipi_target_cpu,
                "last_valid=%d first_invalid=%d far_invalid=%d sent_before=%lu sent_after=%lu", (int)last_valid,
                (int)first_invalid, (int)far_invalid, sent_before, sent_after);
}

void ladder_ipi_merge(void) {
    enum { REQUESTS = 6 };
    struct cpu *self = cpu_current();
    struct cpu *peer = ask_peer();
    ask_stall(peer, MARKER_ipi_merge);
    uint64_t sent = self->statistics.ipis_sent;
    uint64_t received = counter_read(&peer->statistics.ipis_received);
    uint64_t rescheduled = counter_read(&peer->statistics.reschedules);
    uint64_t answered = ask_answers(peer);
    uint32_t requested = 0;
    for (uint32_t i = 0; i < REQUESTS; i++) {
        requested += ipi_send(peer->id, i % 2 == 0 ? IPI_RESCHEDULE : IPI_PING) == ABI_OK ? 1 : 0;
    }
    ask_release();
    // The stalled ping is answered first, then the merged one.
    struct ask_watch watch = ask_watch();
    while (ask_answers(peer) < answered + 2) {
        ask_wait_round(&watch, MARKER_ipi_merge, "a merged reason was lost");
    }
    uint32_t taken = counter_read(&peer->statistics.reschedules) != rescheduled ? IPI_RESCHEDULE | IPI_PING : IPI_PING;
    marker_emit(MARKER_ipi_merge, "requested=%u sent=%lu trapped=%lu reasons_posted=%u reasons_taken=%u", requested,
                self->statistics.ipis_sent - sent, counter_read(&peer->statistics.ipis_received) - received,
                (uint32_t)IPI_RESCHEDULE | IPI_PING, taken);
}

// Requests of the kind that takes mappings away, to a hart that has not come to the first one yet.
void ladder_flush_merge(void) {
    enum { REQUESTS = 2 };
    struct cpu *self = cpu_current();
    struct cpu *peer = ask_peer();
    uint64_t answered = ask_answers(peer);
    ask_stall(peer, MARKER_flush_merge);
    uint64_t sent = self->statistics.ipis_sent;
    uint64_t received = counter_read(&peer->statistics.ipis_received);
    uint32_t requested = 0;
    for (uint32_t i = 0; i < REQUESTS; i++) {
        requested += ipi_send(peer->id, IPI_FLUSH) == ABI_OK ? 1 : 0;
    }
    sent = self->statistics.ipis_sent - sent;
    ask_release();
    ask_wait_for_answer(peer, answered, MARKER_flush_merge);
    // It comes to this one after those that were there before.
    ask_and_wait(peer, JOB_ANSWER, MARKER_flush_merge);
    ask_let_pass(1);
    marker_emit(MARKER_flush_merge, "requested=%u sent=%lu left=%u trapped=%lu", requested, sent,
                mailbox_is_pending(&peer->mailbox) ? 1U : 0U, counter_read(&peer->statistics.ipis_received) - received);
}

void ladder_spurious_ipi(void) {
    struct cpu *peer = ask_peer();
    // The last answer came from inside an interrupt: another one makes sure that the peer is back from it.
    ask_and_wait(peer, JOB_ANSWER, MARKER_test_reject_spurious_ipi);
    ask_let_pass(1);
    uint64_t spurious = counter_read(&peer->statistics.ipis_spurious);
    uint64_t received = counter_read(&peer->statistics.ipis_received);
    uint64_t rescheduled = counter_read(&peer->statistics.reschedules);
    ipi_raise(peer->hart, peer->sswi_index);
    struct ask_watch watch = ask_watch();
    while (counter_read(&peer->statistics.ipis_spurious) == spurious) {
        ask_wait_round(&watch, MARKER_test_reject_spurious_ipi, "the interrupt does not arrive");
    }
    ask_let_pass(1);
    marker_emit(MARKER_test_reject_spurious_ipi, "raised=1 spurious=%lu received=%lu rescheduled=%lu",
                counter_read(&peer->statistics.ipis_spurious) - spurious,
                counter_read(&peer->statistics.ipis_received) - received,
                counter_read(&peer->statistics.reschedules) - rescheduled);
}

// One more than this hart may send in a second; the second is long enough for all of them.
void ladder_ipi_rate_limit(void) {
    struct cpu *self = cpu_current();
    struct cpu *peer = ask_peer();
    uint64_t sent = self->statistics.nudges;
    uint64_t dropped = self->statistics.nudges_dropped;
    rate_account_init(&self->nudges);
    for (uint32_t i = 0; i <= IPI_NUDGES_PER_SECOND; i++) {
        ipi_nudge(peer);
    }
    // What may not be dropped arrives all the same.
    ask_and_wait(peer, JOB_ANSWER, MARKER_ipi_rate_limit);
    sent = self->statistics.nudges - sent;
    dropped = self->statistics.nudges_dropped - dropped;
    rate_account_init(&self->nudges);  // for the steps to come
    marker_emit(MARKER_ipi_rate_limit, "asked=%u sent=%lu dropped=%lu", (uint32_t)IPI_NUDGES_PER_SECOND + 1, sent,
                dropped);
}
