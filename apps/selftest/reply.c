// SPDX-License-Identifier: Apache-2.0
// A call is answered once.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum reply_constants {
    CALLS = 6,
    CALLER = 0,
    LAST_SLOT = 2 * ABI_CAPABILITIES_MAX - 1,  // which is free
};

static struct {
    uint32_t endpoint;
    uint32_t ungrantable;  // the same, and not to be passed on
    // What the caller's calls came to, written by it before it ends.
    enum abi_error errors[CALLS];
    uint64_t answers[CALLS];
} scene;

static void call_often(void *argument) {
    (void)argument;
    for (uint32_t i = 0; i < CALLS; i++) {
        struct nexus_message message = {.words = {i}};
        scene.errors[i] = nexus_ipc_call(scene.endpoint, &message);
        scene.answers[i] = message.words[0];
    }
}

static void take_call(uint32_t number, struct tally *tally) {
    struct nexus_message message = {.words = {UINT64_MAX}};
    (void)tally_expect(tally, nexus_ipc_receive(scene.endpoint, &message), ABI_OK);
    (void)tally_expect(tally, message.words[0], number);
}

static void answer_twice(const struct nexus_message *answer, struct tally *tally) {
    (void)tally_expect(tally, nexus_ipc_reply(answer), ABI_EBADF);
    take_call(0, tally);
    (void)tally_expect(tally, nexus_ipc_reply(answer), ABI_OK);
    (void)tally_expect(tally, nexus_ipc_reply(answer), ABI_EBADF);
    uint32_t reply = 0;
    (void)tally_expect(tally, nexus_reply_save(&reply), ABI_EBADF);
}

static void answer_saved_twice(const struct nexus_message *answer, struct tally *tally) {
    take_call(1, tally);
    uint32_t reply = 0;
    (void)tally_expect(tally, nexus_reply_save(&reply), ABI_OK);
    (void)tally_expect(tally, nexus_ipc_reply(answer), ABI_EBADF);
    (void)tally_expect(tally, nexus_reply_to(reply, answer), ABI_OK);
    (void)tally_expect(tally, nexus_reply_to(reply, answer), ABI_EBADF);
}

// Neither a second capability nor another process's.
static void pass_on(const struct partner *partner, const struct nexus_message *answer, struct tally *tally) {
    take_call(2, tally);
    uint32_t reply = 0;
    uint32_t copy = 0;
    (void)tally_expect(tally, nexus_reply_save(&reply), ABI_OK);
    struct abi_capability_info info = {.badge = UINT64_MAX};
    (void)tally_expect(tally, nexus_capability_info(reply, &info), ABI_OK);
    (void)tally_expect(tally, info.kind, ABI_OBJECT_REPLY);
    (void)tally_expect(tally, info.badge, 0);
    (void)tally_expect(tally, nexus_capability_derive(reply, ABI_RIGHT_USE, 0, 0, &copy), ABI_EBADF);
    (void)tally_expect(tally, nexus_capability_revoke(reply), ABI_EBADF);
    (void)tally_expect(tally, nexus_process_grant(partner->process, reply, ABI_RIGHT_USE, 0, &copy), ABI_EBADF);
    struct abi_message *page = page_fresh();
    page->capability_count = 1;
    page->capabilities[0] = (struct abi_message_capability){.handle = reply, .rights = ABI_RIGHT_USE};
    (void)tally_expect(tally, nexus_ipc_send_page(partner->orders, answer), ABI_EBADF);
    page_fresh();
    (void)tally_expect(tally, nexus_reply_to(reply, answer), ABI_OK);
}

// What is refused leaves the call as it was.
static void answer_badly(const struct nexus_message *answer, struct tally *tally) {
    uint32_t reply = 0;
    take_call(3, tally);
    struct abi_message *page = page_fresh();
    page->bytes = ABI_MESSAGE_MAX_BYTES + 1;
    (void)tally_expect(tally, nexus_ipc_reply_page(answer), ABI_EINVAL);
    page->bytes = 0;
    page->capability_count = 1;
    page->capabilities[0] = (struct abi_message_capability){.handle = LAST_SLOT};
    (void)tally_expect(tally, nexus_ipc_reply_page(answer), ABI_EBADF);
    page->capabilities[0] = (struct abi_message_capability){.handle = scene.ungrantable, .rights = ABI_RIGHT_SEND};
    (void)tally_expect(tally, nexus_ipc_reply_page(answer), ABI_EPERM);
    (void)tally_expect(tally, nexus_reply_save(&reply), ABI_OK);
    (void)tally_expect(tally, nexus_reply_to_page(reply, answer), ABI_EPERM);
    page->bytes = ABI_MESSAGE_MAX_BYTES + 1;
    (void)tally_expect(tally, nexus_reply_to_page(reply, answer), ABI_EINVAL);
    page_fresh();
    (void)tally_expect(tally, nexus_reply_to_page(reply, answer), ABI_OK);
    (void)tally_expect(tally, nexus_reply_to_page(reply, answer), ABI_EBADF);
}

static void drop(struct tally *tally) {
    take_call(4, tally);
    uint32_t reply = 0;
    (void)tally_expect(tally, nexus_reply_save(&reply), ABI_OK);
    (void)tally_expect(tally, nexus_capability_close(reply), ABI_OK);
    take_call(5, tally);
    // Receiving the next one drops it.
    struct nexus_message message;
    page_fresh()->deadline = 0;
    (void)tally_expect(tally, nexus_ipc_receive_page(scene.endpoint, &message), ABI_EAGAIN);
}

static void judge_caller(const struct nexus_message *answer, struct tally *tally) {
    static const enum abi_error expected[CALLS] = {ABI_OK, ABI_OK, ABI_OK, ABI_OK, ABI_EPIPE, ABI_EPIPE};
    for (uint32_t i = 0; i < CALLS; i++) {
        (void)tally_expect(tally, scene.errors[i], expected[i]);
        (void)tally_expect(tally, scene.answers[i], expected[i] == ABI_OK ? answer->words[0] : i);
    }
}

void prove_single_reply(uint32_t harts) {
    (void)harts;
    const struct nexus_message answer = {.words = {UINT64_C(0xa5a5a5a5a5a5a5a5)}};
    struct tally tally = {0};
    struct partner partner;
    (void)tally_expect(&tally, partner_start(&partner, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK);
    (void)tally_expect(&tally, nexus_endpoint_create(&scene.endpoint), ABI_OK);
    (void)tally_expect(&tally, nexus_capability_derive(scene.endpoint, ABI_RIGHT_SEND, 0, 0, &scene.ungrantable),
                       ABI_OK);
    if (tally_expect(&tally, crew_start(CALLER, call_often, NULL, STAGE_HARTS), true)) {
        answer_twice(&answer, &tally);
        answer_saved_twice(&answer, &tally);
        pass_on(&partner, &answer, &tally);
        answer_badly(&answer, &tally);
        drop(&tally);
        crew_join(CALLER);
        judge_caller(&answer, &tally);
    }
    emit(MARKER_test_reject_reply_reuse, "%s", tally_text(&tally));
    (void)!nexus_capability_close(scene.ungrantable);
    (void)!nexus_capability_close(scene.endpoint);
    partner_end(&partner);
}
