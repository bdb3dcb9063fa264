// SPDX-License-Identifier: Apache-2.0
// QEMU's control socket: starts a machine that was created stopped, once it has read what was typed ahead.
// Source: QEMU Machine Protocol specification.
#pragma once

#include <stdbool.h>

#include "testing/qemu/diagnostic.h"

#ifdef __cplusplus
extern "C" {
#endif

// Waits until QEMU has taken every byte out of the pipe `input`, then, unless `hold` (a debugger will), lets the machine
// run. Every wait is for an answer of QEMU's, up to the deadline.
// Units: deadline_ms of CLOCK_MONOTONIC.
// Errors: false and a diagnostic; *timed_out tells whether the deadline was the reason.
bool control_start_machine(int control, int input, bool hold, long long deadline_ms, bool *timed_out,
                           struct diagnostic *diagnostic);

// Milliseconds of CLOCK_MONOTONIC.
long long control_now_ms(void);

#ifdef __cplusplus
}
#endif
