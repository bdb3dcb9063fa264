// SPDX-License-Identifier: Apache-2.0
// Who may run more, and where.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/refusals.h"
#include "apps/selftest/tally.h"

enum { FAR_HART = 63 };

// The class of a puppet's task, as the kernel tells whoever hears from it.
static void expect_class(struct partner *puppet, enum abi_class base_class, struct tally *tally) {
    (void)tally_expect(tally, puppet_call(puppet, ABI_SYS_TASK_SELF, 0, 0, 0, 0), ABI_OK);
    (void)tally_expect(tally, nexus_message_class(&puppet->report), base_class);
}

static uint64_t set_own(struct partner *puppet, uint64_t class_value, uint64_t authority) {
    return puppet_call(puppet, ABI_SYS_TASK_SET_CLASS, 0, class_value, authority, 0);
}

void prove_invalid_class(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    struct partner puppet;
    if (tally_expect(&tally, partner_start(&puppet, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK)) {
        uint32_t authority = partner_give(&puppet, nexus_boot()->sched_setqos, ABI_RIGHT_USE, 0);
        (void)tally_expect(&tally, set_own(&puppet, ABI_CLASS_PERF_BURST, authority), ABI_OK);
        (void)tally_expect(&tally, set_own(&puppet, ABI_CLASS_COUNT, authority), ABI_EINVAL);
        (void)tally_expect(&tally, set_own(&puppet, UINT8_MAX, authority), ABI_EINVAL);
        (void)tally_expect(&tally, set_own(&puppet, UINT64_C(1) << 8, authority), ABI_EINVAL);
        (void)tally_expect(&tally, set_own(&puppet, UINT64_C(1) << 32, authority), ABI_EINVAL);
        (void)tally_expect(&tally, set_own(&puppet, UINT64_MAX, authority), ABI_EINVAL);
        expect_class(&puppet, ABI_CLASS_PERF_BURST, &tally);
    }
    emit(MARKER_test_reject_invalid_qos_class, "%s", tally_text(&tally));
    partner_end(&puppet);
}

// Down, but not up again.
static void lower_for_good(struct partner *puppet, struct tally *tally) {
    uint32_t unusable = partner_give(puppet, nexus_boot()->sched_setqos, 0, 0);
    uint32_t other = partner_give(puppet, nexus_boot()->sched_setaffinity, ABI_RIGHT_USE, 0);
    expect_class(puppet, ABI_CLASS_NORMAL, tally);
    (void)tally_expect(tally, set_own(puppet, ABI_CLASS_INTERACTIVE, 0), ABI_EBADF);
    (void)tally_expect(tally, set_own(puppet, ABI_CLASS_INTERACTIVE, other), ABI_EBADF);
    (void)tally_expect(tally, set_own(puppet, ABI_CLASS_PERF_BURST, unusable), ABI_EPERM);
    expect_class(puppet, ABI_CLASS_NORMAL, tally);
    (void)tally_expect(tally, set_own(puppet, ABI_CLASS_NORMAL, 0), ABI_OK);
    (void)tally_expect(tally, set_own(puppet, ABI_CLASS_IDLE, 0), ABI_OK);
    expect_class(puppet, ABI_CLASS_IDLE, tally);
    (void)tally_expect(tally, set_own(puppet, ABI_CLASS_NORMAL, 0), ABI_EBADF);
    (void)tally_expect(tally, set_own(puppet, ABI_CLASS_NORMAL, unusable), ABI_EPERM);
    expect_class(puppet, ABI_CLASS_IDLE, tally);
}

void prove_self_escalation(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    struct partner puppet;
    if (tally_expect(&tally, partner_start(&puppet, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK)) {
        lower_for_good(&puppet, &tally);
    }
    emit(MARKER_test_reject_qos_set_unauthorized_self_escalation, "%s", tally_text(&tally));
    partner_end(&puppet);
}

static void expect_other(uint32_t task, enum abi_class base_class, uint32_t authority, enum abi_error error,
                         struct tally *tally) {
    (void)tally_expect(tally, nexus_task_set_class(task, base_class, authority), error);
}

// Another task takes the authority in either direction.
static void change_other(struct partner *puppet, struct tally *tally) {
    const struct abi_boot *boot = nexus_boot();
    uint32_t task = 0;
    uint32_t unusable = 0;
    (void)tally_expect(tally, nexus_task_open(puppet->process, puppet->task, &task), ABI_OK);
    (void)tally_expect(tally, nexus_capability_derive(boot->sched_setqos, 0, 0, 0, &unusable), ABI_OK);
    expect_other(task, ABI_CLASS_INTERACTIVE, 0, ABI_EBADF, tally);
    expect_other(task, ABI_CLASS_INTERACTIVE, boot->sched_setaffinity, ABI_EBADF, tally);
    expect_other(task, ABI_CLASS_INTERACTIVE, unusable, ABI_EPERM, tally);
    expect_class(puppet, ABI_CLASS_NORMAL, tally);
    expect_other(task, ABI_CLASS_IDLE, 0, ABI_EBADF, tally);
    expect_other(task, ABI_CLASS_IDLE, unusable, ABI_EPERM, tally);
    expect_class(puppet, ABI_CLASS_NORMAL, tally);
    expect_other(task, ABI_CLASS_INTERACTIVE, boot->sched_setqos, ABI_OK, tally);
    expect_class(puppet, ABI_CLASS_INTERACTIVE, tally);
    expect_other(task, ABI_CLASS_IDLE, boot->sched_setqos, ABI_OK, tally);
    expect_class(puppet, ABI_CLASS_IDLE, tally);
    (void)!nexus_capability_close(unusable);
    (void)!nexus_capability_close(task);
}

void prove_class_of_other(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    struct partner puppet;
    if (tally_expect(&tally, partner_start(&puppet, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK)) {
        change_other(&puppet, &tally);
    }
    emit(MARKER_test_reject_qos_set_unauthorized_other_pid, "%s", tally_text(&tally));
    partner_end(&puppet);
}

static void do_nothing(void *argument) {
    (void)argument;
}

// Whoever names harts, were it those of the caller, takes the authority.
static uint64_t create(uint64_t set, uint32_t authority) {
    enum { STACK_BYTES = 2048 };
    _Alignas(16) static uint8_t stack[STACK_BYTES];
    const struct nexus_thread_start start = {
        .entry = do_nothing, .stack = stack, .stack_bytes = STACK_BYTES, .harts = set, .authority = authority};
    uint32_t id = 0;
    enum abi_error error = nexus_thread_create(&start, &id);
    if (error == ABI_OK) {
        (void)!nexus_task_join(id);
    }
    return error;
}

void prove_affinity(uint32_t harts) {
    struct tally tally = {0};
    const struct abi_boot *boot = nexus_boot();
    const uint64_t last = UINT64_C(1) << (harts - 1);
    const uint32_t self = nexus_task_self();
    struct abi_audit_record record = {0};
    uint32_t before = refusals_of(self, ABI_AUDIT_CALL_REFUSED, &record);
    uint32_t unusable = 0;
    (void)tally_expect(&tally, nexus_capability_derive(boot->sched_setaffinity, 0, 0, 0, &unusable), ABI_OK);
    (void)tally_expect(&tally, create(last, 0), ABI_EBADF);
    (void)tally_expect(&tally, create(last | STAGE_HARTS, 0), ABI_EBADF);
    (void)tally_expect(&tally, create(UINT64_MAX, 0), ABI_EBADF);
    (void)tally_expect(&tally, create(last, boot->sched_setqos), ABI_EBADF);
    (void)tally_expect(&tally, create(last, unusable), ABI_EPERM);
    (void)tally_expect(&tally, refusals_of(self, ABI_AUDIT_CALL_REFUSED, &record) - before, 1);
    (void)tally_expect(&tally, record.first, ABI_SYS_TASK_CREATE);
    (void)tally_expect(&tally, create(UINT64_C(1) << FAR_HART, boot->sched_setaffinity), ABI_EINVAL);
    (void)tally_expect(&tally, create(0, 0), ABI_OK);
    (void)tally_expect(&tally, create(STAGE_HARTS, 0), ABI_EBADF);
    (void)tally_expect(&tally, create(STAGE_HARTS | UINT64_C(1) << FAR_HART, boot->sched_setaffinity), ABI_OK);
    (void)tally_expect(&tally, create(last, boot->sched_setaffinity), ABI_OK);
    emit(MARKER_test_reject_affinity_unauthorized, "%s", tally_text(&tally));
    (void)!nexus_capability_close(unusable);
}
