// SPDX-License-Identifier: Apache-2.0
// Which task runs on which hart. A task lives on its home hart; the ready tasks of a hart take turns.
// Context: kernel, interrupts off.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "kernel/task/task.h"

struct cpu;

// Blocks the current task until the event, unless one is pending, which it consumes: then it is false and the task goes on.
// The result of its call must be in its frame: nothing of the task may be touched afterwards, another hart may run it.
// Locks: RUN_QUEUE, inside.
bool scheduler_block_current(struct cpu *cpu, enum task_event event);

// Makes a task that was just created and filled in ready for the first time. Locks: RUN_QUEUE of its home, inside.
void scheduler_start(struct task *task);

// Makes the task ready if it is blocked for the event, else keeps the event for it; interrupts its home hart when that matters.
// Errors: EBADF (the id names no live task). Locks: TASK and RUN_QUEUE of its home, inside.
ABI_MUST_USE enum abi_error scheduler_wake(struct task_id id, enum task_event event);

// Lets an equal task run, when the current task leaves the kernel. Without one, other harts of an emulator get their turn.
void scheduler_yield(struct cpu *cpu);

// The one exit of the kernel: does what is pending on this hart, sleeps while there is nothing to run, and returns the
// saved state of the task to run, with its space and floating-point state in place. Called by trap_entry.S.
struct user_frame *scheduler_leave(void);
