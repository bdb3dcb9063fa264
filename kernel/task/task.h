// SPDX-License-Identifier: Apache-2.0
// Tasks: the schedulable threads of user mode. Type-stable: the memory of a task only ever holds tasks.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/limits.h"
#include "abi/object.h"
#include "kernel/arch/user.h"
#include "kernel/memory/space.h"
#include "kernel/percpu/cpu_id.h"
#include "kernel/sync/spinlock.h"
#include "kernel/task/wait_claim.h"

// Names a task for ever: each use of a number comes with another generation.
struct task_id {
    uint32_t value;  // generation * ABI_TASKS_MAX + number; wraps after 2^32 / ABI_TASKS_MAX uses of one number
};

// What a blocked task waits for. Each keeps at most one occurrence, and none is mistaken for another.
enum task_event {
    TASK_EVENT_PERMIT = 1 << 0,  // task_unpark
    TASK_EVENT_INPUT = 1 << 1,   // console input arrived
};

struct task {
    struct user_frame frame;         // its home hart, while running; while it waits, who has taken its claim
    struct float_state float_state;  // its home hart, while running
    struct space *space;             // constant while not free
    uint32_t number;                 // constant
    bool is_first;                   // constant while not free: the machine cannot do without it
    enum abi_class class_;           // constant while not free
    bool precise_clock;              // constant while not free: it may read time, cycle and instret

    uint32_t home;  // constant while not free; the cpu it runs on

    // What it waits with: on no queue and current nowhere while the claim is open.
    struct wait_claim claim;
    // The event that ends the wait. Written by its own hart before the claim opens, read before the claim is taken (relaxed: the claim
    // orders it).
    _Atomic uint32_t waits_for;
    // enum task_event bits: what came and was not waited for. Who posts sets the bit, then looks for an open claim; who waits opens
    // the claim, then looks for the bit: a full fence on either side, so one of them sees the other.
    _Atomic uint32_t pending_events;

    struct spinlock lock;  // rank TASK
    struct task_id id;     // under the lock
    bool live;             // under the lock: its id names it
};

// Its id while it is the current one of this hart, or not started yet: nobody else can end it.
struct task_id task_own_id(const struct task *task);

// Takes a free task, running in `space`, with cpu `home`; it exists for others from scheduler_start on.
// Errors: ENOSPC (ABI_TASKS_MAX live), ENOMEM. Locks: TASK_TABLE, inside.
ABI_MUST_USE enum abi_error task_create(struct space *space, struct cpu_id home, struct task **task);

// The current task of this hart ends, and its slot may be used again at once; goes on with the next task.
// Locks: TASK and TASK_TABLE, inside.
struct cpu;
_Noreturn void task_end_current(struct cpu *cpu);

// The task that an id may name, or null when there never was one. The caller compares the id under the task's lock.
struct task *task_candidate(struct task_id id);

// The task of a number that is in use.
struct task *task_by_number(uint32_t number);

// Live tasks. Racy by nature.
uint32_t task_count(void);
