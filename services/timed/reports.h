// SPDX-License-Identifier: Apache-2.0
// What is still to be written down of each client. Equal things are counted: the first is told at once, those of the next second
// together, with whatever comes then. What could not be told stays. Pure. Units: ticks of the time base.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/limits.h"
#include "services/auditd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

enum reports_kind {
    REPORTS_REGISTERED = 0,
    REPORTS_REFUSED_EBADF = 1,
    REPORTS_REFUSED_EINVAL = 2,
    REPORTS_REFUSED_EPERM = 3,
    REPORTS_REFUSED_ENOSPC = 4,
    REPORTS_MALFORMED = 5,
    REPORTS_KIND_COUNT
};

enum reports_limits {
    REPORTS_ROWS = ABI_PROCESSES_MAX + 1,  // by number of the recipe; 0: of any other
};

struct reports_row {
    uint64_t due;  // when it is to be told, if there is anything
    uint32_t counts[REPORTS_KIND_COUNT];
};

struct reports {
    uint64_t interval_ticks;
    uint64_t due;  // no row with anything in it is due before
    struct reports_row rows[REPORTS_ROWS];
};

struct reports_report {
    enum audit_event event;
    enum abi_error error;
    uint32_t recipe;
    uint32_t count;
    enum reports_kind kind;
};

void reports_init(struct reports *reports, uint64_t interval_ticks);

// What was answered to a registration; an answer that is no such thing counts as REPORTS_REFUSED_EINVAL.
enum reports_kind reports_kind_of(enum abi_error answered);

void reports_note(struct reports *reports, uint32_t recipe, enum reports_kind kind);

// Everything of everybody is due, because somebody ended.
void reports_hasten(struct reports *reports);

// Something that is due, to be told and then settled. False: nothing is.
bool reports_next(struct reports *reports, uint64_t now, struct reports_report *report);

// It was told: what came since then counts anew, and is due an interval from now.
void reports_settle(struct reports *reports, uint64_t now, const struct reports_report *report);

#ifdef __cplusplus
}
#endif
