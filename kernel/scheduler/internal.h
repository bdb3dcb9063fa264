// SPDX-License-Identifier: Apache-2.0
// What the files of this folder share.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "abi/task.h"
#include "kernel/percpu/percpu.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/selftest/fault.h"

// Constants of scheduler.h in ticks. Written once on the boot hart before any other hart starts.
struct scheduler_ticks {
    uint64_t millisecond;
    uint64_t round[ABI_CLASS_COUNT];
    uint64_t slice_least;
    uint64_t starvation;
    uint64_t steal_interval;
};
extern struct scheduler_ticks scheduler_ticks;

// The one place that says so: a task never executes outside its set of harts.
static inline bool may_run_on(const struct task *task, const struct cpu *cpu) {
    return (__atomic_load_n(&task->allowed, __ATOMIC_RELAXED) & cpu->bit) != 0 || fault_is(FAULT_affinity_ignored);
}

// The one place where shares come in.
static inline uint32_t shares_of(const struct task *task) {
    return fault_is(FAULT_shares_ignored) ? ABI_SHARES_DEFAULT : task->shares;
}

// A task that would compete at PerfBurst competes at this class: its budget may be spent.
uint32_t class_in_budget(const struct task *task);

// scheduler_class_of, as a few instructions in place.
static inline uint32_t class_of(const struct task *task) {
    uint32_t boost = atomic_load_explicit(&task->boost, memory_order_relaxed);
    uint32_t class_ = boost > task->class_ ? boost : task->class_;
    return class_ < ABI_CLASS_PERF_BURST ? class_ : class_in_budget(task);
}

// Adds a task that is on no queue, and this hart's. Its virtual time goes on from where it was.
void ready_insert(struct cpu *cpu, struct task *task, uint64_t now_ticks) REQUIRES(cpu->run_queue_lock);

// A task that is on no queue becomes ready on that hart, or on another one if it may not run there.
void place_at(struct cpu *cpu, struct task *task);

// An idle hart that may take this task, which is ready on a hart that runs another one: its bit, or 0. The hart's run-queue lock is held.
uint64_t taker_of(const struct cpu *cpu, const struct task *task);

// One for each task that is ready, as far as there are any. The same lock.
uint64_t takers_of_rest(struct cpu *cpu) REQUIRES(cpu->run_queue_lock);

// They are interrupted. No lock is held.
void offer_to(uint64_t takers);

// Charges whoever pays for the time since this was done last.
void charge(struct cpu *cpu, uint64_t now_ticks) REQUIRES(cpu->run_queue_lock);

// What the charge has found out is dealt with, without the lock.
void charge_end(struct cpu *cpu, uint64_t now_ticks);

// Whose PerfBurst budget pays while the task runs at that class: that of the first in the chain of calls.
struct task *burst_payer(const struct task *task);

// When the budget of who pays for PerfBurst is spent, if it is used from now on.
uint64_t burst_end(const struct task *account, uint64_t now_ticks);

// Takes tasks of another hart, if it is time and some has any to spare. True: there may be something ready here now.
bool steal(struct cpu *cpu);

// This hart is idle, or not any more.
void idle_begin(struct cpu *cpu);
void idle_end(struct cpu *cpu);
uint64_t idle_harts(void);

// The owner of a task lets it have what was changed since it was placed.
void settle_changes(struct task *task);
