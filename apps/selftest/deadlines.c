// SPDX-License-Identifier: Apache-2.0
// Waits that nobody ends. The caller's deadlines are precise.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum deadline_constants {
    WAYS = 4,
    PER_SECOND = 2000,  // half a millisecond
    LONG_AGO = 1,
    SERVER = 0,
};

static struct {
    uint32_t endpoint;
    uint32_t notification;
} scene;

static uint64_t soon(void) {
    struct abi_machine_info info = {0};
    (void)!nexus_machine_info(nexus_boot()->stats_read, &info);
    return nexus_clock_read() + info.timebase_hz / PER_SECOND;
}

static uint64_t wait_in_vain(uint32_t way, uint64_t deadline) {
    struct nexus_message message = {0};
    page_fresh()->deadline = deadline;
    uint64_t bits = 0;
    switch (way) {
        case 0:
            return nexus_ipc_call_page(scene.endpoint, &message);
        case 1:
            return nexus_ipc_send_page(scene.endpoint, &message);
        case 2:
            return nexus_ipc_receive_page(scene.endpoint, &message);
        default:
            return nexus_notification_wait(scene.notification, deadline, &bits);
    }
}

static uint32_t wait_until(uint32_t way, struct tally *tally) {
    uint64_t deadline = soon();
    (void)tally_expect(tally, wait_in_vain(way, deadline), ABI_ETIMEDOUT);
    return nexus_clock_read() < deadline ? 1 : 0;
}

// Receives the call and holds it until its caller has given up.
static void hold_call(void *argument) {
    (void)argument;
    struct nexus_message message;
    uint64_t bits = 0;
    if (nexus_ipc_receive(scene.endpoint, &message) == ABI_OK) {
        (void)!nexus_notification_wait(scene.notification, ABI_DEADLINE_NEVER, &bits);
    }
}

static uint32_t wait_for_answer(struct tally *tally) {
    if (!crew_start(SERVER, hold_call, NULL, STAGE_HARTS)) {
        return 1;
    }
    crew_settle();
    uint32_t early = wait_until(0, tally);
    (void)!nexus_notification_signal(scene.notification, 1);
    crew_join(SERVER);
    return early;
}

void prove_deadlines(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint32_t early = 0;
    if (nexus_endpoint_create(&scene.endpoint) == ABI_OK && nexus_notification_create(&scene.notification) == ABI_OK) {
        for (uint32_t way = 0; way < WAYS; way++) {
            (void)tally_expect(&tally, wait_in_vain(way, 0), ABI_EAGAIN);
            (void)tally_expect(&tally, wait_in_vain(way, LONG_AGO), ABI_ETIMEDOUT);
            early += wait_until(way, &tally);
        }
        early += wait_for_answer(&tally);
    }
    emit(MARKER_ipc_deadline_timeout, "%s early=%u", tally_text(&tally), (unsigned)early);
    (void)!nexus_capability_close(scene.endpoint);
    (void)!nexus_capability_close(scene.notification);
}
