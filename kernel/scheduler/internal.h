// SPDX-License-Identifier: Apache-2.0
// What the files of this folder share.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "abi/task.h"
#include "kernel/memory/space.h"
#include "kernel/percpu/percpu.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/selftest/fault.h"
#include "kernel/trace/trace.h"

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

// The class that it competes at, unless that is PerfBurst and its budget is spent.
static inline uint32_t class_without_budget(const struct task *task) {
    uint32_t boost = atomic_load_explicit(&task->boost, memory_order_relaxed);
    return boost > task->class_ ? boost : task->class_;
}

// scheduler_class_of, as a few instructions in place.
static inline uint32_t class_of(const struct task *task) {
    uint32_t class_ = class_without_budget(task);
    return class_ < ABI_CLASS_PERF_BURST ? class_ : class_in_budget(task);
}

// The one place where time becomes virtual time: what the task owes, and `used_ticks` that nobody has written down yet. Its owner's.
static inline void settle_owed(struct task *task, uint64_t used_ticks) {
    uint64_t owed = used_ticks + atomic_exchange_explicit(&task->owed, 0, memory_order_relaxed);
    task->virtual_time += run_queue_virtual(owed, shares_of(task));
}

// What has to be looked at before the task goes on: enum task_attention.
static inline uint32_t attention_of(const struct task *task) {
    return atomic_load_explicit(&task->attention, memory_order_acquire);
}

// When the turn that a task of the class begins now ends. Itself is not among those that are ready.
static inline uint64_t turn_end_of(const struct cpu *cpu, const struct task *task, uint32_t class_, uint64_t now_ticks)
    REQUIRES(cpu->run_queue_lock) {
    return now_ticks + run_queue_slice(&cpu->run_queue, class_, shares_of(task), scheduler_ticks.round[class_],
                                       scheduler_ticks.slice_least);
}

// What it owes is paid, and how far ahead of the others it was, it stays in that class. The entry to queue it with.
static inline struct run_entry ready_entry_of(struct task *task, struct run_region *region) {
    if (atomic_load_explicit(&task->owed, memory_order_relaxed) != 0) {
        settle_owed(task, 0);
    }
    if (task->region != region) {
        uint64_t ahead =
            task->region == NULL ? 0 : task->virtual_time - __atomic_load_n(&task->region->now, __ATOMIC_RELAXED);
        task->virtual_time = region->now + ((int64_t)ahead > 0 ? ahead : 0);
        task->region = region;
    }
    return (struct run_entry){task->virtual_time, (uint16_t)task->number, (uint16_t)shares_of(task)};
}

// Adds a task that is on no queue, and this hart's, at the class it competes at. Its virtual time goes on from where it was.
void ready_insert(struct cpu *cpu, struct task *task, uint32_t class_, uint64_t now_ticks)
    REQUIRES(cpu->run_queue_lock);

static inline bool is_marked(const struct task *task) {
    return task != NULL && attention_of(task) != 0;
}

// Before one of them is queued, under the lock of the hart that has both: whoever changes a task marks it, fences, and looks for it in the
// queue. So it is found there, or its mark is seen here. The fence is between where the task is, which was written before, and the mark.
static inline bool look_for_marks(const struct task *current, const struct task *handed) {
    atomic_thread_fence(memory_order_seq_cst);
    return is_marked(current) || is_marked(handed);
}

// May the hart go on with this task at once?
// Model: testing/models/stop.pml.
static inline bool may_enter(const struct cpu *cpu, const struct task *task) {
    return attention_of(task) == 0 && may_run_on(task, cpu);
}

// The hart goes on with this task, which it did not run until now, in the space that it has.
static inline void enter_task_here(struct cpu *cpu, struct task *task) {
    counter_increment(&cpu->statistics.switches);
    __atomic_store_n(&cpu->current, task, __ATOMIC_RELAXED);
    user_set_counters(task->counters);
}

// The same in any space.
static inline void enter_task(struct cpu *cpu, struct task *task) {
    enter_task_here(cpu, task);
    trace_event(cpu, ABI_TRACE_SWITCH, 0, 0);
    space_load(cpu, task->satp, task->flush);
}

// The task has the hart from now on at that class, in a new turn or in the one that is under way, and the timer is armed.
void turn_arm(struct cpu *cpu, struct task *task, uint32_t class_, bool is_new_turn, uint64_t now_ticks)
    REQUIRES(cpu->run_queue_lock);

// The short ways, else the long way: the next turn where everything that is ready is of the current task's class, and a task of a higher
// class that the current one has made ready (cpu->next). The hart has no floating-point state and writes no trace. The task to go on with.
struct task *turn_among_equals(struct cpu *cpu);
struct task *turn_take_over(struct cpu *cpu, struct task *next);

// The task that was picked goes on, or what it needs first is done and another one goes on.
struct task *enter_or_attend(struct cpu *cpu, struct task *next);

// The exit of the kernel, the long way.
struct task *leave_in_general(struct cpu *cpu);

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

// Tasks were marked: when this returns, none of these harts, which are online and others than this one, has executed any of them since
// without a look at it. No lock is held.
void stop_harts(uint64_t others);

// Takes tasks of another hart, if it is time and some has any to spare. True: there may be something ready here now.
bool steal(struct cpu *cpu);

// This hart is idle, or not any more.
void idle_begin(struct cpu *cpu);
void idle_end(struct cpu *cpu);
uint64_t idle_harts(void);

// The owner of a task lets it have what was changed since it was placed.
void settle_changes(struct task *task);
