// SPDX-License-Identifier: Apache-2.0
// The first program of the trial of auditd and policyd: asks both as several clients, on both sides of what they allow.
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "libs/nexus/nexus.h"
#include "libs/recipe/recipe.h"
#include "libs/service/ask.h"
#include "libs/service/identity.h"
#include "libs/trial/trial.h"
#include "services/auditd/client.h"
#include "services/policyd/client.h"
#include "testing/services/audit/stage.h"
#include "testing/services/audit/tables.h"

enum trial_constants {
    NO_OPERATION = 77,
    EXIT_NO_RECIPES = 2,  // of policyd
    PATIENCE = 1000,      // milliseconds
};

static struct stage_client shell;
static struct stage_client editor;
static struct stage_client execd;

static uint32_t audit_read(void) {
    return nexus_start_handle("audit_read");
}

static enum abi_error query(const struct stage_client *client, enum policy_operation operation, uint16_t subject,
                            uint32_t object, uint64_t value, uint64_t *number) {
    return policyd_client_query(client->policyd, operation, subject, object, value, number);
}

static void try_decisions(void) {
    uint64_t number = 0;
    stage_expect("allowed", query(&shell, POLICY_SET_CLASS, TABLES_SHELL, 0, ABI_CLASS_INTERACTIVE, &number), ABI_OK);
    stage_expect("first decision", number, 1);
    stage_expect("beyond the bound", query(&shell, POLICY_SET_CLASS, TABLES_SHELL, 0, ABI_CLASS_PERF_BURST, &number),
                 ABI_EPERM);
    stage_expect("no rule", query(&editor, POLICY_SET_CLASS, TABLES_EDITOR, 0, ABI_CLASS_INTERACTIVE, &number),
                 ABI_EPERM);
    stage_expect("by rule", query(&shell, POLICY_CAPABILITY, TABLES_SHELL, 0, RECIPE_CAPABILITY_POWER, &number),
                 ABI_EPERM);
    stage_expect("spoof", query(&editor, POLICY_SET_CLASS, TABLES_SHELL, 0, ABI_CLASS_INTERACTIVE, &number), ABI_EPERM);
    stage_expect("on behalf", query(&execd, POLICY_LAUNCH, TABLES_SHELL, TABLES_EDITOR, 0, &number), ABI_OK);
    stage_expect("decisions", number, 6);
    stage_expect("no class", query(&shell, POLICY_SET_CLASS, TABLES_SHELL, 0, ABI_CLASS_COUNT, &number), ABI_EINVAL);
    stage_expect("no decision", number, 0);
}

static void try_explanations(void) {
    static const enum policy_verdict VERDICTS[] = {POLICY_ALLOWED,        POLICY_DENIED_BOUND, POLICY_DENIED_NO_RULE,
                                                   POLICY_DENIED_BY_RULE, POLICY_DENIED_SPOOF, POLICY_ALLOWED};
    struct policyd_decision decisions[POLICYD_DECISIONS_SENT];
    uint32_t count = 0;
    stage_expect("explain with nothing", policyd_client_explain(shell.policyd, 0, 1, decisions, &count), ABI_EPERM);
    uint32_t other = nexus_start_handle("stats_read");
    stage_expect("explain with another", policyd_client_explain(shell.policyd, other, 1, decisions, &count), ABI_EPERM);
    for (uint64_t number = 1; number <= sizeof(VERDICTS) / sizeof(VERDICTS[0]); number++) {
        trial_require(STAGE_NAME, "explain",
                      policyd_client_explain(shell.policyd, audit_read(), number, decisions, &count));
        stage_expect("number", decisions[0].number, number);
        stage_expect("verdict", decisions[0].verdict, VERDICTS[number - 1]);
    }
    trial_require(STAGE_NAME, "explain", policyd_client_explain(shell.policyd, audit_read(), 5, decisions, &count));
    stage_expect("newest", count, 2);
    stage_expect("asked by", decisions[0].asked_by, TABLES_EDITOR);
    stage_expect("rule", decisions[1].rule, TABLES_RULE_LAUNCH);
    stage_expect("reason", (uint64_t)strcmp(decisions[1].reason, "a shell starts programs"), 0);
}

static enum abi_error send_raw(uint32_t endpoint, uint16_t operation, uint16_t bytes) {
    uint8_t data[ABI_MESSAGE_MAX_BYTES] = {0};
    const struct wire_header header = {.version = POLICYD_VERSION, .operation = operation, .bytes = bytes};
    memcpy(data, &header, sizeof(header));
    const struct ask_question question = {
        .endpoint = endpoint, .request = data, .bytes = bytes, .milliseconds = PATIENCE};
    struct ask_answer answer;
    return ask(&question, &answer);
}

static void try_malformed(void) {
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t endpoint = i == 0 ? editor.policyd : shell.auditd;
        uint16_t most = i == 0 ? sizeof(struct policyd_query) : sizeof(struct auditd_record);
        stage_expect("no header", send_raw(endpoint, POLICYD_QUERY, 1), ABI_EINVAL);
        stage_expect("truncated", send_raw(endpoint, POLICYD_QUERY, (uint16_t)(most - 1)), ABI_EINVAL);
        stage_expect("oversized", send_raw(endpoint, POLICYD_QUERY, (uint16_t)(most + 1)), ABI_EINVAL);
        stage_expect("largest", send_raw(endpoint, POLICYD_QUERY, ABI_MESSAGE_MAX_BYTES), ABI_EINVAL);
        stage_expect("unknown operation", send_raw(endpoint, NO_OPERATION, most), ABI_ENOSYS);
    }
}

// How often something is written down, as far as it matches; *last: the newest such record.
static uint64_t count_of(uint16_t sender, uint16_t event, struct auditd_entry *last) {
    struct auditd_client_wanted wanted = {.sender = sender, .event = event};
    struct auditd_entry entries[AUDITD_ENTRIES_SENT];
    uint32_t count = 0;
    uint64_t sum = 0;
    do {
        trial_require(STAGE_NAME, "query",
                      auditd_client_query(editor.auditd, audit_read(), &wanted, entries, &count, &wanted.position));
        for (uint32_t i = 0; i < count; i++) {
            sum += entries[i].count;
            *last = entries[i];
        }
    } while (count != 0);
    return sum;
}

static void try_what_was_written(void) {
    struct auditd_entry last = {0};
    stage_expect("allowed ones", count_of(TABLES_POLICYD, AUDIT_POLICY_ALLOWED, &last), 2);
    stage_expect("their subject", last.subject, TABLES_SHELL);
    stage_expect("their operation", last.first, POLICY_LAUNCH);
    stage_expect("denied ones", count_of(TABLES_POLICYD, AUDIT_POLICY_DENIED, &last), 4);
    // A value of no class, two explanations without the capability, and five that were malformed.
    stage_expect("refused ones", count_of(TABLES_POLICYD, AUDIT_REQUEST_REFUSED, &last), 8);
    stage_expect("refused by auditd", count_of(TABLES_SHELL, AUDIT_REQUEST_REFUSED, &last), 5);
    stage_expect("lost ones", count_of(AUDITD_ANY, AUDIT_LOST, &last), 0);
}

static void try_reading_without(void) {
    const struct auditd_client_wanted wanted = {.sender = AUDITD_ANY, .event = AUDITD_ANY};
    struct auditd_entry entries[AUDITD_ENTRIES_SENT];
    struct auditd_client_totals totals;
    uint32_t count = 0;
    uint64_t next = 0;
    stage_expect("query", auditd_client_query(shell.auditd, 0, &wanted, entries, &count, &next), ABI_EPERM);
    stage_expect("status", auditd_client_status(shell.auditd, nexus_start_handle("power"), &totals), ABI_EPERM);
}

// A refusal of the kernel's, written down before the query is answered.
static void try_kernel_records(void) {
    struct auditd_entry last = {0};
    uint32_t unusable = 0;
    trial_require(STAGE_NAME, "unusable",
                  nexus_capability_derive(nexus_start_handle("sched_setqos"), 0, 0, 0, &unusable));
    uint64_t before = count_of(IDENTITY_KERNEL, AUDIT_KERNEL, &last);
    for (uint32_t i = 1; i <= 2; i++) {
        stage_expect("a class", nexus_task_set_class(0, ABI_CLASS_PERF_BURST, unusable), ABI_EPERM);
        stage_expect("kernel's records", count_of(IDENTITY_KERNEL, AUDIT_KERNEL, &last), before + i);
    }
    stage_expect("kind", last.first >> 32, ABI_AUDIT_CALL_REFUSED);
    stage_expect("subject", last.subject, nexus_task_self());
    stage_expect("call", last.kernel_first, ABI_SYS_TASK_SET_CLASS);
    stage_expect("whose", last.second, nexus_task_self());
    stage_expect("how often", last.count, 2);
}

static void try_flood(void) {
    struct auditd_client flooder = {.endpoint = shell.auditd};
    struct auditd_client other = {.endpoint = editor.auditd};
    struct auditd_client_totals before;
    struct auditd_client_totals after;
    trial_require(STAGE_NAME, "status", auditd_client_status(editor.auditd, audit_read(), &before));
    stage_expect("a line that is two", auditd_client_log(&flooder, "one\ntwo"), ABI_EINVAL);
    uint32_t taken = 0;
    while (auditd_client_log(&flooder, "flood") == ABI_OK && taken <= AUDITD_SENDER_LINES) {
        taken++;
    }
    stage_expect("lines of a flood", taken, AUDITD_SENDER_LINES);
    stage_expect("a line of another", auditd_client_log(&other, "other"), ABI_OK);
    trial_require(STAGE_NAME, "status", auditd_client_status(editor.auditd, audit_read(), &after));
    stage_expect("lines", after.lines - before.lines, taken + 1);
    stage_expect("lost lines", after.lines_lost - before.lines_lost, 1);

    const struct auditd_client_wanted wanted = {.sender = AUDITD_ANY, .event = AUDITD_ANY, .last = 1};
    struct auditd_line lines[AUDITD_LINES_SENT];
    uint32_t count = 0;
    uint64_t next = 0;
    trial_require(STAGE_NAME, "read",
                  auditd_client_read_log(editor.auditd, audit_read(), &wanted, lines, &count, &next));
    stage_expect("newest lines", count, 1);
    stage_expect("sender", lines[0].sender, identity_make(TABLES_EDITOR, 0));
    stage_expect("text", (uint64_t)strcmp(lines[0].text, "other"), 0);
}

// Who asks policyd without end is told to wait, and execd is not.
static void try_queries_without_end(void) {
    uint64_t number = 0;
    uint32_t asked = 0;
    struct auditd_entry last = {0};
    stage_expect("nothing lost", count_of(TABLES_POLICYD, AUDIT_LOST, &last), 0);
    enum abi_error answer;
    do {
        answer = query(&shell, POLICY_SET_CLASS, TABLES_SHELL, 0, ABI_CLASS_IDLE, &number);
        asked++;
    } while (answer == ABI_OK && asked <= 2 * POLICYD_ASKER_QUERIES);
    stage_expect("too many queries", answer, ABI_EBUSY);
    stage_expect("execd asks", query(&execd, POLICY_LAUNCH, TABLES_SHELL, TABLES_EDITOR, 0, &number), ABI_OK);
    stage_expect("losses of policyd", count_of(TABLES_POLICYD, AUDIT_LOST, &last), 1);
    stage_expect("queries that were lost", last.first, 1);
}

static void try_told_losses(void) {
    struct auditd_client client = {.endpoint = editor.auditd, .lost = 3};
    struct auditd_entry last = {0};
    trial_require(STAGE_NAME, "record", auditd_client_record(&client, AUDIT_STARTED, ABI_OK, TABLES_EDITOR, 0, 0));
    stage_expect("not told again", client.lost, 0);
    stage_expect("records of losses", count_of(TABLES_EDITOR, AUDIT_LOST, &last), 1);
    stage_expect("how many", last.first, 3);
}

static void try_without_auditd(void) {
    uint64_t number = 0;
    stage_end_auditd();
    stage_expect("not written down", query(&execd, POLICY_LAUNCH, TABLES_SHELL, TABLES_EDITOR, 0, &number), ABI_EAGAIN);
    stage_expect("denied as ever", query(&execd, POLICY_LAUNCH, TABLES_EDITOR, TABLES_EDITOR, 0, &number), ABI_EPERM);
}

int main(void) {
    trial_require(STAGE_NAME, "begin", trial_begin());
    stage_begin();
    shell = stage_client_of(TABLES_SHELL);
    editor = stage_client_of(TABLES_EDITOR);
    execd = stage_client_of(TABLES_EXECD);
    try_decisions();
    try_explanations();
    try_malformed();
    try_what_was_written();
    try_reading_without();
    try_kernel_records();
    try_flood();
    try_queries_without_end();
    try_told_losses();
    stage_expect("without recipes", stage_policyd_without_archive(), EXIT_NO_RECIPES);
    try_without_auditd();
    printf("audit trial: passed\n");
    trial_pass();
}
