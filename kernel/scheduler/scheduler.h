// SPDX-License-Identifier: Apache-2.0
// Which task runs on which hart. A task is ready on one hart at a time, and goes back there when it has waited; the ready tasks of
// a hart take turns, the highest class first.
// Context: kernel, interrupts off.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "kernel/task/task.h"

struct cpu;

// Takes the current task off this hart: whatever it needs to run again, anywhere, is in memory when this returns. For who blocks it.
void scheduler_detach_current(struct cpu *cpu);

// Makes a task ready that runs nowhere. By whoever owns it: its creator, or who took its claim; it is not touched afterwards.
// Where it ran last, or (here) on this hart if it may run there. Locks: RUN_QUEUE, inside.
void scheduler_place(struct task *task);
void scheduler_place_here(struct cpu *cpu, struct task *task);

// As scheduler_place, by a task that is about to block: if both belong here, the other one goes on in its place.
void scheduler_place_behind(struct cpu *cpu, struct task *task);

// The task may have been lent a class: if it is ready, it moves to the queue of that class. Locks: RUN_QUEUE, inside.
void scheduler_requeue(struct task *task);

// The class it competes at: its own, or what those who queue for it as a server have lent it.
uint32_t scheduler_class_of(const struct task *task);

// Blocks the current task until the event, unless one is pending, which it consumes: then it is false and the task goes on.
// The result of its call must be in its frame: nothing of the task may be touched afterwards, another hart may run it.
bool scheduler_block_current(struct cpu *cpu, enum task_event event);

// Makes the task ready if it is blocked for the event, else keeps the event for it.
// Errors: EBADF (the id names no live task, or one of another process than `process`, if that is not null).
// Locks: TASK and RUN_QUEUE, inside.
ABI_MUST_USE enum abi_error scheduler_wake(struct task_id id, enum task_event event, const struct process *process);

// Lets an equal task run, when the current task leaves the kernel. Without one, other harts of an emulator get their turn.
void scheduler_yield(struct cpu *cpu);

// Tasks were marked as stopped: when this returns, no hart executes any of them. No lock is held: waits for other harts.
void scheduler_stop_round(struct cpu *cpu);

// What this hart does for IPI_STOP.
void scheduler_receive_stop(struct cpu *cpu);

// The one exit of the kernel: does what is pending on this hart, sleeps while there is nothing to run, and returns the task to run, with
// its space in place. Called by trap_entry.S.
struct task *scheduler_leave(void);
