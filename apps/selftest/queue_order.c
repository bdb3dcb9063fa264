// SPDX-License-Identifier: Apache-2.0
// Two senders of each class queue at one endpoint, the lower classes first.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum order_constants {
    ROUNDS = 2,
    SENDERS = ROUNDS * ABI_CLASS_COUNT,
};

static uint32_t endpoint;

// Of class number % ABI_CLASS_COUNT. It sends its number, for ever if nobody receives.
static void send(void *argument) {
    uint32_t number = (uint32_t)(uintptr_t)argument;
    const struct nexus_message message = {.words = {number}};
    (void)!nexus_task_set_class(0, (enum abi_class)(number % ABI_CLASS_COUNT), nexus_boot()->sched_setqos);
    (void)!nexus_ipc_send(endpoint, &message);
}

void prove_queue_order(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    (void)tally_expect(&tally, nexus_endpoint_create(&endpoint), ABI_OK);
    for (uint32_t i = 0; i < SENDERS; i++) {
        (void)tally_expect(&tally, crew_start(i, send, (void *)(uintptr_t)i, STAGE_HARTS), true);
        crew_settle();
    }
    for (uint32_t i = 0; i < SENDERS && tally.first_wrong == 0; i++) {
        struct nexus_message message;
        uint32_t class_ = ABI_CLASS_COUNT - 1 - i / ROUNDS;
        (void)tally_expect(&tally, nexus_ipc_receive(endpoint, &message), ABI_OK);
        (void)tally_expect(&tally, message.words[0], class_ + i % ROUNDS * ABI_CLASS_COUNT);
        (void)tally_expect(&tally, nexus_message_class(&message), class_);
    }
    emit(MARKER_ipc_queue_order, "%s", tally_text(&tally));
    (void)!nexus_capability_close(endpoint);
    for (uint32_t i = 0; i < SENDERS; i++) {
        crew_join(i);
    }
}
