// SPDX-License-Identifier: Apache-2.0
// What this hart does, written down while somebody has turned that on. Off, a place that has something to tell costs a load of
// the hart's own line and a branch that is not taken.
// Context: kernel, interrupts off. No lock is taken and nothing is allocated.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/trace.h"
#include "kernel/percpu/percpu.h"

// Is this hart's trace on?
static inline bool trace_is_on(const struct cpu *cpu) {
    return __builtin_expect(__atomic_load_n(&cpu->bars.trace_is_on, __ATOMIC_RELAXED) != 0, 0);
}

// The slow half of trace_event: when it happened and to whom is filled in, and the label of a task that is switched to.
void trace_append(struct cpu *cpu, enum abi_trace_event event, uint64_t detail, uint64_t argument);

// Something happened on this hart, to its current task. What `detail` (16 bits of it are kept) and `argument` are is said in abi/trace.h.
static inline void trace_event(struct cpu *cpu, enum abi_trace_event event, uint64_t detail, uint64_t argument) {
    if (trace_is_on(cpu)) {
        trace_append(cpu, event, detail, argument);
    }
}

// Turns all harts' traces on or off.
void trace_set(bool on);

// Prints the last events of this hart, one line each, for the report of a panic. Takes no lock.
void trace_panic_print(const struct cpu *cpu);
