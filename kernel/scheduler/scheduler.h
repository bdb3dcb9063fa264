// SPDX-License-Identifier: Apache-2.0
// Which task runs on which hart. A task is ready on one hart at a time; of the ready tasks of a hart the highest class runs, within a
// class each in proportion to its shares, and a class that has waited too long gets a turn. A hart without work takes some of others.
// Context: kernel, interrupts off.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "kernel/task/task.h"

struct cpu;

enum scheduler_constants {
    ROUND_MILLISECONDS = 4,        // in which each busy task of a class runs once
    ROUND_IDLE_MILLISECONDS = 16,  // the same of class Idle
    SLICE_LEAST_MICROSECONDS = 10,
    STARVATION_MILLISECONDS = 100,  // a class that waited so long gets a turn
};

// The rate of the time base; once, on the boot hart.
void scheduler_init(uint64_t rate_hz);

// --- Tasks that become ready

// Takes the current task off this hart: whatever it needs to run again, anywhere, is in memory when this returns. For who blocks it.
void scheduler_detach_current(struct cpu *cpu);

// Makes a task ready that runs nowhere. By whoever owns it: its creator, or who took its claim; it is not touched afterwards.
// Where affinity_place says, or (here) on this hart if it may run there. Locks: RUN_QUEUE, inside.
void scheduler_place(struct task *task);
void scheduler_place_here(struct cpu *cpu, struct task *task);

// As scheduler_place, by a task that is about to block: if both belong here, the other one goes on in its place.
void scheduler_place_behind(struct cpu *cpu, struct task *task);

// The task's class, shares or harts may have changed: if it is ready, it moves to where it belongs. Locks: RUN_QUEUE, inside.
void scheduler_requeue(struct task *task);

// The class it competes at: its own, or what those whom it serves or who queue for it have lent it; at PerfBurst only while that
// budget lasts.
uint32_t scheduler_class_of(const struct task *task);

// Blocks the current task until the event, unless one is pending, which it consumes: then it is false and the task goes on.
// The result of its call must be in its frame: nothing of the task may be touched afterwards, another hart may run it.
bool scheduler_block_current(struct cpu *cpu, enum task_event event);

// A new task waits for the event before it begins.
void scheduler_begin_blocked(struct task *task, enum task_event event);

// Makes the task ready if it is blocked for the event, else keeps the event for it.
// Errors: EBADF (the id names no live task, or one of another process than `process`, if that is not null).
// Locks: TASK and RUN_QUEUE, inside.
ABI_MUST_USE enum abi_error scheduler_wake(struct task_id id, enum task_event event, const struct process *process);

// The same for a task that is alive. Locks: the task's is held; RUN_QUEUE, inside.
void scheduler_wake_locked(struct task *task, enum task_event event);

// Lets an equal task run, when the current task leaves the kernel. Without one, other harts of an emulator get their turn.
void scheduler_yield(struct cpu *cpu);

// --- How tasks are scheduled

// What a new task has: that of the task that creates it, if it is one of the same process; else no more than the defaults.
void scheduler_inherit(struct task *task, const struct task *creator, bool is_same_process);

// Charges the current task for a call that changes how tasks are scheduled. Errors: EBUSY (its budget is used up; that is audited).
ABI_MUST_USE enum abi_error scheduler_charge_control(struct cpu *cpu);

// Changes are made with the task's lock held, and take effect with scheduler_changed, without it: `is_placement`: it runs on no hart that it
// may not run on any more when that returns. Waits for other harts then. The task is kept, or the current one.
void scheduler_set_class_locked(struct task *task, enum abi_class class_);
void scheduler_set_shares_locked(struct task *task, uint32_t shares);
void scheduler_set_harts_locked(struct task *task, uint64_t home, uint32_t hint, uint64_t allowed);
void scheduler_changed(struct cpu *cpu, struct task *task, bool is_placement);

// Tasks were marked as stopped: when this returns, no hart executes any of them. No lock is held: waits for other harts.
void scheduler_stop_round(struct cpu *cpu);

// What this hart does for IPI_STOP.
void scheduler_receive_stop(struct cpu *cpu);

// The window of a PerfBurst budget that was spent is over. Called by kernel/timer.
void scheduler_burst_replenished(struct task *task);

// The task has ended: nobody finds it by its id.
void scheduler_forget(struct task *task);

// --- The exit

// The one exit of the kernel: does what is pending on this hart, sleeps while there is nothing to run, and returns the task to run, with
// its space in place. Called by trap_entry.S.
struct task *scheduler_leave(void);
