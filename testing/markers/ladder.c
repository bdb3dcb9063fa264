// SPDX-License-Identifier: Apache-2.0
#include "testing/markers/ladder.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "abi/exit_status.h"
#include "testing/markers/console_line.h"
#include "testing/markers/panic_report.h"
#include "testing/markers/predicate.h"
#include "testing/markers/proof_line.h"
#include "testing/qemu/alarm.h"

enum report_state { REPORT_NONE, REPORT_OPEN, REPORT_ENDED };

// Where in the transcript the judge is.
struct walk {
    const struct ladder_run *run;
    struct ladder_verdict *verdict;
    uint32_t line;
    uint32_t harts_online;
    uint32_t shown;     // expected markers that are green
    bool proof_is_due;  // the line of expected[shown] has come
    enum report_state report;
    uint32_t expected_count;
    const struct marker *expected[MARKER_TABLE_MAX];
};

static const struct marker *due_marker(const struct walk *walk) {
    bool has_all_harts = walk->harts_online == walk->run->harts;
    return has_all_harts && walk->shown < walk->expected_count ? walk->expected[walk->shown] : NULL;
}

// What is due next, for a person.
static void describe_due(const struct walk *walk, struct diagnostic *due) {
    const struct marker *marker = due_marker(walk);
    if (walk->harts_online < walk->run->harts) {
        diagnostic_set(due, "KINIT: cpu%u online", walk->harts_online);
    } else if (marker != NULL) {
        diagnostic_set(due, "%s", marker->id);
    } else {
        diagnostic_set(due, "the end");
    }
}

static void find(struct walk *walk, enum ladder_finding finding, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Keeps the first finding.
static void find(struct walk *walk, enum ladder_finding finding, const char *format, ...) {
    struct ladder_verdict *verdict = walk->verdict;
    if (verdict->finding != LADDER_GREEN) {
        return;
    }
    char what[DIAGNOSTIC_BYTES / 2];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(what, sizeof(what), format, arguments);
    va_end(arguments);
    const struct marker *marker = due_marker(walk);
    verdict->finding = finding;
    verdict->line = walk->line;
    verdict->red_cpu = walk->harts_online;
    verdict->red_marker = marker == NULL ? NULL : marker->id;
    if (walk->harts_online < walk->run->harts) {
        verdict->red_marker = LADDER_HARTS;
    }
    if (walk->line == 0) {
        diagnostic_set(&verdict->text, "not judged: %s", what);
        return;
    }
    struct diagnostic due = {""};
    describe_due(walk, &due);
    diagnostic_set(&verdict->text, "red at %.200s, transcript line %u: %s", due.text, walk->line, what);
}

static void take_hart(struct walk *walk, const char *line) {
    const char *at = line;
    uint64_t cpu = 0;
    static const char HEAD[] = "KINIT: cpu";
    bool has_head = strncmp(line, HEAD, strlen(HEAD)) == 0;
    at += has_head ? strlen(HEAD) : 0;
    if (!has_head || !proof_line_read_number(&at, &cpu) || strcmp(at, " online") != 0) {
        find(walk, LADDER_UNDECLARED, "no such line is declared: \"%s\"", line);
    } else if (cpu >= walk->run->harts) {
        find(walk, LADDER_TOO_FEW_HARTS, "the machine has %u harts: \"%s\"", walk->run->harts, line);
    } else if (cpu < walk->harts_online) {
        find(walk, LADDER_TWICE, "came before: \"%s\"", line);
    } else if (cpu > walk->harts_online) {
        find(walk, LADDER_OUT_OF_ORDER, "in its place stands \"%s\"", line);
    } else {
        walk->harts_online++;
    }
}

static bool was_shown(const struct walk *walk, const struct marker *marker) {
    for (uint32_t i = 0; i < walk->shown; i++) {
        if (walk->expected[i] == marker) {
            return true;
        }
    }
    return false;
}

static void take_marker(struct walk *walk, const char *line) {
    const struct marker *marker = marker_find_line(&walk->run->table, line);
    if (marker == NULL) {
        find(walk, LADDER_UNDECLARED, "no row of the marker table is \"%s\"", line);
    } else if (strcmp(marker->boot, walk->run->boot) != 0) {
        find(walk, LADDER_OTHER_BOOT, "belongs to boot %s: \"%s\"", marker->boot, line);
    } else if (marker->least_harts > walk->run->harts) {
        find(walk, LADDER_TOO_FEW_HARTS, "belongs to machines of %u harts: \"%s\"", marker->least_harts, line);
    } else if (was_shown(walk, marker)) {
        find(walk, LADDER_TWICE, "came before: \"%s\"", line);
    } else if (marker != due_marker(walk)) {
        find(walk, LADDER_OUT_OF_ORDER, "in its place stands \"%s\"", line);
    } else {
        walk->proof_is_due = true;
    }
}

static void check_evidence(struct walk *walk, const struct proof_line *proof) {
    struct diagnostic why = {""};
    struct predicate predicate;
    if (!predicate_parse(due_marker(walk)->predicate, &predicate, &why)) {
        find(walk, LADDER_TABLE_IS_WRONG, "the predicate cannot be read: %s", why.text);
        return;
    }
    for (uint32_t i = 0; i < proof->item_count; i++) {
        const struct proof_item *item = &proof->items[i];
        if (!predicate_has_name(&predicate, item->name)) {
            find(walk, LADDER_EVIDENCE_EXTRA, "the predicate does not speak of %s", item->name);
        }
        if (proof_line_find(proof, item->name) != item) {
            find(walk, LADDER_EVIDENCE_TWICE, "%s is there twice", item->name);
        }
    }
    for (uint32_t i = 0; i < predicate.name_count; i++) {
        if (proof_line_find(proof, predicate.names[i]) == NULL) {
            find(walk, LADDER_EVIDENCE_MISSING, "there is no evidence %s", predicate.names[i]);
            return;
        }
    }
    if (!predicate_holds(&predicate, proof, walk->run->harts, &why)) {
        find(walk, LADDER_EVIDENCE_FALSE, "%s", why.text);
    }
}

static void take_proof(struct walk *walk, const char *line) {
    struct proof_line proof;
    struct diagnostic why = {""};
    const struct marker *marker = due_marker(walk);
    if (!walk->proof_is_due) {
        find(walk, LADDER_PROOF_STRAY, "evidence without a marker before it: \"%s\"", line);
        return;
    }
    if (!proof_line_parse(line, &proof, &why)) {
        find(walk, LADDER_PROOF_MALFORMED, "%s", why.text);
        return;
    }
    if (strcmp(proof.id, marker->id) != 0) {
        find(walk, LADDER_PROOF_OF_OTHER, "evidence of %s", proof.id);
    }
    if (proof.seq != (uint64_t)walk->shown + 1) {
        find(walk, LADDER_WRONG_SEQ, "seq is %" PRIu64 ", due is %u", proof.seq, walk->shown + 1);
    }
    if (strcmp(proof.nonce, walk->run->nonce) != 0) {
        find(walk, LADDER_WRONG_NONCE, "nonce is %s, this run's is %s", proof.nonce, walk->run->nonce);
    }
    check_evidence(walk, &proof);
    if (walk->verdict->finding == LADDER_GREEN) {
        walk->proof_is_due = false;
        walk->shown++;
    }
}

static void take_panic(struct walk *walk, const char *line) {
    const struct marker *marker = due_marker(walk);
    bool is_due = marker != NULL && marker_is_panic(marker);
    if (is_due && panic_report_begins(marker->text, line, walk->run->harts)) {
        walk->report = REPORT_OPEN;
    } else {
        find(walk, LADDER_PANIC, "not the panic that is due: \"%s\"", line);
    }
}

static void take_report(struct walk *walk, const char *line) {
    if (walk->report == REPORT_ENDED) {
        find(walk, LADDER_REPORT_MIXED, "stands behind the panic's report: \"%s\"", line);
    } else if (console_line_kind_of(line) != CONSOLE_LINE_PANIC) {
        find(walk, LADDER_REPORT_MIXED, "stands within the panic's report: \"%s\"", line);
    } else if (panic_report_ends(line)) {
        walk->report = REPORT_ENDED;
        walk->shown++;
    }
}

static void take_by_kind(struct walk *walk, const char *line) {
    switch (console_line_kind_of(line)) {
        case CONSOLE_LINE_KINIT:
            take_hart(walk, line);
            break;
        case CONSOLE_LINE_MARKER:
            take_marker(walk, line);
            break;
        case CONSOLE_LINE_PROOF:
            take_proof(walk, line);
            break;
        case CONSOLE_LINE_PANIC:
            take_panic(walk, line);
            break;
        case CONSOLE_LINE_FAULT:
        case CONSOLE_LINE_OTHER:
            if (alarm_is_in(line)) {
                find(walk, LADDER_FAULT, "nobody expects \"%s\"", line);
            }
            break;
    }
}

static bool is_alarm(const char *line) {
    enum console_line_kind kind = console_line_kind_of(line);
    return kind == CONSOLE_LINE_PANIC || kind == CONSOLE_LINE_FAULT;
}

static void take_line(struct walk *walk, const char *line) {
    if (walk->report != REPORT_NONE) {
        take_report(walk, line);
    } else if (console_line_is_mixed(line)) {
        find(walk, LADDER_MIXED_LINE, "a marker must stand at the beginning of a line: \"%s\"", line);
    } else if (console_line_is_failure(line)) {
        find(walk, LADDER_FAILURE, "\"%s\"", line);
    } else if (walk->proof_is_due && console_line_kind_of(line) != CONSOLE_LINE_PROOF && !is_alarm(line)) {
        find(walk, LADDER_PROOF_MISSING, "in the place of the evidence stands \"%s\"", line);
    } else {
        take_by_kind(walk, line);
    }
}

static void check_end(struct walk *walk) {
    struct process_exit exit = walk->run->exit;
    struct diagnostic how = {""};
    diagnostic_set(&how, "QEMU ended with %s %d", exit.by_signal ? "signal" : "exit status", exit.value);
    walk->line++;
    if (walk->report == REPORT_OPEN) {
        find(walk, LADDER_REPORT_TRUNCATED, "the panic's report has no end; %s", how.text);
    } else if (walk->proof_is_due) {
        find(walk, LADDER_PROOF_MISSING, "nothing stands in the place of the evidence; %s", how.text);
    } else if (walk->harts_online < walk->run->harts || due_marker(walk) != NULL) {
        find(walk, LADDER_MISSING, "missing; %s", how.text);
    }
    bool panics = marker_is_panic(walk->expected[walk->expected_count - 1]);
    int agreed = panics ? ABI_EXIT_PANIC : ABI_EXIT_OK;
    if (exit.by_signal || exit.value != agreed) {
        find(walk, LADDER_WRONG_EXIT, "%s, agreed was exit status %d", how.text, agreed);
    }
}

static void expect_markers(struct walk *walk) {
    const struct marker_table *table = &walk->run->table;
    for (uint32_t i = 0; i < table->count; i++) {
        const struct marker *marker = &table->markers[i];
        if (strcmp(marker->boot, walk->run->boot) == 0 && marker->least_harts <= walk->run->harts) {
            walk->expected[walk->expected_count++] = marker;
        }
    }
}

static bool prepare(struct walk *walk) {
    struct diagnostic why = {""};
    if (!marker_table_check(&walk->run->table, &why)) {
        find(walk, LADDER_TABLE_IS_WRONG, "%s", why.text);
        return false;
    }
    expect_markers(walk);
    if (walk->expected_count == 0) {
        find(walk, LADDER_UNKNOWN_BOOT, "no marker belongs to boot %s on %u harts", walk->run->boot, walk->run->harts);
        return false;
    }
    return true;
}

void ladder_judge(const struct ladder_run *run, struct ladder_verdict *verdict) {
    *verdict = (struct ladder_verdict){.finding = LADDER_GREEN};
    struct walk walk = {.run = run, .verdict = verdict};
    if (!prepare(&walk)) {
        return;
    }
    size_t offset = 0;
    while (offset < run->transcript->bytes && verdict->finding == LADDER_GREEN) {
        char line[TRANSCRIPT_LINE_BYTES];
        enum transcript_line_end end = transcript_read_line(run->transcript, offset, line, &offset);
        walk.line++;
        if (end != TRANSCRIPT_LINE_FINISHED) {
            find(&walk, LADDER_BROKEN_LINE, "too long or unfinished: \"%.100s\"", line);
        } else {
            take_line(&walk, line);
        }
    }
    check_end(&walk);
}
