// SPDX-License-Identifier: Apache-2.0
// This hart's one-shot timer: the end of a slice, and the deadlines that were armed here. A hart without a ready second task
// and without a deadline arms nothing. Context: kernel, interrupts off, on the hart itself, except where it says otherwise.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kernel/timer/timer_heap.h"

struct cpu;

// Whose deadline an entry is.
enum timer_entry_kind {
    TIMER_ENTRY_TASK,    // struct task, field deadline
    TIMER_ENTRY_OBJECT,  // struct timer_object, field entry
    TIMER_ENTRY_BURST,   // struct task, field burst_timer
};

// One deadline of a task or a TIMER. In at most one heap.
struct timer_entry {
    struct timer_node node;  // under the lock of the heap of `cpu`
    uint32_t cpu;            // whose heap it was armed in last; written by who arms it
    uint8_t kind;            // constant: enum timer_entry_kind
};

// The rate of the time base; once, on the boot hart.
void timer_init(uint64_t rate_hz);
uint64_t timer_rate_hz(void);

void timer_entry_init(struct timer_entry *entry, enum timer_entry_kind kind);

// Arms an entry that is in no heap, on this hart. Locks: TIMER_HEAP, inside.
void timer_arm(struct cpu *cpu, struct timer_entry *entry, uint64_t deadline_ticks);

// Takes the entry out of its heap, if it is in one; from any hart. Locks: TIMER_HEAP, inside.
void timer_disarm(struct timer_entry *entry);

// This hart's timer interrupts it then, to look at its queue; UINT64_MAX: not for that.
void timer_set_slice(struct cpu *cpu, uint64_t end_ticks);

// The timer interrupt.
void timer_interrupt(struct cpu *cpu);

// What a deadline of the interface means for a task: rounded unless it is precise. See deadline_round.
struct task;
uint64_t timer_deadline_of(const struct task *task, uint64_t deadline_ticks);
