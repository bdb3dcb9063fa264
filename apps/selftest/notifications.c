// SPDX-License-Identifier: Apache-2.0
// Bits that are signalled, several sources at one endpoint, timers, and what interrupts refuse.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum notification_constants {
    WAITER = 0,
    SENDER = 1,
    PER_SECOND = 1000,
};

static const uint64_t HIGH_BIT = UINT64_C(1) << 63;

static struct {
    uint32_t notification;
    uint32_t other;
    uint32_t endpoint;
    uint64_t bits_of_waiter;
} scene;

static uint64_t ticks_per_millisecond(void) {
    struct abi_machine_info info = {0};
    (void)!nexus_machine_info(nexus_boot()->stats_read, &info);
    return info.timebase_hz / PER_SECOND;
}

static void expect_bits(uint32_t notification, uint64_t expected, struct tally *tally) {
    uint64_t bits = 0;
    enum abi_error error = nexus_notification_wait(notification, 0, &bits);
    (void)tally_expect(tally, error, expected == 0 ? ABI_EAGAIN : ABI_OK);
    (void)tally_expect(tally, bits, expected);
}

static void wait_for_bits(void *argument) {
    (void)argument;
    (void)!nexus_notification_wait(scene.notification, ABI_DEADLINE_NEVER, &scene.bits_of_waiter);
}

static void add_and_take(struct tally *tally) {
    (void)tally_expect(tally, nexus_notification_signal(scene.notification, 1), ABI_OK);
    (void)tally_expect(tally, nexus_notification_signal(scene.notification, 4), ABI_OK);
    (void)tally_expect(tally, nexus_notification_signal(scene.notification, HIGH_BIT), ABI_OK);
    (void)tally_expect(tally, nexus_notification_signal(scene.notification, 4), ABI_OK);
    expect_bits(scene.notification, HIGH_BIT | 4 | 1, tally);
    expect_bits(scene.notification, 0, tally);
    (void)tally_expect(tally, nexus_notification_signal(scene.notification, 0), ABI_EINVAL);
    // Somebody waits already.
    scene.bits_of_waiter = 0;
    (void)tally_expect(tally, crew_start(WAITER, wait_for_bits, NULL, STAGE_HARTS), true);
    crew_settle();
    (void)tally_expect(tally, nexus_notification_signal(scene.notification, 8), ABI_OK);
    crew_join(WAITER);
    (void)tally_expect(tally, scene.bits_of_waiter, 8);
    expect_bits(scene.notification, 0, tally);
}

static void send_word(void *argument) {
    (void)argument;
    const struct nexus_message message = {.words = {77}};
    (void)!nexus_ipc_send(scene.endpoint, &message);
}

static void expect_received(enum abi_message_kind kind, uint64_t word, struct tally *tally) {
    struct nexus_message message = {0};
    (void)tally_expect(tally, nexus_ipc_receive(scene.endpoint, &message), ABI_OK);
    (void)tally_expect(tally, nexus_message_kind(&message), kind);
    (void)tally_expect(tally, message.words[0], word);
}

// One receiver hears of a timer, of a signal and of a message, whichever comes, and asks for none of them.
static void listen_to_all(struct tally *tally) {
    uint32_t timer = 0;
    uint64_t bits = 0;
    (void)tally_expect(tally, nexus_endpoint_bind(scene.endpoint, scene.notification), ABI_OK);
    (void)tally_expect(tally, nexus_endpoint_bind(scene.endpoint, scene.other), ABI_EBUSY);
    (void)tally_expect(tally, nexus_notification_wait(scene.notification, 0, &bits), ABI_EBUSY);
    (void)tally_expect(tally, nexus_notification_signal(scene.notification, 16), ABI_OK);
    expect_received(ABI_MESSAGE_NOTIFICATION, 16, tally);
    (void)tally_expect(tally, nexus_timer_create(scene.notification, 32, &timer), ABI_OK);
    (void)tally_expect(tally, nexus_timer_set(timer, nexus_clock_read() + ticks_per_millisecond()), ABI_OK);
    expect_received(ABI_MESSAGE_NOTIFICATION, 32, tally);
    (void)tally_expect(tally, crew_start(SENDER, send_word, NULL, STAGE_HARTS), true);
    expect_received(ABI_MESSAGE_SEND, 77, tally);
    crew_join(SENDER);
    (void)tally_expect(tally, nexus_endpoint_bind(scene.endpoint, 0), ABI_OK);
    (void)tally_expect(tally, nexus_notification_wait(scene.notification, 0, &bits), ABI_EAGAIN);
    (void)!nexus_capability_close(timer);
}

static void begin(struct tally *tally) {
    (void)tally_expect(tally, nexus_notification_create(&scene.notification), ABI_OK);
    (void)tally_expect(tally, nexus_notification_create(&scene.other), ABI_OK);
    (void)tally_expect(tally, nexus_endpoint_create(&scene.endpoint), ABI_OK);
}

static void finish(void) {
    (void)!nexus_capability_close(scene.notification);
    (void)!nexus_capability_close(scene.other);
    (void)!nexus_capability_close(scene.endpoint);
}

void prove_notification(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    begin(&tally);
    add_and_take(&tally);
    listen_to_all(&tally);
    emit(MARKER_notification_bits, "%s", tally_text(&tally));
    finish();
}

// A timer that is set anew, or not at all, before it can have expired: on a host that is busy that takes more than one attempt,
// each with more time. Returns how much it took.
static uint64_t set_anew(uint32_t timer, uint64_t deadline, struct tally *tally) {
    uint64_t soon = 0;
    uint64_t step = ticks_per_millisecond();
    enum abi_error error = ABI_OK;
    do {
        uint64_t bits = 0;
        step *= 2;
        (void)!nexus_notification_wait(scene.notification, 0, &bits);
        soon = nexus_clock_read() + step;
        error = nexus_timer_set(timer, soon);
        error = error == ABI_OK ? nexus_timer_set(timer, deadline) : error;
    } while (error == ABI_OK && nexus_clock_read() >= soon);
    (void)tally_expect(tally, error, ABI_OK);
    return step;
}

static uint64_t next_bits(void) {
    uint64_t bits = 0;
    (void)!nexus_notification_wait(scene.notification, ABI_DEADLINE_NEVER, &bits);
    return bits;
}

static const uint64_t TICKS_UNTIL_LATE = UINT64_C(1) << 48;

// `first` is set for soon and then for later, and does not come before `second`, which comes once in between. Then it is set for
// earlier.
void prove_timer(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    begin(&tally);
    uint32_t first = 0;
    uint32_t second = 0;
    (void)tally_expect(&tally, nexus_timer_create(scene.notification, 1, &first), ABI_OK);
    (void)tally_expect(&tally, nexus_timer_create(scene.notification, 2, &second), ABI_OK);
    uint64_t step = set_anew(first, nexus_clock_read() + TICKS_UNTIL_LATE, &tally);
    (void)tally_expect(&tally, nexus_timer_set(second, nexus_clock_read() + 2 * step), ABI_OK);
    uint64_t in_between = next_bits();
    uint64_t earlier = nexus_clock_read() + step;
    (void)tally_expect(&tally, nexus_timer_set(first, earlier), ABI_OK);
    uint64_t later = next_bits();
    uint32_t early = nexus_clock_read() < earlier ? 1 : 0;
    // Once, and never when it is taken back.
    uint64_t bits = 0;
    step = set_anew(second, ABI_DEADLINE_NEVER, &tally);
    (void)tally_expect(&tally, nexus_notification_wait(scene.notification, nexus_clock_read() + 2 * step, &bits),
                       ABI_ETIMEDOUT);
    // One that is past comes at once.
    (void)tally_expect(&tally, nexus_timer_set(second, 1), ABI_OK);
    emit(MARKER_timer_object, "%s in_between=%u later=%u early=%u past=%u", tally_text(&tally), (unsigned)in_between,
         (unsigned)later, (unsigned)early, (unsigned)next_bits());
    (void)!nexus_capability_close(first);
    (void)!nexus_capability_close(second);
    finish();
}

static uint32_t any_irq(void) {
    const struct abi_boot *boot = nexus_boot();
    for (uint32_t i = 0; i < boot->device_count; i++) {
        if (boot->devices[i].irq != 0) {
            return boot->devices[i].irq;
        }
    }
    return 0;
}

// A device that has not interrupted: nothing to complete, one listener at a time.
void prove_irq_refusals(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    begin(&tally);
    uint32_t irq = any_irq();
    uint32_t unusable = 0;
    uint32_t silent = 0;
    (void)tally_expect(&tally, nexus_capability_derive(irq, ABI_RIGHT_ALL & ~ABI_RIGHT_USE, 0, 0, &unusable), ABI_OK);
    (void)tally_expect(&tally, nexus_capability_derive(scene.notification, ABI_RIGHT_RECEIVE, 0, 0, &silent), ABI_OK);
    (void)tally_expect(&tally, nexus_irq_complete(irq), ABI_EAGAIN);
    (void)tally_expect(&tally, nexus_irq_bind(unusable, scene.notification, 1), ABI_EPERM);
    (void)tally_expect(&tally, nexus_irq_complete(unusable), ABI_EPERM);
    (void)tally_expect(&tally, nexus_irq_bind(irq, silent, 1), ABI_EPERM);
    (void)tally_expect(&tally, nexus_irq_bind(irq, scene.notification, 0), ABI_EINVAL);
    (void)tally_expect(&tally, nexus_irq_bind(irq, scene.notification, 1), ABI_OK);
    (void)tally_expect(&tally, nexus_irq_bind(irq, scene.other, 1), ABI_EBUSY);
    (void)tally_expect(&tally, nexus_irq_complete(irq), ABI_EAGAIN);
    expect_bits(scene.notification, 0, &tally);
    (void)tally_expect(&tally, nexus_irq_bind(irq, 0, 0), ABI_OK);
    emit(MARKER_test_reject_unbound_irq, "%s", tally_text(&tally));
    (void)!nexus_capability_close(unusable);
    (void)!nexus_capability_close(silent);
    finish();
}
