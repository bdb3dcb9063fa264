// SPDX-License-Identifier: Apache-2.0
#include "apps/selftest/services/requests.h"

#include <stddef.h>
#include <string.h>

#include "abi/object.h"
#include "abi/task.h"
#include "libs/service/ask.h"
#include "apps/selftest/services/world.h"

enum requests_constants {
    FAR_MILLISECONDS = 60000,
    RECORDS_AT_ONCE = AUDITD_SENDER_RECORDS / 2,
    LINES_AT_ONCE = AUDITD_SENDER_LINES / 2,
};

#define FIELD(type, member) {offsetof(struct type, member), sizeof(((struct type *)NULL)->member)}

static struct requests_case *next(struct requests_case **cases, uint32_t endpoint, uint16_t operation, size_t bytes) {
    struct requests_case *made = *cases;
    (*cases)++;
    memset(made, 0, sizeof(*made));
    // All services are at their first version.
    made->valid.header = (struct wire_header){.version = 1, .operation = operation, .bytes = (uint32_t)bytes};
    made->endpoint = endpoint;
    return made;
}

static void add(struct requests_case *made, uint32_t count, const struct requests_field fields[]) {
    made->field_count = count;
    memcpy(made->fields, fields, count * sizeof(fields[0]));
}

#define ADD(made, ...)                                         \
    do {                                                       \
        const struct requests_field fields[] = {__VA_ARGS__};  \
        add(made, sizeof(fields) / sizeof(fields[0]), fields); \
    } while (0)

static void make_execd(struct requests_case **cases, uint32_t bell) {
    uint32_t execd = world.execd;
    (void)next(cases, execd, EXECD_READY, sizeof(struct execd_ready));
    struct requests_case *made = next(cases, execd, EXECD_ESCALATE, sizeof(struct execd_escalate));
    made->valid.escalate.class_ = ABI_CLASS_NORMAL;
    made->valid.escalate.placement = ABI_PLACEMENT_ANY;
    made->valid.escalate.shares = ABI_SHARES_DEFAULT;
    ADD(made, FIELD(execd_escalate, class_), FIELD(execd_escalate, placement), FIELD(execd_escalate, shares),
        FIELD(execd_escalate, reserved));
    made = next(cases, execd, EXECD_LAUNCH, sizeof(struct execd_launch));
    strncpy(made->valid.launch.name, "guest", sizeof(made->valid.launch.name) - 1);
    made->valid.launch.bits = 1;
    made->capability = bell;
    ADD(made, FIELD(execd_launch, name), FIELD(execd_launch, argument), FIELD(execd_launch, bits));
    made = next(cases, execd, EXECD_KILL, sizeof(struct execd_kill));
    made->valid.kill.launch = 1;
    ADD(made, FIELD(execd_kill, launch), FIELD(execd_kill, bits));
    made = next(cases, execd, EXECD_STATUS, sizeof(struct execd_status));
    made->valid.status.recipe = world.own_recipe;
    ADD(made, FIELD(execd_status, recipe), FIELD(execd_status, reserved));
}

static void make_policyd(struct requests_case **cases) {
    struct requests_case *made = next(cases, world.policyd, POLICYD_QUERY, sizeof(struct policyd_query));
    made->valid.policy_query.operation = POLICY_SET_SHARES;
    made->valid.policy_query.subject = (uint16_t)world.own_recipe;
    made->valid.policy_query.value = ABI_SHARES_DEFAULT;
    made->allowance = POLICYD_ASKER_QUERIES;
    ADD(made, FIELD(policyd_query, operation), FIELD(policyd_query, subject), FIELD(policyd_query, object),
        FIELD(policyd_query, value));
    made = next(cases, world.policyd, POLICYD_EXPLAIN, sizeof(struct policyd_explain));
    made->capability = world.audit_read;
    ADD(made, FIELD(policyd_explain, first));
}

static void make_audit_query(struct requests_case **cases, enum auditd_operation operation) {
    struct requests_case *made = next(cases, world.auditd, (uint16_t)operation, sizeof(struct auditd_query));
    made->valid.audit_query.sender = AUDITD_ANY;
    made->valid.audit_query.event = AUDITD_ANY;
    made->capability = world.audit_read;
    ADD(made, FIELD(auditd_query, position), FIELD(auditd_query, sender), FIELD(auditd_query, event),
        FIELD(auditd_query, last));
}

static void make_auditd(struct requests_case **cases) {
    struct requests_case *made = next(cases, world.auditd, AUDITD_RECORD, sizeof(struct auditd_record));
    made->valid.record.event = AUDIT_ESCALATION;
    made->allowance = RECORDS_AT_ONCE;
    ADD(made, FIELD(auditd_record, event), FIELD(auditd_record, error), FIELD(auditd_record, subject),
        FIELD(auditd_record, first), FIELD(auditd_record, second), FIELD(auditd_record, lost));
    made = next(cases, world.auditd, AUDITD_LOG, sizeof(struct auditd_log));
    strncpy(made->valid.log.text, "a line", sizeof(made->valid.log.text) - 1);
    made->allowance = LINES_AT_ONCE;
    ADD(made, FIELD(auditd_log, text));
    make_audit_query(cases, AUDITD_QUERY);
    make_audit_query(cases, AUDITD_READ_LOG);
    made = next(cases, world.auditd, AUDITD_SENDER, sizeof(struct auditd_sender));
    made->valid.sender.sender = (uint16_t)world.own_recipe;
    made->capability = world.audit_read;
    ADD(made, FIELD(auditd_sender, sender), FIELD(auditd_sender, reserved));
    next(cases, world.auditd, AUDITD_STATUS, sizeof(struct auditd_status))->capability = world.audit_read;
}

static void make_consoled(struct requests_case **cases, uint32_t bell) {
    struct requests_case *made = next(cases, world.consoled, CONSOLED_READ, sizeof(struct consoled_read));
    made->valid.read.bytes = CONSOLED_READ_MAX;
    ADD(made, FIELD(consoled_read, bytes), FIELD(consoled_read, reserved));
    (void)next(cases, world.consoled, CONSOLED_CLOSE, sizeof(struct consoled_close));
    (void)next(cases, world.consoled, CONSOLED_WHO, sizeof(struct consoled_who));
    // The last one, so that the caller holds the terminal when all is over.
    made = next(cases, world.consoled, CONSOLED_OPEN, sizeof(struct consoled_open));
    made->valid.open.bits = 1;
    made->capability = bell;
    ADD(made, FIELD(consoled_open, bits));
}

static void make_timed(struct requests_case **cases, uint32_t bell, uint64_t channel) {
    next(cases, world.timed, TIMED_ATTACH, sizeof(struct timed_attach))->capability = bell;
    struct requests_case *made = next(cases, world.timed, TIMED_DETACH, sizeof(struct timed_detach));
    made->valid.detach.channel = channel;
    ADD(made, FIELD(timed_detach, channel));
    made = next(cases, world.timed, TIMED_REGISTER, sizeof(struct timed_register));
    made->valid.register_.channel = channel;
    made->valid.register_.bits = 1;
    made->valid.register_.deadline = ask_deadline(FAR_MILLISECONDS);
    ADD(made, FIELD(timed_register, channel), FIELD(timed_register, bits), FIELD(timed_register, deadline));
    made = next(cases, world.timed, TIMED_CANCEL, sizeof(struct timed_cancel));
    made->valid.cancel.timer = channel;
    ADD(made, FIELD(timed_cancel, timer));
    next(cases, world.timed, TIMED_QUERY, sizeof(struct timed_query))->capability = world.stats_read;
}

void requests_make(uint32_t bell, uint64_t channel, struct requests_case cases[REQUESTS_COUNT]) {
    struct requests_case *next_case = cases;
    make_execd(&next_case, bell);
    make_policyd(&next_case);
    make_auditd(&next_case);
    make_consoled(&next_case, bell);
    make_timed(&next_case, bell, channel);
}
