// SPDX-License-Identifier: Apache-2.0
// One side of a call ends.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum deaths_constants {
    CALLERS = 4,
    IN_FLIGHT = 2,  // the first ones: one saved, one not; the others queue
    STILL_WAITING = 99,
};

static struct {
    uint32_t endpoint;
    // What a caller's call came to, written by it before it ends.
    uint64_t errors[CALLERS];
    uint64_t answers[CALLERS];
} scene;

static void call_once(void *argument) {
    uint32_t number = (uint32_t)(uintptr_t)argument;
    struct nexus_message message = {.words = {number}};
    uint64_t error = nexus_ipc_call(scene.endpoint, &message);
    scene.answers[number] = message.words[0];
    scene.errors[number] = error;
}

static void start_caller(uint32_t number, struct tally *tally) {
    scene.errors[number] = STILL_WAITING;
    (void)tally_expect(tally, crew_start(number, call_once, (void *)(uintptr_t)number, STAGE_HARTS), true);
    crew_settle();
}

// The first caller's call is in the server's table, the second one's in the task itself, the others wait.
static void fill_server(struct partner *server, struct tally *tally) {
    uint32_t there = partner_give(server, scene.endpoint, ABI_RIGHT_RECEIVE, 0);
    start_caller(0, tally);
    (void)tally_expect(tally, puppet_do(server, ORDER_KEEP_CALL, there, 0, 0), ABI_OK);
    start_caller(1, tally);
    (void)tally_expect(tally, puppet_do(server, ORDER_HOLD_CALL, there, 0, 0), ABI_OK);
    for (uint32_t i = IN_FLIGHT; i < CALLERS; i++) {
        start_caller(i, tally);
    }
}

static void serve_rest(struct partner *server, struct tally *tally) {
    (void)tally_expect(tally, partner_start(server, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK);
    uint32_t there = partner_give(server, scene.endpoint, ABI_RIGHT_RECEIVE, 0);
    for (uint32_t i = IN_FLIGHT; i < CALLERS; i++) {
        (void)tally_expect(tally, puppet_do(server, ORDER_SERVE, there, 0, 0), ABI_OK);
        crew_join(i);
        (void)tally_expect(tally, scene.errors[i], ABI_OK);
        (void)tally_expect(tally, scene.answers[i], ~(uint64_t)i);
    }
    partner_end(server);
}

static uint32_t count_errors(uint64_t error) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < CALLERS; i++) {
        count += scene.errors[i] == error ? 1 : 0;
    }
    return count;
}

void prove_server_death(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    struct partner server;
    (void)tally_expect(&tally, nexus_endpoint_create(&scene.endpoint), ABI_OK);
    if (!tally_expect(&tally, partner_start(&server, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK)) {
        return;
    }
    fill_server(&server, &tally);
    partner_end(&server);
    for (uint32_t i = 0; i < IN_FLIGHT; i++) {
        crew_join(i);
    }
    crew_settle();
    uint32_t told = count_errors(ABI_EPIPE);
    uint32_t waiting = count_errors(STILL_WAITING);
    serve_rest(&server, &tally);
    emit(MARKER_ipc_server_death, "%s told=%u waiting=%u", tally_text(&tally), (unsigned)told, (unsigned)waiting);
    (void)!nexus_capability_close(scene.endpoint);
}

// What may be where the dead caller was: it waits for somebody else's answer, and must not get this one.
static void start_successor(struct partner *successor, uint32_t silent, struct tally *tally) {
    (void)tally_expect(tally, partner_start(successor, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK);
    uint32_t there = partner_give(successor, silent, ABI_RIGHT_SEND, 0);
    (void)tally_expect(tally, puppet_tell(successor, ORDER_CALL_OUT, there, 2, 0, 0, 0), ABI_OK);
    crew_settle();
}

static void serve_successor(struct partner *successor, uint32_t silent, struct tally *tally) {
    const struct nexus_message its_own = {.words = {UINT64_C(0x7777)}};
    struct nexus_message message;
    (void)tally_expect(tally, nexus_ipc_receive(silent, &message), ABI_OK);
    (void)tally_expect(tally, nexus_ipc_reply(&its_own), ABI_OK);
    (void)tally_expect(tally, puppet_hear(successor), ABI_OK);
    (void)tally_expect(tally, successor->report.words[1], its_own.words[0]);
    partner_end(successor);
}

enum way {
    PLAIN,
    WITH_PAGE,
    SAVED,
    SAVED_WITH_PAGE,
    WAYS,
};

static enum abi_error answer_by(enum way way, uint32_t reply, const struct nexus_message *answer) {
    page_fresh();
    switch (way) {
        case PLAIN:
            return nexus_ipc_reply(answer);
        case WITH_PAGE:
            return nexus_ipc_reply_page(answer);
        case SAVED:
            return nexus_reply_to(reply, answer);
        default:
            return nexus_reply_to_page(reply, answer);
    }
}

static void answer_the_dead(enum way way, uint32_t reply, const struct nexus_message *answer, struct tally *tally) {
    (void)tally_expect(tally, answer_by(way, reply, answer), ABI_EPIPE);
    (void)tally_expect(tally, answer_by(way, reply, answer), ABI_EBADF);
}

// Its call is received, and perhaps saved, when it ends.
static void end_caller(enum way way, const struct nexus_message *answer, struct tally *tally) {
    struct partner caller;
    struct partner successor;
    uint32_t silent = 0;
    (void)tally_expect(tally, nexus_endpoint_create(&silent), ABI_OK);
    if (!tally_expect(tally, partner_start(&caller, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK)) {
        return;
    }
    uint32_t there = partner_give(&caller, scene.endpoint, ABI_RIGHT_SEND, 0);
    (void)!puppet_tell(&caller, ORDER_CALL_OUT, there, 1, 0, 0, 0);
    struct nexus_message message;
    (void)tally_expect(tally, nexus_ipc_receive(scene.endpoint, &message), ABI_OK);
    uint32_t reply = 0;
    if (way >= SAVED) {
        (void)tally_expect(tally, nexus_reply_save(&reply), ABI_OK);
    }
    partner_end(&caller);
    start_successor(&successor, silent, tally);
    answer_the_dead(way, reply, answer, tally);
    serve_successor(&successor, silent, tally);
    (void)!nexus_capability_close(silent);
}

void prove_caller_death(uint32_t harts) {
    (void)harts;
    const struct nexus_message answer = {.words = {UINT64_C(0x5a5a)}};
    struct tally tally = {0};
    (void)tally_expect(&tally, nexus_endpoint_create(&scene.endpoint), ABI_OK);
    for (enum way way = PLAIN; way < WAYS; way++) {
        end_caller(way, &answer, &tally);
    }
    // And the server goes on.
    start_caller(0, &tally);
    struct nexus_message message;
    (void)tally_expect(&tally, nexus_ipc_receive(scene.endpoint, &message), ABI_OK);
    (void)tally_expect(&tally, nexus_ipc_reply(&answer), ABI_OK);
    crew_join(0);
    (void)tally_expect(&tally, scene.errors[0], ABI_OK);
    (void)tally_expect(&tally, scene.answers[0], answer.words[0]);
    emit(MARKER_ipc_caller_death, "%s", tally_text(&tally));
    (void)!nexus_capability_close(scene.endpoint);
}
