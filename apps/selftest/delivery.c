// SPDX-License-Identifier: Apache-2.0
// Capabilities that cannot be delivered stay with their sender, and the receiver gets none that it did not ask for.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

static struct {
    uint32_t endpoint;
    uint32_t cargo;  // a notification
    struct partner receiver;
    uint32_t endpoint_there;
    uint32_t calls_there;  // the same endpoint, to call
} scene;

static bool begin(struct tally *tally) {
    (void)tally_expect(tally, nexus_endpoint_create(&scene.endpoint), ABI_OK);
    (void)tally_expect(tally, nexus_notification_create(&scene.cargo), ABI_OK);
    if (!tally_expect(tally, partner_start(&scene.receiver, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK)) {
        return false;
    }
    scene.endpoint_there = partner_give(&scene.receiver, scene.endpoint, ABI_RIGHT_RECEIVE, 0);
    scene.calls_there = partner_give(&scene.receiver, scene.endpoint, ABI_RIGHT_SEND, 0);
    return true;
}

static void finish(void) {
    partner_end(&scene.receiver);
    (void)!nexus_capability_close(scene.endpoint);
    (void)!nexus_capability_close(scene.cargo);
}

static void load(uint32_t capabilities) {
    struct abi_message *page = page_fresh();
    page->capability_count = (uint8_t)capabilities;
    for (uint32_t i = 0; i < capabilities; i++) {
        page->capabilities[i] = (struct abi_message_capability){.handle = scene.cargo, .rights = ABI_RIGHT_SEND};
    }
}

static enum abi_error send(uint32_t capabilities) {
    load(capabilities);
    const struct nexus_message message = {.words = {capabilities}};
    return nexus_ipc_send_page(scene.endpoint, &message);
}

static void send_one(void *argument) {
    *(enum abi_error *)argument = send(1);
}

static uint32_t capabilities_there(void) {
    struct abi_process_info info = {0};
    return nexus_process_info(scene.receiver.process, &info) == ABI_OK ? info.capabilities : UINT32_MAX;
}

static uint64_t receive_there(uint32_t accept, uint64_t deadline) {
    return puppet_do(&scene.receiver, ORDER_RECEIVE_PAGE, scene.endpoint_there, accept, deadline);
}

// For the answer as well: a caller that offers slots which it has not is refused before anybody hears of its call.
static uint64_t call_there(uint32_t accept) {
    return puppet_do(&scene.receiver, ORDER_CALL_PAGE, scene.calls_there, accept, 0);
}

// A sender waits, and the receiver's table is full until it closes one.
static void receive_with_full_table(struct tally *tally) {
    enum abi_error sent = ABI_EIO;
    (void)tally_expect(tally, crew_start(0, send_one, &sent, STAGE_HARTS), true);
    crew_settle();
    (void)tally_expect(tally, puppet_do(&scene.receiver, ORDER_FILL_TABLE, scene.endpoint_there, UINT64_MAX, 0),
                       ABI_ENOSPC);
    uint32_t there = 0;
    (void)tally_expect(tally, capabilities_there(), ABI_CAPABILITIES_MAX);
    (void)tally_expect(tally, nexus_process_grant(scene.receiver.process, scene.cargo, 0, 0, &there), ABI_ENOSPC);
    (void)tally_expect(tally, puppet_call(&scene.receiver, ABI_SYS_ENDPOINT_CREATE, 0, 0, 0, 0), ABI_ENOSPC);
    (void)tally_expect(tally, puppet_call(&scene.receiver, ABI_SYS_VMO_CREATE, 0, 1, 0, 0), ABI_ENOSPC);
    (void)tally_expect(tally, receive_there(1, 0), ABI_ENOSPC);
    (void)tally_expect(tally, call_there(1), ABI_ENOSPC);
    (void)tally_expect(tally, call_there(0), ABI_EAGAIN);
    (void)tally_expect(tally, sent, ABI_EIO);
    (void)tally_expect(tally, puppet_do(&scene.receiver, ORDER_EMPTY_TABLE, 1, 0, 0), ABI_OK);
    (void)tally_expect(tally, receive_there(2, 0), ABI_ENOSPC);
    (void)tally_expect(tally, call_there(2), ABI_ENOSPC);
    (void)tally_expect(tally, call_there(1), ABI_EAGAIN);
    (void)tally_expect(tally, receive_there(1, 0), ABI_OK);
    (void)tally_expect(tally, scene.receiver.report.words[1], 1);
    crew_join(0);
    (void)tally_expect(tally, sent, ABI_OK);
    (void)tally_expect(tally, capabilities_there(), ABI_CAPABILITIES_MAX);
    (void)tally_expect(tally, puppet_do(&scene.receiver, ORDER_EMPTY_TABLE, ABI_CAPABILITIES_MAX, 0, 0), ABI_OK);
}

// The receiver waits for one capability, the sender has two.
static void send_too_many(struct tally *tally) {
    struct abi_capability_info info = {0};
    (void)tally_expect(
        tally, puppet_tell(&scene.receiver, ORDER_RECEIVE_PAGE, scene.endpoint_there, 1, ABI_DEADLINE_NEVER, 0, 0),
        ABI_OK);
    crew_settle();
    (void)tally_expect(tally, send(2), ABI_ENOSPC);
    (void)tally_expect(tally, nexus_capability_info(scene.cargo, &info), ABI_OK);
    (void)tally_expect(tally, send(1), ABI_OK);
    (void)tally_expect(tally, puppet_hear(&scene.receiver), ABI_OK);
    (void)tally_expect(tally, scene.receiver.report.words[1], 1);
    // What arrived can be used: the receiver signals through it.
    uint64_t arrived = scene.receiver.report.words[3];
    uint64_t bits = 0;
    (void)tally_expect(tally, puppet_call(&scene.receiver, ABI_SYS_NOTIFICATION_SIGNAL, arrived, 4, 0, 0), ABI_OK);
    (void)tally_expect(tally, nexus_notification_wait(scene.cargo, 0, &bits), ABI_OK);
    (void)tally_expect(tally, bits, 4);
}

void prove_full_table(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    if (begin(&tally)) {
        send_too_many(&tally);
        receive_with_full_table(&tally);
    }
    page_fresh();
    emit(MARKER_test_reject_full_slot_table, "%s", tally_text(&tally));
    finish();
}

// The receiver waits and accepts nothing; then it gets a message without capabilities.
static void push(enum partner_order order, struct tally *tally) {
    (void)tally_expect(tally, puppet_tell(&scene.receiver, order, scene.endpoint_there, 0, ABI_DEADLINE_NEVER, 0, 0),
                       ABI_OK);
    crew_settle();
    (void)tally_expect(tally, send(1), ABI_ENOSPC);
    (void)tally_expect(tally, send(0), ABI_OK);
    (void)tally_expect(tally, puppet_hear(&scene.receiver), ABI_OK);
}

// An answer that brings a capability to a caller that accepts none.
static void push_with_answer(uint32_t calls, uint32_t calls_there, struct tally *tally) {
    (void)tally_expect(tally, puppet_tell(&scene.receiver, ORDER_CALL_OUT, calls_there, 1, 0, 0, 0), ABI_OK);
    struct nexus_message message;
    (void)tally_expect(tally, nexus_ipc_receive(calls, &message), ABI_OK);
    load(1);
    (void)tally_expect(tally, nexus_ipc_reply_page(&message), ABI_ENOSPC);
    nexus_message_page()->deadline = 0;
    (void)tally_expect(tally, nexus_ipc_reply_receive_page(calls, &message), ABI_ENOSPC);
    nexus_message_page()->bytes = ABI_MESSAGE_MAX_BYTES + 1;
    (void)tally_expect(tally, nexus_ipc_reply_receive_page(calls, &message), ABI_EINVAL);
    load(1);
    uint32_t reply = 0;
    (void)tally_expect(tally, nexus_reply_save(&reply), ABI_OK);
    (void)tally_expect(tally, nexus_reply_to_page(reply, &message), ABI_ENOSPC);
    load(0);
    (void)tally_expect(tally, nexus_reply_to_page(reply, &message), ABI_OK);
    (void)tally_expect(tally, puppet_hear(&scene.receiver), ABI_OK);
}

void prove_uninvited(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint32_t before = 0;
    uint32_t after = 0;
    uint32_t calls = 0;
    (void)tally_expect(&tally, nexus_endpoint_create(&calls), ABI_OK);
    if (begin(&tally)) {
        uint32_t calls_there = partner_give(&scene.receiver, calls, ABI_RIGHT_SEND, 0);
        before = capabilities_there();
        push(ORDER_RECEIVE, &tally);
        push(ORDER_RECEIVE_PAGE, &tally);
        push_with_answer(calls, calls_there, &tally);
        after = capabilities_there();
    }
    page_fresh();
    emit(MARKER_test_reject_uninvited_capability, "%s before=%u after=%u", tally_text(&tally), (unsigned)before,
         (unsigned)after);
    finish();
    (void)!nexus_capability_close(calls);
}
