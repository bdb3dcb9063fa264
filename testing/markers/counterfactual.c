// SPDX-License-Identifier: Apache-2.0
#include "testing/markers/counterfactual.h"

#include <stddef.h>
#include <string.h>

#include "abi/exit_status.h"

// What a broken mechanism does; the rest is done by a broken harness, emitter or table.
static bool is_effect_of_fault(enum ladder_finding finding) {
    switch (finding) {
        case LADDER_OUT_OF_ORDER:
        case LADDER_MISSING:
        case LADDER_FAILURE:
        case LADDER_PANIC:
        case LADDER_FAULT:
        case LADDER_EVIDENCE_FALSE:
            return true;
        default:
            return false;
    }
}

static bool ended_by_itself(struct process_exit exit) {
    return !exit.by_signal &&
           (exit.value == ABI_EXIT_OK || exit.value == ABI_EXIT_PANIC || exit.value == ABI_EXIT_BOOT_REFUSED);
}

static bool is_red_at(const struct ladder_run *run, const struct ladder_verdict *verdict, const char *marker) {
    if (verdict->red_marker == NULL || strcmp(verdict->red_marker, marker) != 0) {
        return false;
    }
    return strcmp(marker, LADDER_HARTS) != 0 || verdict->red_cpu + 1 == run->harts;
}

enum counterfactual_outcome counterfactual_judge(const struct ladder_run *run, const struct ladder_verdict *verdict,
                                                 const char *marker, struct diagnostic *diagnostic) {
    if (verdict->finding == LADDER_GREEN) {
        diagnostic_set(diagnostic, "should be red at %s, and every marker is green", marker);
        return COUNTERFACTUAL_GREEN;
    }
    if (!is_red_at(run, verdict, marker)) {
        diagnostic_set(diagnostic, "should be red at %s: %.600s", marker, verdict->text.text);
        return COUNTERFACTUAL_MISPLACED;
    }
    if (!is_effect_of_fault(verdict->finding)) {
        diagnostic_set(diagnostic, "no fault does this: %.600s", verdict->text.text);
        return COUNTERFACTUAL_MISPLACED;
    }
    if (!ended_by_itself(run->exit)) {
        diagnostic_set(diagnostic, "the machine did not end by itself: %s %d",
                       run->exit.by_signal ? "signal" : "status", run->exit.value);
        return COUNTERFACTUAL_MISPLACED;
    }
    return COUNTERFACTUAL_RED;
}
