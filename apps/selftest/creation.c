// SPDX-License-Identifier: Apache-2.0
// New tasks: they begin when they are let begin, as they were told to, and are nothing better than who made them.
#include <stdatomic.h>
#include <string.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/refusals.h"
#include "apps/selftest/tally.h"

enum creation_constants {
    STACK_BYTES = 4096,
    CHILD = 0,  // of the crew
    SHARES = 50,
    CALLS = 7,
};

// What a new task finds. It writes (release) runs, and the stage reads it (acquire).
struct report {
    struct abi_task_info info;
    _Atomic uint32_t runs;
};

static struct {
    _Alignas(16) uint8_t stack[STACK_BYTES];
    struct report report;
    struct tally tally;
} scene;

static void expect(uint64_t got, uint64_t expected) {
    (void)tally_expect(&scene.tally, got, expected);
}

static uint32_t runs(void) {
    return atomic_load_explicit(&scene.report.runs, memory_order_acquire);
}

// A bare task: without thread-local memory, so nothing but its argument is used.
static void begin_bare(struct report *report) {
    (void)!nexus_task_info(0, 0, &report->info);
    atomic_fetch_add_explicit(&report->runs, 1, memory_order_release);
    nexus_task_exit(0);
}

static uint64_t create(uint64_t options, uint32_t *id) {
    struct nexus_result result =
        nexus_call_seven(ABI_SYS_TASK_CREATE, 0, (uint64_t)begin_bare, (uint64_t)scene.stack + STACK_BYTES,
                         (uint64_t)&scene.report, 0, 0, options);
    *id = (uint32_t)result.value;
    return result.error;
}

static uint32_t create_suspended(uint32_t *task) {
    uint32_t id = 0;
    expect(create(ABI_TASK_SUSPENDED, &id), ABI_OK);
    expect(nexus_task_open(0, id, task), ABI_OK);
    crew_settle();
    return id;
}

// Without the right it does not begin, and that is written down.
static void expect_no_resuming(uint32_t task) {
    struct abi_audit_record record = {0};
    const uint32_t self = nexus_task_self();
    uint32_t before = refusals_of(self, ABI_AUDIT_CALL_REFUSED, &record);
    uint32_t unusable = 0;
    expect(nexus_capability_derive(task, ABI_RIGHT_ALL & ~ABI_RIGHT_MANAGE, 0, 0, &unusable), ABI_OK);
    expect(nexus_task_resume(unusable), ABI_EPERM);
    crew_settle();
    expect(runs(), 0);
    expect(refusals_of(self, ABI_AUDIT_CALL_REFUSED, &record) - before, 1);
    expect(record.first, ABI_SYS_TASK_RESUME);
    (void)!nexus_capability_close(unusable);
}

// What execd does: everything is set before the first instruction.
static void begin_as_told(void) {
    const struct abi_boot *boot = nexus_boot();
    const struct abi_task_limits limits = {CALLS, ABI_CONTROL_WINDOW_DEFAULT, 1, ABI_BURST_WINDOW_DEFAULT};
    uint32_t task = 0;
    uint32_t id = create_suspended(&task);
    expect(runs(), 0);
    expect(nexus_task_set_class(task, ABI_CLASS_INTERACTIVE, boot->sched_setqos), ABI_OK);
    expect(nexus_task_set_shares(task, SHARES, boot->sched_setshares), ABI_OK);
    expect(nexus_task_set_placement(task, ABI_PLACEMENT_HARTS, STAGE_HARTS, boot->sched_setaffinity), ABI_OK);
    expect(nexus_task_set_limits(task, &limits, boot->sched_setqos), ABI_OK);
    crew_settle();
    expect(runs(), 0);
    expect_no_resuming(task);
    expect(nexus_task_resume(task), ABI_OK);
    expect(nexus_task_join(id), ABI_OK);
    expect(runs(), 1);
    expect(scene.report.info.class_, ABI_CLASS_INTERACTIVE);
    expect(scene.report.info.shares, SHARES);
    expect((uint64_t)memcmp(&scene.report.info.limits, &limits, sizeof(limits)), 0);
    expect(nexus_task_resume(task), ABI_EINVAL);
    (void)!nexus_capability_close(task);
}

// One that never begins, one that is given its permit by its id, and options that are none.
static void begin_otherwise(void) {
    uint32_t task = 0;
    uint32_t id = create_suspended(&task);
    expect(nexus_task_kill(task), ABI_OK);
    expect(nexus_task_join(id), ABI_OK);
    (void)!nexus_capability_close(task);
    expect(runs(), 1);
    id = create_suspended(&task);
    expect(nexus_task_unpark(id), ABI_OK);
    expect(nexus_task_join(id), ABI_OK);
    (void)!nexus_capability_close(task);
    expect(runs(), 2);
    expect(create(ABI_TASK_SUSPENDED << 1, &id), ABI_EINVAL);
    expect(create(UINT64_C(1) << 32, &id), ABI_EINVAL);
    expect(create(UINT64_MAX, &id), ABI_EINVAL);
    expect(nexus_task_resume(0), ABI_EBADF);
    expect(runs(), 2);
}

void prove_suspended(uint32_t harts) {
    (void)harts;
    memset(&scene, 0, sizeof(scene));
    begin_as_told();
    if (scene.tally.first_wrong == 0) {
        begin_otherwise();
    }
    emit(MARKER_task_suspended, "%s", tally_text(&scene.tally));
}

static void be_told(void *argument) {
    (void)argument;
    expect(nexus_task_info(0, 0, &scene.report.info), ABI_OK);
}

static void be(enum abi_class base_class, uint32_t shares) {
    expect(nexus_task_set_class(0, base_class, nexus_boot()->sched_setqos), ABI_OK);
    expect(nexus_task_set_shares(0, shares, nexus_boot()->sched_setshares), ABI_OK);
}

// A thread of this process.
static void expect_child(enum abi_class base_class, uint32_t shares) {
    expect(crew_start(CHILD, be_told, NULL, STAGE_HARTS), true);
    crew_join(CHILD);
    expect(scene.report.info.base_class, base_class);
    expect(scene.report.info.shares, shares);
}

// The first task of another one.
static void expect_partner(enum abi_class base_class, uint32_t shares) {
    struct partner partner;
    struct abi_task_info info = {0};
    uint32_t task = 0;
    expect(partner_start(&partner, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK);
    expect(nexus_task_open(partner.process, partner.task, &task), ABI_OK);
    expect(nexus_task_info(task, nexus_boot()->stats_read, &info), ABI_OK);
    expect(info.base_class, base_class);
    expect(info.shares, shares);
    (void)!nexus_capability_close(task);
    partner_end(&partner);
}

void prove_inherited(uint32_t harts) {
    (void)harts;
    memset(&scene, 0, sizeof(scene));
    be(ABI_CLASS_PERF_BURST, ABI_SHARES_MAX);
    expect_child(ABI_CLASS_INTERACTIVE, ABI_SHARES_MAX);
    if (scene.tally.first_wrong == 0) {
        expect_partner(ABI_CLASS_NORMAL, ABI_SHARES_DEFAULT);
        be(ABI_CLASS_INTERACTIVE, SHARES);
        expect_child(ABI_CLASS_INTERACTIVE, SHARES);
        expect_partner(ABI_CLASS_NORMAL, SHARES);
        be(ABI_CLASS_IDLE, 1);
        expect_child(ABI_CLASS_IDLE, 1);
        expect_partner(ABI_CLASS_IDLE, 1);
    }
    be(ABI_CLASS_NORMAL, ABI_SHARES_DEFAULT);
    expect_child(ABI_CLASS_NORMAL, ABI_SHARES_DEFAULT);
    emit(MARKER_test_reject_raise_by_creation, "%s", tally_text(&scene.tally));
}
