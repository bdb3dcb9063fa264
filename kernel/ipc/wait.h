// SPDX-License-Identifier: Apache-2.0
// The one way in which tasks block and go on. A task that blocks is taken off its hart, then put wherever it is to be found, then its
// claim is opened: from there on it belongs to whoever takes the claim. The one who did either hands it what it waited for, or
// aborts the wait. Both first forget its deadline and take it out of the list it is in.
// Context: kernel, interrupts off.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "kernel/ipc/wait_list.h"
#include "kernel/task/task.h"

struct cpu;

// Before a call that may block: what its page header says of time, or ABI_DEADLINE_NEVER. 0 is refused here. Errors: EAGAIN.
ABI_MUST_USE enum abi_error wait_check_deadline(uint64_t deadline_ticks);

// Takes the current task off this hart, with everything it needs to run again in memory, and notes what it waits for. Its result must not be
// written after wait_open.
void wait_begin(struct cpu *cpu, enum task_wait wait, struct object *waits_at, uint32_t wait_handle);

// What a task waits for, as who ends the wait needs to know it; the part of wait_begin that is not about the hart.
static inline void wait_note(struct task *task, enum task_wait wait, struct object *waits_at, uint32_t wait_handle) {
    task->wait = (uint8_t)wait;
    // Read by ipc_lend without the claim: it looks again under the object's lock.
    __atomic_store_n(&task->waits_at, waits_at, __ATOMIC_RELAXED);
    task->wait_handle = wait_handle;
    task->has_deadline = false;
}

// The last touch: whoever is quick owns the task from here on. deadline_ticks is one of the interface.
void wait_open(struct cpu *cpu, struct task *task, uint64_t deadline_ticks);

// The owner of a waiting task makes it wait for something else, with the same deadline: `caller_ticket` is what it waits with now.
struct wait_ticket wait_reopen(struct task *task, enum task_wait wait);

// Takes the claim of a task that is found in this list, whose lock is held, and takes it out of the list. False: somebody else
// has taken it; it is out of the list all the same.
bool wait_take_linked(struct wait_list *list, struct task *task);

// The same for one that is in no list.
bool wait_take(struct task *task, struct wait_ticket ticket);

// If the task is in a list, its place there is that of this class from now on, unless its own is higher. Takes the list's lock.
void wait_raise(struct task *task, uint32_t class_);

// Ends the wait with an error, whatever it waits for, unless somebody else ends it. May be called with any lock below
// the task's own list's; takes that list's lock, TIMER_HEAP and RUN_QUEUE.
bool wait_abort(struct task *task, struct wait_ticket ticket, enum abi_error error);

// The same for the wait that is open now, if there is one.
bool wait_abort_current(struct task *task, enum abi_error error);

// The owner of a task hands it the result of its call and makes it ready. Slots it had reserved are free again. Locks:
// RUN_QUEUE, inside.
void wait_complete(struct task *task, enum abi_error error, uint64_t value);

// Parts of wait_complete, for who hands over a message instead of a result.
void wait_forget_deadline(struct task *task);
void wait_give_slots(struct task *task);

// A deadline has passed. Called by kernel/timer.
void wait_deadline_passed(struct task *task, struct wait_ticket ticket);
