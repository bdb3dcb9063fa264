// SPDX-License-Identifier: Apache-2.0
// What takes one partner only, and already has it; and what waits at something that goes away.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum bindings_crew {
    WAITER,
    SENDER,
    RECEIVER,
    ANSWERER,
};

static struct {
    uint32_t endpoint;
    uint32_t other_endpoint;
    uint32_t silent_endpoint;
    uint32_t notification;
    uint32_t other;
    enum abi_error waited;
    enum abi_error sent;
    enum abi_error received[2];
} scene;

static bool begin(struct tally *tally) {
    (void)tally_expect(tally, nexus_endpoint_create(&scene.endpoint), ABI_OK);
    (void)tally_expect(tally, nexus_endpoint_create(&scene.other_endpoint), ABI_OK);
    (void)tally_expect(tally, nexus_notification_create(&scene.notification), ABI_OK);
    return tally_expect(tally, nexus_notification_create(&scene.other), ABI_OK);
}

static void wait(void *argument) {
    (void)argument;
    uint64_t bits = 0;
    scene.waited = nexus_notification_wait(scene.other, ABI_DEADLINE_NEVER, &bits);
}

static void send(void *argument) {
    (void)argument;
    const struct nexus_message message = {.words = {0}};
    scene.sent = nexus_ipc_send(scene.other_endpoint, &message);
}

// Each way to receive.
static void receive(void *argument) {
    (void)argument;
    struct nexus_message message;
    scene.received[0] = nexus_ipc_receive(scene.silent_endpoint, &message);
}

static void reply_receive(void *argument) {
    (void)argument;
    struct nexus_message message = {.words = {0}};
    page_fresh();
    scene.received[1] = nexus_ipc_reply_receive_page(scene.silent_endpoint, &message);
}

// The first binding is as it was.
static void expect_bound(struct tally *tally) {
    struct nexus_message message = {.words = {0}};
    (void)tally_expect(tally, nexus_notification_signal(scene.notification, 2), ABI_OK);
    page_fresh()->deadline = 0;
    (void)tally_expect(tally, nexus_ipc_receive_page(scene.endpoint, &message), ABI_OK);
    (void)tally_expect(tally, message.words[0], 2);
    (void)tally_expect(tally, nexus_ipc_receive_page(scene.other_endpoint, &message), ABI_EAGAIN);
    page_fresh();
}

// Who waits through a capability that is closed is told.
static void close_under_waiters(struct tally *tally) {
    (void)tally_expect(tally, nexus_endpoint_create(&scene.silent_endpoint), ABI_OK);
    (void)tally_expect(tally, crew_start(SENDER, send, NULL, STAGE_HARTS), true);
    (void)tally_expect(tally, crew_start(RECEIVER, receive, NULL, STAGE_HARTS), true);
    (void)tally_expect(tally, crew_start(ANSWERER, reply_receive, NULL, STAGE_HARTS), true);
    crew_settle();
    (void)tally_expect(tally, nexus_capability_close(scene.other), ABI_OK);
    (void)tally_expect(tally, nexus_capability_close(scene.other_endpoint), ABI_OK);
    (void)tally_expect(tally, nexus_capability_close(scene.silent_endpoint), ABI_OK);
    for (uint32_t i = WAITER; i <= ANSWERER; i++) {
        crew_join(i);
    }
    (void)tally_expect(tally, scene.waited, ABI_EPIPE);
    (void)tally_expect(tally, scene.sent, ABI_EPIPE);
    (void)tally_expect(tally, scene.received[0], ABI_EPIPE);
    (void)tally_expect(tally, scene.received[1], ABI_EPIPE);
}

void prove_second_binding(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    if (begin(&tally)) {
        (void)tally_expect(&tally, nexus_endpoint_bind(scene.endpoint, scene.notification), ABI_OK);
        (void)tally_expect(&tally, nexus_endpoint_bind(scene.endpoint, scene.other), ABI_EBUSY);
        (void)tally_expect(&tally, nexus_endpoint_bind(scene.endpoint, scene.notification), ABI_EBUSY);
        (void)tally_expect(&tally, nexus_endpoint_bind(scene.other_endpoint, scene.notification), ABI_EBUSY);
        (void)tally_expect(&tally, crew_start(WAITER, wait, NULL, STAGE_HARTS), true);
        crew_settle();
        (void)tally_expect(&tally, nexus_endpoint_bind(scene.other_endpoint, scene.other), ABI_EBUSY);
        expect_bound(&tally);
        close_under_waiters(&tally);
        (void)tally_expect(&tally, nexus_endpoint_bind(scene.endpoint, 0), ABI_OK);
        (void)tally_expect(&tally, nexus_endpoint_bind(scene.endpoint, scene.notification), ABI_OK);
    }
    emit(MARKER_test_reject_second_binding, "%s", tally_text(&tally));
    (void)!nexus_capability_close(scene.endpoint);
    (void)!nexus_capability_close(scene.notification);
}

// Nothing is done for a process that is dead.
static void expect_dead(uint32_t process, struct tally *tally) {
    uint32_t there = 0;
    uint64_t mapped = 0;
    uint64_t bits = 0;
    uint32_t vmo = 0;
    (void)tally_expect(tally, nexus_process_supervise(process, scene.endpoint), ABI_EPIPE);
    (void)tally_expect(tally, nexus_process_grant(process, scene.endpoint, 0, 0, &there), ABI_EPIPE);
    (void)tally_expect(tally, nexus_vmo_create_for(process, 1, &vmo), ABI_EPIPE);
    (void)tally_expect(tally, nexus_vmo_create(1, &vmo), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_map(process, vmo, 0, 0, 1, ABI_RIGHT_READ, &mapped), ABI_EPIPE);
    (void)tally_expect(tally, nexus_task_create(process, ABI_PAGE_BYTES, 2 * ABI_PAGE_BYTES, 0, 0, 0, &there),
                       ABI_EPIPE);
    // Who watches now is told at once.
    (void)tally_expect(tally, nexus_process_watch(process, scene.other, 4), ABI_OK);
    (void)tally_expect(tally, nexus_notification_wait(scene.other, 0, &bits), ABI_OK);
    (void)tally_expect(tally, bits, 4);
    (void)!nexus_capability_close(vmo);
}

// Who gives up the last capability to a process ends it.
static void abandon(struct tally *tally) {
    struct partner partner;
    uint64_t bits = 0;
    (void)tally_expect(tally, partner_start(&partner, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK);
    (void)tally_expect(tally, nexus_process_watch(partner.process, scene.notification, 8), ABI_OK);
    (void)tally_expect(tally, nexus_capability_close(partner.process), ABI_OK);
    (void)tally_expect(tally, nexus_notification_wait(scene.notification, ABI_DEADLINE_NEVER, &bits), ABI_OK);
    (void)tally_expect(tally, bits, 8);
    partner.process = 0;
    partner_forget(&partner);
}

// A process has one supervisor and one who watches it.
void prove_second_watcher(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    struct partner partner;
    uint64_t bits = 0;
    (void)begin(&tally);
    if (tally_expect(&tally, partner_start(&partner, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK)) {
        (void)tally_expect(&tally, nexus_process_watch(partner.process, scene.notification, 1), ABI_OK);
        (void)tally_expect(&tally, nexus_process_watch(partner.process, scene.notification, 1), ABI_EBUSY);
        (void)tally_expect(&tally, nexus_process_watch(partner.process, scene.other, 1), ABI_EBUSY);
        if (tally_expect(&tally, nexus_process_supervise(partner.process, scene.endpoint), ABI_EBUSY)) {
            (void)tally_expect(&tally, puppet_do(&partner, ORDER_BREAKPOINT, 0, 0, 0),
                               PARTNER_FAULTED + ABI_FAULT_BREAKPOINT);
        }
        (void)tally_expect(&tally, nexus_process_kill(partner.process, 0), ABI_OK);
        if (tally.first_wrong == 0) {
            (void)tally_expect(&tally, nexus_notification_wait(scene.notification, ABI_DEADLINE_NEVER, &bits), ABI_OK);
            (void)tally_expect(&tally, bits, 1);
            expect_dead(partner.process, &tally);
            abandon(&tally);
        }
    }
    emit(MARKER_test_reject_second_watcher, "%s", tally_text(&tally));
    partner_end(&partner);
    const uint32_t handles[] = {scene.endpoint, scene.other_endpoint, scene.notification, scene.other};
    for (uint32_t i = 0; i < sizeof(handles) / sizeof(handles[0]); i++) {
        (void)!nexus_capability_close(handles[i]);
    }
}
