// SPDX-License-Identifier: Apache-2.0
// Whether a boot with a fault switched on went red as it had to. Pure.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "testing/markers/ladder.h"
#include "testing/qemu/diagnostic.h"
#include "testing/qemu/dialogue.h"

#ifdef __cplusplus
extern "C" {
#endif

enum counterfactual_outcome {
    COUNTERFACTUAL_RED,        // at the marker, everything before it green
    COUNTERFACTUAL_GREEN,      // the fault broke nothing that a marker shows
    COUNTERFACTUAL_MISPLACED,  // red elsewhere, or for a reason that the machinery is to blame for and not the fault
};

// `marker` is an id, or LADDER_HARTS for the line of the last hart. A fault shows by a FAIL line, a panic, an alarm, evidence that
// does not satisfy the predicate, or a marker that does not come; and the machine ends by itself with a status of
// abi/exit_status.h. *diagnostic says why it is not red there.
enum counterfactual_outcome counterfactual_judge(const struct ladder_run *run, const struct ladder_verdict *verdict,
                                                 const char *marker, struct diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif
