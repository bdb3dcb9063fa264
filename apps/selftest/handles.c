// SPDX-License-Identifier: Apache-2.0
// Values that name nothing, or something else.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum handle_constants {
    REUSES = 16,
    FAR_UP = 64,  // slots that a partner does not use
    ENDED = 0,    // of the crew
};

static uint64_t peek(uint64_t handle) {
    struct abi_capability_info info;
    return nexus_call(ABI_SYS_CAPABILITY_INFO, handle, (uint64_t)&info, 0, 0).error;
}

static uint32_t slot_of(uint32_t handle) {
    return handle % ABI_CAPABILITIES_MAX;
}

// The same slot again and again; the first handle never comes back to life.
static uint32_t reuse_slot(uint32_t first, struct tally *tally) {
    uint32_t reused = 0;
    for (uint32_t i = 0; i < REUSES; i++) {
        uint32_t next = 0;
        (void)tally_expect(tally, nexus_notification_create(&next), ABI_OK);
        reused += slot_of(next) == slot_of(first) && next != first ? 1 : 0;
        (void)tally_expect(tally, nexus_notification_signal(first, 1), ABI_EBADF);
        uint64_t bits = 0;
        (void)tally_expect(tally, nexus_notification_wait(next, 0, &bits), ABI_EAGAIN);
        (void)!nexus_capability_close(next);
    }
    return reused;
}

void prove_stale_handle(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint32_t first = 0;
    (void)tally_expect(&tally, nexus_notification_create(&first), ABI_OK);
    (void)tally_expect(&tally, peek(first), ABI_OK);
    (void)tally_expect(&tally, nexus_capability_close(first), ABI_OK);
    (void)tally_expect(&tally, nexus_capability_close(first), ABI_EBADF);
    (void)tally_expect(&tally, peek(first), ABI_EBADF);
    uint32_t reused = reuse_slot(first, &tally);
    // The ids of tasks, too.
    uint32_t self = nexus_task_self();
    (void)tally_expect(&tally, nexus_task_unpark(self + ABI_TASKS_MAX), ABI_EBADF);
    (void)tally_expect(&tally, nexus_task_unpark(self % ABI_TASKS_MAX), ABI_EBADF);
    emit(MARKER_test_reject_stale_handle, "%s reused=%u", tally_text(&tally), (unsigned)reused);
}

static void end_at_once(void *argument) {
    (void)argument;
}

// The next task has the number of the one that ended, and another id; the old one names nobody.
void prove_stale_task_id(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint32_t reused = 0;
    uint32_t task = 0;
    (void)tally_expect(&tally, crew_start(ENDED, end_at_once, NULL, STAGE_HARTS), true);
    crew_join(ENDED);
    for (uint32_t i = 0; i < REUSES && tally.first_wrong == 0; i++) {
        uint32_t ended = crew_id(ENDED);
        (void)tally_expect(&tally, crew_start(ENDED, end_at_once, NULL, STAGE_HARTS), true);
        uint32_t next = crew_id(ENDED);
        reused += next % ABI_TASKS_MAX == ended % ABI_TASKS_MAX && next != ended ? 1 : 0;
        (void)tally_expect(&tally, nexus_task_unpark(ended), ABI_EBADF);
        (void)tally_expect(&tally, nexus_task_open(0, ended, &task), ABI_EINVAL);
        (void)tally_expect(&tally, nexus_task_join(ended), ABI_OK);
        crew_join(ENDED);
    }
    emit(MARKER_test_reject_stale_task_id, "%s reused=%u", tally_text(&tally), (unsigned)reused);
}

// Until one lands far enough up the table that the partner has nothing in that slot.
static uint32_t climb(uint32_t notification, uint32_t *steps) {
    uint32_t highest = 0;
    while (*steps < FAR_UP && nexus_capability_derive(notification, ABI_RIGHT_SEND, 0, 0, &highest) == ABI_OK) {
        steps[1 + *steps] = highest;
        *steps += 1;
    }
    return highest;
}

void prove_foreign_handle(uint32_t harts) {
    (void)harts;
    static uint32_t steps[FAR_UP + 1];
    steps[0] = 0;
    struct tally tally = {0};
    struct partner partner;
    uint32_t notification = 0;
    (void)tally_expect(&tally, nexus_notification_create(&notification), ABI_OK);
    uint32_t highest = climb(notification, steps);
    uint64_t bits = 0;
    if (tally_expect(&tally, partner_start(&partner, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK)) {
        (void)tally_expect(&tally, puppet_call(&partner, ABI_SYS_NOTIFICATION_SIGNAL, highest, 1, 0, 0), ABI_EBADF);
        (void)tally_expect(&tally, puppet_call(&partner, ABI_SYS_CAPABILITY_CLOSE, highest, 0, 0, 0), ABI_EBADF);
        (void)tally_expect(&tally, puppet_call(&partner, ABI_SYS_CAPABILITY_REVOKE, highest, 0, 0, 0), ABI_EBADF);
        (void)tally_expect(&tally, puppet_call(&partner, ABI_SYS_CAPABILITY_DERIVE, highest, 0, 0, 0), ABI_EBADF);
        (void)tally_expect(&tally, nexus_notification_wait(notification, 0, &bits), ABI_EAGAIN);
        (void)tally_expect(&tally, nexus_notification_signal(highest, 1), ABI_OK);
    }
    emit(MARKER_test_reject_foreign_handle, "%s slots=%u", tally_text(&tally), (unsigned)steps[0]);
    for (uint32_t i = 0; i < steps[0]; i++) {
        (void)!nexus_capability_close(steps[1 + i]);
    }
    (void)!nexus_capability_close(notification);
    partner_end(&partner);
}
