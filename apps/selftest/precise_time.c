// SPDX-License-Identifier: Apache-2.0
// Time is precise for those that hold the clock.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum precise_constants {
    PER_SECOND = 1000,
    WIDEST_WINDOW_MS = 8,
    SLEEPER = 0,
};

static uint64_t ticks_per_millisecond(void) {
    struct abi_machine_info info = {0};
    (void)!nexus_machine_info(nexus_boot()->stats_read, &info);
    return info.timebase_hz / PER_SECOND;
}

// Not the time: where the hardware refuses a task to read it, the firmware reads it for the task, and no kernel is asked.
static void expect_no_counters(struct partner *partner, struct tally *tally) {
    for (uint32_t order = ORDER_READ_CYCLE; order <= ORDER_READ_INSTRET; order++) {
        (void)tally_expect(tally, puppet_do(partner, (enum partner_order)order, 0, 0, 0),
                           PARTNER_FAULTED + ABI_FAULT_ILLEGAL_INSTRUCTION);
        (void)tally_expect(tally, puppet_mend(partner, 0), ABI_OK);
        (void)tally_expect(tally, partner->report.words[1], 0);
    }
}

void prove_precise_clock(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    struct partner partner;
    uint32_t unusable = 0;
    uint64_t window = ticks_per_millisecond() * ABI_COARSE_CLOCK_MILLISECONDS;
    (void)tally_expect(&tally, nexus_capability_derive(nexus_boot()->clock, 0, ABI_RIGHT_USE, 0, &unusable), ABI_OK);
    if (tally_expect(&tally, partner_start(&partner, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK)) {
        uint32_t there = partner_give(&partner, unusable, 0, 0);
        uint32_t other = partner_give(&partner, nexus_boot()->sched_setqos, ABI_RIGHT_USE, 0);
        expect_no_counters(&partner, &tally);
        (void)tally_expect(&tally, puppet_call(&partner, ABI_SYS_CLOCK_READ, 0, 0, 0, 0), ABI_OK);
        (void)tally_expect(&tally, partner.report.words[1] % window, 0);
        (void)tally_expect(&tally, puppet_call(&partner, ABI_SYS_CLOCK_USE, 0, 0, 0, 0), ABI_EBADF);
        (void)tally_expect(&tally, puppet_call(&partner, ABI_SYS_CLOCK_USE, other, 0, 0, 0), ABI_EBADF);
        (void)tally_expect(&tally, puppet_call(&partner, ABI_SYS_CLOCK_USE, there, 0, 0, 0), ABI_EPERM);
        expect_no_counters(&partner, &tally);
        there = partner_give(&partner, nexus_boot()->clock, ABI_RIGHT_USE, 0);
        (void)tally_expect(&tally, puppet_call(&partner, ABI_SYS_CLOCK_USE, there, 0, 0, 0), ABI_OK);
        for (uint32_t order = ORDER_READ_TIME; order <= ORDER_READ_INSTRET; order++) {
            (void)tally_expect(&tally, puppet_do(&partner, (enum partner_order)order, 0, 0, 0), ABI_OK);
            (void)tally_expect(&tally, partner.report.words[1] != 0, true);
        }
    }
    emit(MARKER_test_reject_precise_clock, "%s", tally_text(&tally));
    partner_end(&partner);
    (void)!nexus_capability_close(unusable);
}

static struct {
    uint32_t never;  // notification that nobody signals
    uint32_t awake;  // notification: the sleeper's wait is over
    enum abi_class base_class;
    uint64_t deadline;
    enum abi_error ended;
} scene;

// Without the clock.
static void sleep_imprecisely(void *argument) {
    (void)argument;
    uint64_t bits = 0;
    (void)!nexus_task_set_class(0, scene.base_class, nexus_boot()->sched_setqos);
    scene.ended = nexus_notification_wait(scene.never, scene.deadline, &bits);
    (void)!nexus_notification_signal(scene.awake, 1);
}

// Begins where windows of all widths begin, so that a quarter of the first millisecond is far from the end of any.
// Returns 1 when the sleeper woke before its window was over.
static uint32_t sleep_at(enum abi_class base_class, uint64_t window_ms, struct tally *tally) {
    uint64_t millisecond = ticks_per_millisecond();
    uint64_t widest = millisecond * WIDEST_WINDOW_MS;
    uint64_t begin = (nexus_clock_read() / widest + 1) * widest;
    uint64_t bits = 0;
    (void)tally_expect(tally, nexus_notification_wait(scene.never, begin, &bits), ABI_ETIMEDOUT);
    scene.base_class = base_class;
    scene.deadline = begin + millisecond / 4;
    (void)tally_expect(tally, crew_start(SLEEPER, sleep_imprecisely, NULL, STAGE_HARTS), true);
    (void)tally_expect(tally, nexus_notification_wait(scene.awake, ABI_DEADLINE_NEVER, &bits), ABI_OK);
    uint64_t now = nexus_clock_read();
    crew_join(SLEEPER);
    (void)tally_expect(tally, scene.ended, ABI_ETIMEDOUT);
    return now < begin + window_ms * millisecond ? 1 : 0;
}

void prove_precise_deadline(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    (void)tally_expect(&tally, nexus_notification_create(&scene.never), ABI_OK);
    (void)tally_expect(&tally, nexus_notification_create(&scene.awake), ABI_OK);
    uint32_t early = sleep_at(ABI_CLASS_INTERACTIVE, 1, &tally);
    early += sleep_at(ABI_CLASS_NORMAL, 4, &tally);
    early += sleep_at(ABI_CLASS_IDLE, WIDEST_WINDOW_MS, &tally);
    emit(MARKER_test_reject_precise_deadline, "%s early=%u", tally_text(&tally), (unsigned)early);
    (void)!nexus_capability_close(scene.never);
    (void)!nexus_capability_close(scene.awake);
}
