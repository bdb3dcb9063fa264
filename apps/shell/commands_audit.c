// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/commands_audit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "abi/audit.h"
#include "libs/nexus/nexus.h"
#include "libs/service/identity.h"
#include "apps/shell/complain.h"
#include "apps/shell/names.h"
#include "apps/shell/programs.h"
#include "services/auditd/client.h"
#include "services/policyd/client.h"

enum audit_layout {
    RECORDS_DEFAULT = 10,
    LOG_PREFIX_COLUMNS = 25,
    KERNEL_KIND_SHIFT = 32,  // services/auditd/protocol.h
};

// Whom to ask, and what is shown for it.
struct audit_source {
    uint32_t auditd;
    uint32_t audit_read;
};

// How many are wanted: an argument, or as many as a screen takes without scrolling.
static bool read_count(const struct command_call *call, uint64_t most, uint32_t *count) {
    uint64_t number = RECORDS_DEFAULT;
    if (call->count == 1 && !command_number(call->arguments[0], 1, most, &number)) {
        complain_of_argument(call, call->arguments[0], "a number from 1");
        return false;
    }
    *count = (uint32_t)number;
    return true;
}

static void print_kernel_record(const struct abi_audit_record *record) {
    printf("%6" PRIu64 "  %-16s  subject %-6" PRIu32 "  count %-8" PRIu32 "  first %" PRIu64 "\n", record->sequence,
           name_of_kernel_event(record->kind), record->subject, record->count, record->first);
}

// The last ones of the kernel's own ring.
static enum abi_error print_kernel_records(uint32_t audit_read, uint32_t wanted) {
    static struct abi_audit_record newest[ABI_AUDIT_RECORDS];
    uint64_t sequence = 1;
    uint64_t total = 0;
    uint32_t count = 1;
    while (count != 0) {
        struct abi_audit_record records[ABI_AUDIT_READ_MAX];
        enum abi_error error = nexus_audit_read(audit_read, sequence, records, ABI_AUDIT_READ_MAX, &count);
        if (error != ABI_OK) {
            return error;
        }
        for (uint32_t i = 0; i < count; i++) {
            newest[total++ % ABI_AUDIT_RECORDS] = records[i];
            sequence = records[i].sequence + 1;
        }
    }
    uint64_t kept = total < ABI_AUDIT_RECORDS ? total : ABI_AUDIT_RECORDS;
    for (uint64_t i = total - (wanted < kept ? wanted : kept); i < total; i++) {
        print_kernel_record(&newest[i % ABI_AUDIT_RECORDS]);
    }
    return ABI_OK;
}

// The recipe of the program whose first task that was, as execd wrote down its start; 0: that is not kept any more, or never was.
static uint32_t recipe_of_task(const struct audit_source *source, uint32_t task) {
    struct auditd_client_wanted query = {.sender = AUDITD_ANY, .event = AUDIT_STARTED};
    struct auditd_entry entries[AUDITD_ENTRIES_SENT];
    uint32_t count = AUDITD_ENTRIES_SENT;
    while (count == AUDITD_ENTRIES_SENT) {
        if (auditd_client_query(source->auditd, source->audit_read, &query, entries, &count, &query.position) !=
            ABI_OK) {
            return 0;
        }
        for (uint32_t i = 0; i < count; i++) {
            if (entries[i].second == task) {
                return entries[i].subject;
            }
        }
    }
    return 0;
}

// The kernel knows no names: it tells the first task of a process, or some number.
static void print_kernel_detail(const struct audit_source *source, const struct auditd_entry *entry) {
    uint32_t recipe = entry->second == 0 ? 0 : recipe_of_task(source, entry->second);
    if (recipe != 0) {
        printf("%s", programs_name(recipe));
    } else {
        printf("number %" PRIu64, entry->subject != 0 ? entry->subject : entry->kernel_first);
    }
    if (entry->first >> KERNEL_KIND_SHIFT == ABI_AUDIT_QUOTA_EXCEEDED) {
        printf(": %s", name_of_quota((uint32_t)entry->first));
    }
}

// Whom or what it is about, in words.
static void print_detail(const struct auditd_entry *entry) {
    const char *subject = programs_name(entry->subject);
    switch (entry->event) {
        case AUDIT_REQUEST_REFUSED:
            printf("%s: request %" PRIu32, subject, (uint32_t)entry->first);
            break;
        case AUDIT_POLICY_ALLOWED:
        case AUDIT_POLICY_DENIED:
            printf("%s: %s, decision %" PRIu32, subject, name_of_operation((uint32_t)entry->first), entry->second);
            break;
        case AUDIT_QOS_SET:
        case AUDIT_ESCALATION:
            printf("%s: %s, shares %" PRIu32, subject, name_of_class((uint32_t)entry->first), entry->second);
            break;
        case AUDIT_AFFINITY_SET:
            printf("%s: %s", subject, name_of_placement((uint32_t)entry->first));
            break;
        case AUDIT_NOT_READY:
            printf("%s: %s", subject, name_of_reason((uint32_t)entry->first));
            break;
        default:
            printf("%s: %" PRIu64, subject, entry->first);
    }
    if (entry->error != ABI_OK && entry->event != AUDIT_POLICY_DENIED) {
        printf(", refused");
    }
}

static void print_entry(const struct audit_source *source, const struct auditd_entry *entry) {
    // Before the line is begun: asking for a name may take a while.
    printf("%6" PRIu64 "  %-8.8s", entry->sequence, programs_name(identity_recipe(entry->sender)));
    if (entry->event == AUDIT_KERNEL) {
        // What happened says that it was refused.
        printf("  %-15s  ", name_of_kernel_event((uint32_t)(entry->first >> KERNEL_KIND_SHIFT)));
        print_kernel_detail(source, entry);
    } else {
        printf("  %-12s  ", name_of_event(entry->event));
        print_detail(entry);
    }
    if (entry->count > 1) {
        printf(" (%" PRIu32 " times)", entry->count);
    }
    printf("\n");
}

static enum abi_error print_entries(const struct audit_source *source, uint32_t wanted) {
    struct auditd_client_wanted query = {.sender = AUDITD_ANY, .event = AUDITD_ANY, .last = wanted};
    for (uint32_t printed = 0; printed < wanted;) {
        struct auditd_entry entries[AUDITD_ENTRIES_SENT];
        uint32_t count = 0;
        enum abi_error error =
            auditd_client_query(source->auditd, source->audit_read, &query, entries, &count, &query.position);
        if (error != ABI_OK || count == 0) {
            return error;
        }
        for (uint32_t i = 0; i < count; i++) {
            print_entry(source, &entries[i]);
        }
        printed += count;
        query.last = wanted > printed ? wanted - printed : 0;
    }
    return ABI_OK;
}

static enum abi_error print_sender(uint32_t auditd, uint32_t audit_read, uint32_t sender) {
    struct auditd_client_share share;
    enum abi_error error = auditd_client_sender(auditd, audit_read, sender, &share);
    if (error == ABI_OK && share.records + share.records_untold + share.lines != 0) {
        printf("%-16s %8" PRIu64 " %9" PRIu64 " %7" PRIu64 " %8" PRIu64 " %9" PRIu64 "\n", programs_name(sender),
               share.records, share.records_replaced, share.records_untold, share.lines, share.lines_replaced);
    }
    return error;
}

// Whoever has lost something still has something that is kept.
static void print_senders(const struct command_call *call, uint32_t auditd, uint32_t audit_read) {
    uint32_t execd = 0;
    uint32_t recipes = 0;
    if (!find_service(call, "execd", &execd)) {
        return;
    }
    enum abi_error error = programs_count(execd, &recipes);
    if (error != ABI_OK) {
        complain_of_service(call, "execd", error);
        return;
    }
    printf("sender            records  replaced  untold    lines  replaced\n");
    for (uint32_t sender = IDENTITY_KERNEL; error == ABI_OK && sender <= recipes; sender++) {
        error = print_sender(auditd, audit_read, sender);
    }
    if (error != ABI_OK) {
        complain_of_service(call, "auditd", error);
    }
}

static void audit_senders(const struct command_call *call) {
    uint32_t auditd = 0;
    uint32_t audit_read = 0;
    if (find_service(call, "auditd", &auditd) && find_shown_authority(call, "audit_read", &audit_read)) {
        print_senders(call, auditd, audit_read);
    }
}

void command_audit(const struct command_call *call) {
    uint32_t wanted = 0;
    uint32_t audit_read = 0;
    if (call->count == 1 && strcmp(call->arguments[0], "senders") == 0) {
        audit_senders(call);
        return;
    }
    if (!read_count(call, AUDITD_RECORDS, &wanted)) {
        return;
    }
    uint32_t auditd = nexus_start_handle("auditd");
    if (auditd == 0) {
        printf("auditd is not here; this is what the kernel wrote down\n");
        if (find_authority(call, "audit_read", &audit_read)) {
            enum abi_error error = print_kernel_records(audit_read, wanted);
            if (error != ABI_OK) {
                complain_of_authority(call, "audit_read", error);
            }
        }
        return;
    }
    if (find_shown_authority(call, "audit_read", &audit_read)) {
        const struct audit_source source = {auditd, audit_read};
        enum abi_error error = print_entries(&source, wanted);
        if (error != ABI_OK) {
            complain_of_service(call, "auditd", error);
        }
    }
}

static void print_line(const struct auditd_line *line) {
    printf("%6" PRIu64 "  %-15.15s  %.*s\n", line->sequence, programs_name(identity_recipe(line->sender)),
           LINE_COLUMNS - 1 - LOG_PREFIX_COLUMNS, line->text);
}

static enum abi_error print_log(uint32_t auditd, uint32_t audit_read, uint32_t wanted) {
    struct auditd_client_wanted query = {.sender = AUDITD_ANY, .event = AUDITD_ANY, .last = wanted};
    for (uint32_t printed = 0; printed < wanted;) {
        struct auditd_line lines[AUDITD_LINES_SENT];
        uint32_t count = 0;
        enum abi_error error = auditd_client_read_log(auditd, audit_read, &query, lines, &count, &query.position);
        if (error != ABI_OK || count == 0) {
            printf("%s", error == ABI_OK && printed == 0 ? "nothing was said yet\n" : "");
            return error;
        }
        for (uint32_t i = 0; i < count; i++) {
            lines[i].text[sizeof(lines[i].text) - 1] = 0;
            print_line(&lines[i]);
        }
        printed += count;
        query.last = wanted > printed ? wanted - printed : 0;
    }
    return ABI_OK;
}

void command_log(const struct command_call *call) {
    uint32_t wanted = 0;
    uint32_t auditd = 0;
    uint32_t audit_read = 0;
    if (!read_count(call, AUDITD_LINES, &wanted) || !find_service(call, "auditd", &auditd) ||
        !find_shown_authority(call, "audit_read", &audit_read)) {
        return;
    }
    enum abi_error error = print_log(auditd, audit_read, wanted);
    if (error != ABI_OK) {
        complain_of_service(call, "auditd", error);
    }
}

static void print_decision(const struct policyd_decision *decision) {
    printf("%6" PRIu64 "  %-12.12s  %-14s  %-18s", decision->number, programs_name(decision->subject),
           name_of_operation(decision->operation), name_of_verdict(decision->verdict));
    if (decision->object != 0) {
        printf("  of %.12s", programs_name(decision->object));
    } else {
        printf("  value %" PRIu64, decision->value);
    }
    if (decision->rule == 0) {
        printf("\n        no rule speaks of it\n");
    } else {
        printf("\n        rule %" PRIu16 ": %.*s\n", decision->rule, POLICY_REASON_BYTES - 1, decision->reason);
    }
}

static void print_decisions(const struct policyd_decision *decisions, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        print_decision(&decisions[i]);
    }
    if (count == 0) {
        printf("nothing was decided since\n");
    }
}

// The newest ones: there is always one more request until nothing follows.
static enum abi_error read_newest(uint32_t policyd, uint32_t audit_read, struct policyd_decision *newest,
                                  uint32_t *count) {
    struct policyd_decision read[POLICYD_DECISIONS_SENT];
    uint32_t got = POLICYD_DECISIONS_SENT;
    *count = 0;
    for (uint64_t first = 1; got == POLICYD_DECISIONS_SENT; first = got == 0 ? first : read[got - 1].number + 1) {
        enum abi_error error = policyd_client_explain(policyd, audit_read, first, read, &got);
        if (error != ABI_OK) {
            return error;
        }
        uint32_t stay = *count + got < POLICYD_DECISIONS_SENT ? *count : POLICYD_DECISIONS_SENT - got;
        memmove(newest, newest + *count - stay, stay * sizeof(newest[0]));
        memcpy(newest + stay, read, got * sizeof(newest[0]));
        *count = stay + got;
    }
    return ABI_OK;
}

void command_policy_explain(const struct command_call *call) {
    uint64_t first = 0;
    uint32_t policyd = 0;
    uint32_t audit_read = 0;
    if (call->count == 1 && !command_number(call->arguments[0], 1, UINT64_MAX, &first)) {
        complain_of_argument(call, call->arguments[0], "the number of a decision");
        return;
    }
    if (!find_service(call, "policyd", &policyd) || !find_shown_authority(call, "audit_read", &audit_read)) {
        return;
    }
    struct policyd_decision decisions[POLICYD_DECISIONS_SENT];
    uint32_t count = 0;
    enum abi_error error = first == 0 ? read_newest(policyd, audit_read, decisions, &count)
                                      : policyd_client_explain(policyd, audit_read, first, decisions, &count);
    if (error != ABI_OK) {
        complain_of_service(call, "policyd", error);
    } else {
        print_decisions(decisions, count);
    }
}
