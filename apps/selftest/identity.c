// SPDX-License-Identifier: Apache-2.0
// Two processes send through differently badged capabilities of one endpoint, with another sender's identity in the words.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

static const uint64_t FIRST_BADGE = 4369;
static const uint64_t SECOND_BADGE = UINT64_C(0xfedcba9876543210);

struct sender {
    struct partner partner;
    uint64_t badge;
    enum abi_class base_class;
    uint32_t derived;  // the badged capability of this side
};

static bool set_class(const struct sender *sender) {
    uint32_t task = 0;
    if (nexus_task_open(sender->partner.process, sender->partner.task, &task) != ABI_OK) {
        return false;
    }
    enum abi_error error = nexus_task_set_class(task, sender->base_class, nexus_boot()->sched_setqos);
    (void)!nexus_capability_close(task);
    return error == ABI_OK;
}

// What it sends claims to be from the first program's main task, of the highest class, with the other one's badge.
static void expect_sender(struct sender *sender, uint32_t endpoint, uint64_t false_badge, struct tally *tally) {
    uint64_t error = partner_start(&sender->partner, PARTNER_PUPPET, 0, STAGE_HARTS);
    if (!tally_expect(tally, error, ABI_OK)) {
        return;
    }
    (void)tally_expect(tally, set_class(sender), true);
    (void)tally_expect(
        tally, nexus_capability_derive(endpoint, ABI_RIGHT_SEND, ABI_RIGHT_SEND, sender->badge, &sender->derived),
        ABI_OK);
    uint32_t there = partner_give(&sender->partner, sender->derived, ABI_RIGHT_SEND, 0);
    uint64_t false_info = 1 | (uint64_t)ABI_CLASS_PERF_BURST << ABI_INFO_CLASS_SHIFT;
    (void)!puppet_tell(&sender->partner, ORDER_CALL, ABI_SYS_IPC_SEND, there, false_badge, false_info, false_info);
    struct nexus_message message = {0};
    (void)tally_expect(tally, nexus_ipc_receive(endpoint, &message), ABI_OK);
    (void)tally_expect(tally, message.words[0], false_badge);
    (void)tally_expect(tally, message.badge, sender->badge);
    (void)tally_expect(tally, nexus_message_sender(&message), sender->partner.task);
    (void)tally_expect(tally, nexus_message_class(&message), sender->base_class);
    (void)tally_expect(tally, nexus_message_kind(&message), ABI_MESSAGE_SEND);
    (void)tally_expect(tally, puppet_hear(&sender->partner), ABI_OK);
}

// A badge is there to stay.
static void expect_lasting_badge(const struct sender *sender, struct tally *tally) {
    uint32_t child = 0;
    (void)tally_expect(tally, nexus_capability_derive(sender->derived, ABI_RIGHT_SEND, 0, SECOND_BADGE, &child),
                       ABI_EINVAL);
    (void)tally_expect(tally, nexus_capability_derive(sender->derived, ABI_RIGHT_SEND, 0, 0, &child), ABI_OK);
    struct abi_capability_info info = {0};
    (void)tally_expect(tally, nexus_capability_info(child, &info), ABI_OK);
    (void)tally_expect(tally, info.badge, sender->badge);
    (void)!nexus_capability_close(child);
}

void prove_identity(uint32_t harts) {
    (void)harts;
    static struct sender first;
    static struct sender second;
    first = (struct sender){.badge = FIRST_BADGE, .base_class = ABI_CLASS_IDLE};
    second = (struct sender){.badge = SECOND_BADGE, .base_class = ABI_CLASS_INTERACTIVE};
    struct tally tally = {0};
    uint32_t endpoint = 0;
    (void)tally_expect(&tally, nexus_endpoint_create(&endpoint), ABI_OK);
    expect_sender(&first, endpoint, SECOND_BADGE, &tally);
    expect_sender(&second, endpoint, FIRST_BADGE, &tally);
    expect_lasting_badge(&first, &tally);
    emit(MARKER_ipc_sender_identity, "%s", tally_text(&tally));
    partner_end(&first.partner);
    partner_end(&second.partner);
    (void)!nexus_capability_close(first.derived);
    (void)!nexus_capability_close(second.derived);
    (void)!nexus_capability_close(endpoint);
}
