// SPDX-License-Identifier: Apache-2.0
#include "services/timed/reports.h"

#include <string.h>

static const struct {
    enum audit_event event;
    enum abi_error error;
} meanings[REPORTS_KIND_COUNT] = {
    [REPORTS_REGISTERED] = {AUDIT_TIMER_REGISTERED, ABI_OK},
    [REPORTS_REFUSED_EBADF] = {AUDIT_TIMER_REFUSED, ABI_EBADF},
    [REPORTS_REFUSED_EINVAL] = {AUDIT_TIMER_REFUSED, ABI_EINVAL},
    [REPORTS_REFUSED_EPERM] = {AUDIT_TIMER_REFUSED, ABI_EPERM},
    [REPORTS_REFUSED_ENOSPC] = {AUDIT_TIMER_REFUSED, ABI_ENOSPC},
    [REPORTS_MALFORMED] = {AUDIT_REQUEST_REFUSED, ABI_EINVAL},
};

void reports_init(struct reports *reports, uint64_t interval_ticks) {
    memset(reports, 0, sizeof(*reports));
    reports->interval_ticks = interval_ticks;
    reports->due = UINT64_MAX;
}

enum reports_kind reports_kind_of(enum abi_error answered) {
    for (uint32_t kind = REPORTS_REGISTERED; kind < REPORTS_MALFORMED; kind++) {
        if (meanings[kind].error == answered) {
            return (enum reports_kind)kind;
        }
    }
    return REPORTS_REFUSED_EINVAL;
}

static void note_due(struct reports *reports, uint64_t due) {
    reports->due = due < reports->due ? due : reports->due;
}

void reports_note(struct reports *reports, uint32_t recipe, enum reports_kind kind) {
    struct reports_row *row = &reports->rows[recipe < REPORTS_ROWS ? recipe : 0];
    if (row->counts[kind] < UINT32_MAX) {
        row->counts[kind]++;
    }
    note_due(reports, row->due);
}

void reports_hasten(struct reports *reports) {
    for (uint32_t recipe = 0; recipe < REPORTS_ROWS; recipe++) {
        reports->rows[recipe].due = 0;
    }
    reports->due = 0;
}

// False: there is nothing in the row.
static bool find_in_row(struct reports *reports, uint32_t recipe, struct reports_report *report) {
    for (uint32_t kind = 0; kind < REPORTS_KIND_COUNT; kind++) {
        if (reports->rows[recipe].counts[kind] != 0) {
            *report = (struct reports_report){.event = meanings[kind].event,
                                              .error = meanings[kind].error,
                                              .recipe = recipe,
                                              .count = reports->rows[recipe].counts[kind],
                                              .kind = (enum reports_kind)kind};
            return true;
        }
    }
    return false;
}

bool reports_next(struct reports *reports, uint64_t now, struct reports_report *report) {
    if (now < reports->due) {
        return false;
    }
    uint64_t due = UINT64_MAX;
    for (uint32_t recipe = 0; recipe < REPORTS_ROWS; recipe++) {
        struct reports_report found;
        if (!find_in_row(reports, recipe, &found)) {
            continue;
        }
        if (reports->rows[recipe].due <= now) {
            *report = found;
            return true;
        }
        due = reports->rows[recipe].due < due ? reports->rows[recipe].due : due;
    }
    reports->due = due;
    return false;
}

void reports_settle(struct reports *reports, uint64_t now, const struct reports_report *report) {
    struct reports_row *row = &reports->rows[report->recipe];
    row->counts[report->kind] -= report->count;
    struct reports_report more;
    if (!find_in_row(reports, report->recipe, &more)) {
        row->due = now + reports->interval_ticks;
    }
}
