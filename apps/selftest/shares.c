// SPDX-License-Identifier: Apache-2.0
// Shares that there are not, shares that nobody gave, and who may ask how a task is scheduled.
#include <string.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/refusals.h"
#include "apps/selftest/tally.h"

enum { UNTOUCHED = 0xa5 };

static struct {
    struct partner puppet;
    uint32_t task;  // the puppet's
    struct tally tally;
} scene;

static void expect(uint64_t got, uint64_t expected) {
    (void)tally_expect(&scene.tally, got, expected);
}

static bool begin(void) {
    memset(&scene, 0, sizeof(scene));
    expect(partner_start(&scene.puppet, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK);
    expect(nexus_task_open(scene.puppet.process, scene.puppet.task, &scene.task), ABI_OK);
    // Whatever it did at its start is over.
    expect(puppet_call(&scene.puppet, ABI_SYS_TASK_SELF, 0, 0, 0, 0), ABI_OK);
    return scene.tally.first_wrong == 0;
}

static void finish(void) {
    (void)!nexus_capability_close(scene.task);
    partner_end(&scene.puppet);
}

static uint64_t set_own(uint64_t shares, uint64_t authority) {
    return puppet_call(&scene.puppet, ABI_SYS_TASK_SET_SHARES, 0, shares, authority, 0);
}

static struct abi_task_info info(void) {
    struct abi_task_info now;
    memset(&now, UNTOUCHED, sizeof(now));
    expect(nexus_task_info(scene.task, nexus_boot()->stats_read, &now), ABI_OK);
    now.is_waiting = 0;  // it is just about to wait for the next order
    return now;
}

static void try_out_of_range(void) {
    static const uint64_t refused[] = {
        0, ABI_SHARES_MAX + 1, UINT16_MAX, UINT64_C(1) << 16, UINT64_C(1) << 16 | 1, UINT64_C(1) << 32 | 1, UINT64_MAX};
    const uint32_t authority = nexus_boot()->sched_setshares;
    uint32_t theirs = partner_give(&scene.puppet, authority, ABI_RIGHT_USE, 0);
    struct abi_task_info before = info();
    expect(before.shares, ABI_SHARES_DEFAULT);
    for (uint32_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        expect(set_own(refused[i], theirs), ABI_EINVAL);
        expect(nexus_call(ABI_SYS_TASK_SET_SHARES, scene.task, refused[i], authority, 0).error, ABI_EINVAL);
        struct abi_task_info after = info();
        expect((uint64_t)memcmp(&before, &after, sizeof(before)), 0);
    }
    expect(set_own(1, 0), ABI_OK);
    expect(info().shares, 1);
    expect(set_own(ABI_SHARES_MAX, theirs), ABI_OK);
    expect(info().shares, ABI_SHARES_MAX);
    expect(nexus_task_set_shares(scene.task, 1, authority), ABI_OK);
    expect(info().shares, 1);
}

void prove_shares_range(uint32_t harts) {
    (void)harts;
    if (begin()) {
        try_out_of_range();
    }
    emit(MARKER_test_reject_shares_out_of_range, "%s", tally_text(&scene.tally));
    finish();
}

// Down, but not up again. Returns how often it lacked the right.
static uint32_t try_own(void) {
    uint32_t unusable = partner_give(&scene.puppet, nexus_boot()->sched_setshares, 0, 0);
    uint32_t other = partner_give(&scene.puppet, nexus_boot()->sched_setqos, ABI_RIGHT_USE, 0);
    expect(set_own(ABI_SHARES_DEFAULT + 1, 0), ABI_EBADF);
    expect(set_own(ABI_SHARES_DEFAULT + 1, other), ABI_EBADF);
    expect(set_own(ABI_SHARES_DEFAULT + 1, unusable), ABI_EPERM);
    expect(info().shares, ABI_SHARES_DEFAULT);
    expect(set_own(ABI_SHARES_DEFAULT, 0), ABI_OK);
    expect(set_own(ABI_SHARES_DEFAULT - 1, 0), ABI_OK);
    expect(info().shares, ABI_SHARES_DEFAULT - 1);
    expect(set_own(ABI_SHARES_DEFAULT, 0), ABI_EBADF);
    expect(set_own(ABI_SHARES_DEFAULT, unusable), ABI_EPERM);
    expect(info().shares, ABI_SHARES_DEFAULT - 1);
    return 2;
}

// Another task takes the authority in either direction.
static uint32_t try_other(void) {
    const uint32_t authority = nexus_boot()->sched_setshares;
    uint32_t unusable = 0;
    expect(nexus_capability_derive(authority, 0, 0, 0, &unusable), ABI_OK);
    expect(nexus_task_set_shares(scene.task, 1, 0), ABI_EBADF);
    expect(nexus_task_set_shares(scene.task, 1, nexus_boot()->sched_setqos), ABI_EBADF);
    expect(nexus_task_set_shares(scene.task, 1, unusable), ABI_EPERM);
    expect(nexus_task_set_shares(scene.task, ABI_SHARES_MAX, unusable), ABI_EPERM);
    expect(info().shares, ABI_SHARES_DEFAULT - 1);
    expect(nexus_task_set_shares(scene.task, ABI_SHARES_MAX, authority), ABI_OK);
    expect(info().shares, ABI_SHARES_MAX);
    (void)!nexus_capability_close(unusable);
    return 2;
}

void prove_shares_raise(uint32_t harts) {
    (void)harts;
    if (begin()) {
        struct abi_audit_record record = {0};
        const uint32_t self = nexus_task_self();
        uint32_t before = refusals_of(self, ABI_AUDIT_CALL_REFUSED, &record);
        uint32_t refused = try_own();
        expect(refusals_of(scene.puppet.task, ABI_AUDIT_CALL_REFUSED, &record), refused);
        expect(record.first, ABI_SYS_TASK_SET_SHARES);
        refused = try_other();
        expect(refusals_of(self, ABI_AUDIT_CALL_REFUSED, &record) - before, refused);
        expect(record.first, ABI_SYS_TASK_SET_SHARES);
    }
    emit(MARKER_test_reject_shares_raise, "%s", tally_text(&scene.tally));
    finish();
}

static uint64_t ask(uint32_t stats) {
    struct abi_task_info answer;
    struct abi_task_info untouched;
    memset(&answer, UNTOUCHED, sizeof(answer));
    memset(&untouched, UNTOUCHED, sizeof(untouched));
    uint64_t error = nexus_task_info(scene.task, stats, &answer);
    expect(memcmp(&answer, &untouched, sizeof(answer)) == 0, true);
    return error;
}

// Of itself a task is told what it may use up, and not where it is.
static void ask_of_oneself(void) {
    struct abi_task_info own;
    memset(&own, UNTOUCHED, sizeof(own));
    expect(nexus_task_info(0, 0, &own), ABI_OK);
    expect(own.harts, 0);
    expect(own.cpu, 0);
    expect(own.class_, ABI_CLASS_NORMAL);
    expect(own.shares, ABI_SHARES_DEFAULT);
    expect(own.limits.control_calls, ABI_CONTROL_CALLS_DEFAULT);
    expect(own.limits.control_window, ABI_CONTROL_WINDOW_DEFAULT);
    expect(own.limits.burst_milliseconds, ABI_BURST_DEFAULT);
    expect(own.limits.burst_window, ABI_BURST_WINDOW_DEFAULT);
}

void prove_task_info(uint32_t harts) {
    (void)harts;
    uint32_t unusable = 0;
    if (begin()) {
        struct abi_audit_record record = {0};
        const uint32_t self = nexus_task_self();
        const uint32_t stats = nexus_boot()->stats_read;
        uint32_t before = refusals_of(self, ABI_AUDIT_CALL_REFUSED, &record);
        expect(nexus_capability_derive(stats, 0, 0, 0, &unusable), ABI_OK);
        expect(ask(0), ABI_EBADF);
        expect(ask(nexus_boot()->audit_read), ABI_EBADF);
        expect(ask(unusable), ABI_EPERM);
        expect(refusals_of(self, ABI_AUDIT_CALL_REFUSED, &record) - before, 1);
        expect(record.first, ABI_SYS_TASK_INFO);
        struct abi_task_info told = info();
        expect(told.harts, STAGE_HARTS);
        expect(told.cpu, STAGE_HART);
        expect(told.base_class, ABI_CLASS_NORMAL);
        expect(told.shares, ABI_SHARES_DEFAULT);
        ask_of_oneself();
        (void)!nexus_capability_close(unusable);
    }
    emit(MARKER_test_reject_task_info, "%s", tally_text(&scene.tally));
    finish();
}
