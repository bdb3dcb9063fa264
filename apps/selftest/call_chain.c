// SPDX-License-Identifier: Apache-2.0
// A row of servers, each of which calls the next.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/proofs.h"

enum chain_constants {
    LINKS = ABI_CALL_DEPTH_MAX + 1,
    LAST = LINKS - 1,
    HOLDER = LINKS,  // of the crew: makes the calls that are held
    NOBODY_ANSWERED = 99,
    PER_SECOND = 1000,
};

enum chain_word {
    WORD_HOPS,   // still to make, with the one that brought it
    WORD_BACK,   // number of the link that calls the first one; 0: none
    WORD_HOLD,   // 1: the last link does not answer before it may
    WORD_ERROR,  // of an answer: what the last call came to
};

static uint32_t endpoints[LINKS];
static uint32_t may_answer;  // notification
static uint64_t held;        // what the holder's calls came to

static uint64_t call_link(uint32_t number, const struct nexus_message *order, uint64_t deadline) {
    struct nexus_message message = *order;
    page_fresh()->deadline = deadline;
    enum abi_error error = nexus_ipc_call_page(endpoints[number], &message);
    return error == ABI_OK ? message.words[WORD_ERROR] : (uint64_t)error;
}

static uint64_t call_row(uint32_t first, uint64_t hops, uint64_t back) {
    const struct nexus_message order = {.words = {[WORD_HOPS] = hops, [WORD_BACK] = back}};
    return call_link(first, &order, ABI_DEADLINE_NEVER);
}

// The call that a link makes, or does not.
static uint64_t go_on(uint32_t number, struct nexus_message *order) {
    uint64_t bits = 0;
    if (order->words[WORD_HOPS] <= 1) {
        return order->words[WORD_HOLD] == 1 ? nexus_notification_wait(may_answer, ABI_DEADLINE_NEVER, &bits) : ABI_OK;
    }
    uint32_t next = order->words[WORD_BACK] == number && number != 0 ? 0 : number + 1;
    order->words[WORD_HOPS]--;
    return next < LINKS ? call_link(next, order, ABI_DEADLINE_NEVER) : NOBODY_ANSWERED;
}

static void serve_link(void *argument) {
    uint32_t number = (uint32_t)(uintptr_t)argument;
    struct nexus_message message;
    enum abi_error error = nexus_ipc_receive(endpoints[number], &message);
    while (error == ABI_OK) {
        uint64_t outcome = go_on(number, &message);
        message = (struct nexus_message){.words = {[WORD_ERROR] = outcome}};
        error = nexus_ipc_reply_receive(endpoints[number], &message);
    }
}

static bool begin(void) {
    if (nexus_notification_create(&may_answer) != ABI_OK) {
        return false;
    }
    for (uint32_t i = 0; i < LINKS; i++) {
        if (nexus_endpoint_create(&endpoints[i]) != ABI_OK ||
            !crew_start(i, serve_link, (void *)(uintptr_t)i, STAGE_HARTS)) {
            return false;
        }
    }
    crew_settle();
    return true;
}

static void finish(void) {
    for (uint32_t i = 0; i < LINKS; i++) {
        (void)!nexus_capability_close(endpoints[i]);
        crew_join(i);
    }
    (void)!nexus_capability_close(may_answer);
}

// As long as may be, and as long as it takes.
static void hold_row(void *argument) {
    (void)argument;
    struct nexus_message order = {.words = {[WORD_HOPS] = ABI_CALL_DEPTH_MAX, [WORD_HOLD] = 1}};
    enum abi_error error = nexus_ipc_call(endpoints[0], &order);
    held = error == ABI_OK ? order.words[WORD_ERROR] : (uint64_t)error;
}

static void prove_depth(void) {
    uint64_t longest = call_row(0, ABI_CALL_DEPTH_MAX, 0);
    uint64_t too_long = call_row(0, ABI_CALL_DEPTH_MAX + 1, 0);
    uint64_t after = call_row(0, ABI_CALL_DEPTH_MAX, 0);
    emit(MARKER_test_reject_call_chain, "longest=%u too_long=%u after=%u", (unsigned)longest, (unsigned)too_long,
         (unsigned)after);
}

// Until the deadline: nobody is going to answer.
static uint64_t queue_in_vain(void) {
    struct abi_machine_info info = {0};
    (void)!nexus_machine_info(nexus_boot()->stats_read, &info);
    const struct nexus_message order = {.words = {[WORD_HOPS] = 1}};
    return call_link(0, &order, nexus_clock_read() + info.timebase_hz / PER_SECOND);
}

// Who queues for the first link of a row waits for all of it: as many hops as there may be, and one more.
static void prove_queued_chain(void) {
    uint64_t cyclic = call_row(0, 3, 1);
    uint64_t queued = NOBODY_ANSWERED;
    uint64_t queued_too_long = NOBODY_ANSWERED;
    held = NOBODY_ANSWERED;
    if (crew_start(HOLDER, hold_row, NULL, STAGE_HARTS)) {
        crew_settle();
        queued = queue_in_vain();
        queued_too_long = call_row(LAST, 2, LAST);
        (void)!nexus_notification_signal(may_answer, 1);
        crew_join(HOLDER);
    }
    uint64_t after = call_row(0, ABI_CALL_DEPTH_MAX, 0);
    emit(MARKER_test_reject_call_cycle, "cyclic=%u queued=%u queued_too_long=%u held=%u after=%u", (unsigned)cyclic,
         (unsigned)queued, (unsigned)queued_too_long, (unsigned)held, (unsigned)after);
}

void prove_call_chain(uint32_t harts) {
    (void)harts;
    if (begin()) {
        prove_depth();
        prove_queued_chain();
    }
    finish();
}
