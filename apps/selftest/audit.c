// SPDX-License-Identifier: Apache-2.0
// Who is refused is written down once, with a count, and pushes out nothing of others; what is lost is known.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum audit_constants {
    STORM = 50,
    SWAPS = 10,
    LOST = 4,
    STRANGERS = ABI_AUDIT_RECORDS - 2 + LOST,  // with the two puppets' records
    STRANGER = 0,                              // of the crew
};

static struct {
    struct partner offender;
    struct partner bystander;
    uint32_t unusable;  // to raise a class with, in this process
    uint32_t offenders_unusable;
    uint32_t bystanders_unusable;
    struct abi_audit_record records[ABI_AUDIT_READ_MAX];
    struct tally tally;
} scene;

static void expect(uint64_t got, uint64_t expected) {
    (void)tally_expect(&scene.tally, got, expected);
}

// The records from that one on, at most as many as are read at a time.
static uint32_t read_from(uint64_t sequence) {
    uint32_t count = 0;
    enum abi_error error =
        nexus_audit_read(nexus_boot()->audit_read, sequence, scene.records, ABI_AUDIT_READ_MAX, &count);
    if (error != ABI_OK) {
        expect(error, ABI_OK);  // how often it is read depends on what else was written: only failures count
    }
    return count;
}

// The number of the next record.
static uint64_t next_sequence(void) {
    uint64_t next = 0;
    for (uint32_t count = read_from(next); count != 0; count = read_from(next)) {
        next = scene.records[count - 1].sequence + 1;
    }
    return next;
}

static uint64_t raise(struct partner *puppet, uint32_t authority) {
    return puppet_call(puppet, ABI_SYS_TASK_SET_CLASS, 0, ABI_CLASS_PERF_BURST, authority, 0);
}

static void expect_refusals(struct partner *puppet, uint32_t authority, uint32_t times) {
    uint32_t refused = 0;
    for (uint32_t i = 0; i < times; i++) {
        refused += raise(puppet, authority) == ABI_EPERM ? 1 : 0;
    }
    expect(refused, times);
}

static void expect_record(uint32_t index, uint64_t sequence, uint32_t subject, uint32_t count) {
    const struct abi_audit_record *record = &scene.records[index];
    expect(record->sequence, sequence);
    expect(record->kind, ABI_AUDIT_CALL_REFUSED);
    expect(record->error, ABI_EPERM);
    expect(record->subject, subject);
    expect(record->first, ABI_SYS_TASK_SET_CLASS);
    expect(record->count, count);
}

static bool begin(void) {
    const uint32_t authority = nexus_boot()->sched_setqos;
    expect(nexus_capability_derive(authority, 0, 0, 0, &scene.unusable), ABI_OK);
    expect(partner_start(&scene.offender, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK);
    expect(partner_start(&scene.bystander, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK);
    if (scene.tally.first_wrong == 0) {
        scene.offenders_unusable = partner_give(&scene.offender, authority, 0, 0);
        scene.bystanders_unusable = partner_give(&scene.bystander, authority, 0, 0);
    }
    return scene.tally.first_wrong == 0;
}

// What is allowed, or is no question of rights.
static void expect_nothing_written(uint64_t start) {
    expect(raise(&scene.offender, 0), ABI_EBADF);
    expect(puppet_call(&scene.offender, ABI_SYS_TASK_SET_CLASS, 0, ABI_CLASS_COUNT, 0, 0), ABI_EINVAL);
    expect(puppet_call(&scene.offender, ABI_SYS_TASK_SET_CLASS, 0, ABI_CLASS_NORMAL, 0, 0), ABI_OK);
    expect(read_from(start), 0);
}

static void expect_two_records(uint64_t start, uint32_t bystanders, uint32_t offenders) {
    expect(read_from(start), 2);
    expect_record(0, start, scene.bystander.task, bystanders);
    expect_record(1, start + 1, scene.offender.task, offenders);
}

static void storm(uint64_t start) {
    expect_refusals(&scene.bystander, scene.bystanders_unusable, 1);
    expect_refusals(&scene.offender, scene.offenders_unusable, 1);
    expect_two_records(start, 1, 1);
    expect_refusals(&scene.offender, scene.offenders_unusable, STORM);
    expect_two_records(start, 1, 1 + STORM);
    for (uint32_t i = 0; i < SWAPS; i++) {
        expect_refusals(&scene.bystander, scene.bystanders_unusable, 1);
        expect_refusals(&scene.offender, scene.offenders_unusable, 1);
    }
    expect_two_records(start, 1 + SWAPS, 1 + STORM + SWAPS);
}

static void be_refused(void *argument) {
    *(enum abi_error *)argument = nexus_task_set_class(0, ABI_CLASS_PERF_BURST, scene.unusable);
}

// Tasks of one process, one after another: they have no more records than a process may have.
static void throng(void) {
    uint64_t start = next_sequence();
    uint32_t refused = 0;
    for (uint32_t i = 0; i < 2 * ABI_AUDIT_PROCESS_RECORDS; i++) {
        enum abi_error error = ABI_OK;
        if (crew_start(STRANGER, be_refused, &error, STAGE_HARTS)) {
            crew_join(STRANGER);
        }
        refused += error == ABI_EPERM ? 1 : 0;
    }
    expect(refused, 2 * ABI_AUDIT_PROCESS_RECORDS);
    expect(next_sequence() - start <= ABI_AUDIT_PROCESS_RECORDS, true);
}

// Others than before, one after another, each a process of its own: more than there is room for.
static void crowd(void) {
    uint32_t refused = 0;
    for (uint32_t i = 0; i < STRANGERS; i++) {
        struct partner stranger;
        if (partner_start(&stranger, PARTNER_PUPPET, 0, STAGE_HARTS) == ABI_OK) {
            refused += raise(&stranger, partner_give(&stranger, nexus_boot()->sched_setqos, 0, 0)) == ABI_EPERM ? 1 : 0;
        }
        partner_end(&stranger);
    }
    expect(refused, STRANGERS);
}

void prove_refusals_audited(uint32_t harts) {
    (void)harts;
    uint64_t lost = 0;
    uint64_t written = 0;
    if (begin()) {
        uint64_t start = next_sequence();
        expect_nothing_written(start);
        storm(start);
        written = next_sequence() - start;
    }
    if (scene.tally.first_wrong == 0) {
        throng();
        uint64_t start = next_sequence() - 2;
        crowd();
        expect(read_from(start), ABI_AUDIT_READ_MAX);
        lost = scene.records[0].sequence - start;
        expect(next_sequence(), start + 2 + STRANGERS);
    }
    emit(MARKER_refusals_audited, "%s written=%u lost=%u", tally_text(&scene.tally), (unsigned)written, (unsigned)lost);
    partner_end(&scene.offender);
    partner_end(&scene.bystander);
    (void)!nexus_capability_close(scene.unusable);
}
