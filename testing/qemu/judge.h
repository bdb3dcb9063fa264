// SPDX-License-Identifier: Apache-2.0
// A boot that has ended against the marker table.
#pragma once

#include "testing/qemu/options.h"
#include "testing/qemu/session.h"

#ifdef __cplusplus
extern "C" {
#endif

enum judge_outcome {
    JUDGE_AGREED,   // green, or red where options->red says
    JUDGE_NOT_RED,  // green, and options->red says that it should not be
    JUDGE_WRONG,
};

// Judges a session that passed, as options->boot and options->red say; result->reason becomes what was found, and
// result->outcome SESSION_FAILED unless it is as agreed. Other sessions are JUDGE_WRONG and stay as they are.
enum judge_outcome judge_boot(const struct options *options, struct session_result *result);

#ifdef __cplusplus
}
#endif
