// SPDX-License-Identifier: Apache-2.0
#include "testing/qemu/judge.h"

#include <stddef.h>
#include <stdio.h>

#include "testing/markers/counterfactual.h"
#include "testing/markers/ladder.h"

static enum judge_outcome judge_green(const struct ladder_verdict *verdict, struct session_result *result) {
    if (verdict->finding == LADDER_GREEN) {
        diagnostic_set(&result->reason, "green");
        return JUDGE_AGREED;
    }
    result->reason = verdict->text;
    return JUDGE_WRONG;
}

static enum judge_outcome judge_red(const struct ladder_run *run, const struct ladder_verdict *verdict,
                                    const char *marker, struct session_result *result) {
    switch (counterfactual_judge(run, verdict, marker, &result->reason)) {
        case COUNTERFACTUAL_RED:
            result->reason = verdict->text;
            return JUDGE_AGREED;
        case COUNTERFACTUAL_GREEN:
            return JUDGE_NOT_RED;
        case COUNTERFACTUAL_MISPLACED:
            return JUDGE_WRONG;
    }
    return JUDGE_WRONG;
}

enum judge_outcome judge_boot(const struct options *options, struct session_result *result) {
    if (result->outcome != SESSION_PASSED) {
        return JUDGE_WRONG;
    }
    char nonce[SCRIPT_NONCE_BYTES];
    (void)snprintf(nonce, sizeof(nonce), "%08x", options->nonce);
    struct ladder_run run = {
        .table = marker_table_declared(),
        .transcript = &result->transcript,
        .harts = options->harts,
        .nonce = nonce,
        .boot = options->boot,
        .exit = result->exit,
    };
    struct ladder_verdict verdict;
    ladder_judge(&run, &verdict);
    enum judge_outcome outcome =
        options->red == NULL ? judge_green(&verdict, result) : judge_red(&run, &verdict, options->red, result);
    result->outcome = outcome == JUDGE_AGREED ? SESSION_PASSED : SESSION_FAILED;
    return outcome;
}
