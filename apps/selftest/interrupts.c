// SPDX-License-Identifier: Apache-2.0
// A device interrupts, and a program hears of it. The device is the real-time clock of QEMU's virt machine, which interrupts at the time
// that it was told to: whether it did can be read from it, whoever was told.
// Source: QEMU, "Goldfish RTC" (hw/rtc/goldfish_rtc.c); hw/riscv/virt.c (where it is).
#include <stddef.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum rtc_registers {
    RTC_TIME_LOW = 0x00,  // nanoseconds; reading it holds TIME_HIGH
    RTC_TIME_HIGH = 0x04,
    RTC_ALARM_LOW = 0x08,  // writing it sets the alarm
    RTC_ALARM_HIGH = 0x0c,
    RTC_IRQ_ENABLED = 0x10,
    RTC_ALARM_STATUS = 0x18,  // 1: the alarm is still to come
    RTC_CLEAR_INTERRUPT = 0x1c,
};

enum interrupt_constants {
    RTC_PHYSICAL = 0x101000,
    ALARM_NANOSECONDS = 200000,
    STEPS_PER_SECOND = 5000,
    STEPS_AT_MOST = 1250,
    FIRST_BITS = 1 << 5 | 1,
    OTHER_BITS = 1 << 9,
};

static struct {
    uint32_t irq;
    uint32_t notification;
    uint32_t other;
    uint64_t registers;
    uint64_t step_ticks;
    struct tally tally;
} scene;

static volatile uint32_t *rtc_register(enum rtc_registers offset) {
    return (volatile uint32_t *)(scene.registers + offset);
}

static void expect(uint64_t got, uint64_t expected) {
    (void)tally_expect(&scene.tally, got, expected);
}

static void set_alarm(void) {
    uint64_t time = *rtc_register(RTC_TIME_LOW);
    time |= (uint64_t)*rtc_register(RTC_TIME_HIGH) << 32;
    time += ALARM_NANOSECONDS;
    *rtc_register(RTC_ALARM_HIGH) = (uint32_t)(time >> 32);
    *rtc_register(RTC_ALARM_LOW) = (uint32_t)time;
}

static void quieten_device(void) {
    *rtc_register(RTC_CLEAR_INTERRUPT) = 1;
}

static void expect_signal(uint64_t expected) {
    uint64_t bits = 0;
    uint64_t deadline = nexus_clock_read() + STEPS_AT_MOST * scene.step_ticks;
    expect(nexus_notification_wait(scene.notification, deadline, &bits), ABI_OK);
    expect(bits, expected);
}

static void expect_silence(void) {
    uint64_t bits = 0;
    expect(nexus_notification_wait(scene.notification, nexus_clock_read() + scene.step_ticks, &bits), ABI_ETIMEDOUT);
}

// The device has interrupted for certain, and nobody was told.
static void expect_unheard_alarm(void) {
    set_alarm();
    uint64_t bits = 0;
    enum abi_error error = ABI_ETIMEDOUT;
    for (uint32_t i = 0; i < STEPS_AT_MOST && error == ABI_ETIMEDOUT && *rtc_register(RTC_ALARM_STATUS) != 0; i++) {
        error = nexus_notification_wait(scene.notification, nexus_clock_read() + scene.step_ticks, &bits);
    }
    expect(*rtc_register(RTC_ALARM_STATUS), 0);
    expect(error, ABI_ETIMEDOUT);
    expect_silence();
}

static const struct abi_boot_device *find_rtc(void) {
    const struct abi_boot *boot = nexus_boot();
    for (uint32_t i = 0; i < boot->device_count; i++) {
        if (boot->devices[i].physical == RTC_PHYSICAL) {
            return &boot->devices[i];
        }
    }
    return NULL;
}

static bool begin(void) {
    const struct abi_boot_device *rtc = find_rtc();
    struct abi_machine_info info = {0};
    expect(nexus_machine_info(nexus_boot()->stats_read, &info), ABI_OK);
    scene.step_ticks = info.timebase_hz / STEPS_PER_SECOND;
    if (!tally_expect(&scene.tally, rtc != NULL, true)) {
        return false;
    }
    scene.irq = rtc->irq;
    expect(nexus_vmo_map(0, rtc->mmio, 0, 0, 1, ABI_RIGHT_READ | ABI_RIGHT_WRITE, &scene.registers), ABI_OK);
    expect(nexus_notification_create(&scene.notification), ABI_OK);
    expect(nexus_notification_create(&scene.other), ABI_OK);
    return scene.tally.first_wrong == 0;
}

// One alarm, one signal; what interrupts before it is completed waits until then.
static void prove_once_each(void) {
    expect(nexus_irq_bind(scene.irq, scene.notification, FIRST_BITS), ABI_OK);
    expect(nexus_irq_bind(scene.irq, scene.other, FIRST_BITS), ABI_EBUSY);
    expect(nexus_irq_bind(scene.irq, scene.notification, FIRST_BITS), ABI_EBUSY);
    expect(nexus_irq_complete(scene.irq), ABI_EAGAIN);
    *rtc_register(RTC_IRQ_ENABLED) = 1;
    set_alarm();
    expect_signal(FIRST_BITS);
    expect_silence();
    quieten_device();
    expect_unheard_alarm();
    expect(nexus_irq_complete(scene.irq), ABI_OK);
    expect_signal(FIRST_BITS);
    quieten_device();
    expect(nexus_irq_complete(scene.irq), ABI_OK);
    expect(nexus_irq_complete(scene.irq), ABI_EAGAIN);
    expect_silence();
}

// Unbound, nobody is told; whoever binds it next is, as the device still interrupts.
static void prove_unbound(void) {
    expect(nexus_irq_bind(scene.irq, 0, 0), ABI_OK);
    expect(nexus_irq_bind(scene.irq, 0, 0), ABI_OK);
    expect_unheard_alarm();
    expect(nexus_irq_complete(scene.irq), ABI_EAGAIN);
    expect(nexus_irq_bind(scene.irq, scene.notification, OTHER_BITS), ABI_OK);
    expect_signal(OTHER_BITS);
    // Not completed: unbinding does that, or it would never interrupt again.
    quieten_device();
    expect(nexus_irq_bind(scene.irq, 0, 0), ABI_OK);
    expect(nexus_irq_complete(scene.irq), ABI_EAGAIN);
    expect(nexus_irq_bind(scene.irq, scene.notification, FIRST_BITS), ABI_OK);
    expect_silence();
    set_alarm();
    expect_signal(FIRST_BITS);
}

static uint32_t notifications_used(void) {
    struct abi_process_info info = {0};
    (void)!nexus_process_info(0, &info);
    return info.used.notifications;
}

// It has interrupted, is not completed, and nobody can do that any more: it keeps nothing, and interrupts nobody.
static void prove_closed(void) {
    expect(nexus_capability_close(scene.irq), ABI_OK);
    quieten_device();
    expect_unheard_alarm();
    expect(nexus_irq_complete(scene.irq), ABI_EBADF);
}

void prove_irq(uint32_t harts) {
    (void)harts;
    uint32_t before = notifications_used();
    if (begin()) {
        prove_once_each();
        prove_unbound();
        prove_closed();
        *rtc_register(RTC_IRQ_ENABLED) = 0;
        quieten_device();
        expect(nexus_vmo_unmap(0, scene.registers), ABI_OK);
    }
    (void)!nexus_capability_close(scene.notification);
    (void)!nexus_capability_close(scene.other);
    emit(MARKER_irq_delivery, "%s before=%u after=%u", tally_text(&scene.tally), (unsigned)before,
         (unsigned)notifications_used());
}
