// SPDX-License-Identifier: Apache-2.0
// How a call that ipc.h has dealt with returns.
#pragma once

#include "kernel/ipc/ipc.h"
#include "kernel/percpu/percpu.h"
#include "kernel/syscall/syscall.h"

static inline struct system_call_result ipc_result(struct cpu *cpu, struct ipc_outcome outcome) {
    if (outcome.is_in_frame) {
        cpu->exit_work |= EXIT_FRAME;
    }
    return call_result(outcome.error, 0);
}
