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

// Names a task for ever: each use of a number comes with another generation.
struct task_id {
    uint32_t value;  // generation * ABI_TASKS_MAX + number; wraps after 2^32 / ABI_TASKS_MAX uses of one number
};

// What a blocked task waits for. Each keeps at most one occurrence, and none is mistaken for another.
enum task_event {
    TASK_EVENT_PERMIT = 1 << 0,  // task_unpark
    TASK_EVENT_INPUT = 1 << 1,   // console input arrived
};

enum task_state {
    TASK_FREE,
    TASK_NEW,      // being made; its id names nothing yet
    TASK_READY,    // on the run queue of its home hart
    TASK_RUNNING,  // current on its home hart
    TASK_BLOCKED,  // on no queue
};

struct task {
    struct user_frame frame;         // its home hart, while running
    struct float_state float_state;  // its home hart, while running
    struct space *space;             // constant while not free
    uint32_t number;                 // constant
    bool is_first;                   // constant while not free: the machine cannot do without it
    enum abi_class class_;           // constant while not free
    bool precise_clock;              // constant while not free: it may read time, cycle and instret

    // Constant while not free; set by the creator before the task is first woken. Others read it before they take the
    // lock it names, and look again afterwards: __atomic relaxed, the lock orders the rest.
    uint32_t home;

    // Under the run-queue lock of the home hart.
    struct task_id id;
    enum task_state state;
    enum task_event blocked_for;  // while blocked: the one event that ends it
    uint32_t pending_events;      // enum task_event bits: what came while the task did not wait for it
};

// Takes a free task, running in `space`, with cpu `home`; it exists for others from scheduler_start on.
// Errors: ENOSPC (ABI_TASKS_MAX live), ENOMEM. Locks: TASK_TABLE, inside.
ABI_MUST_USE enum abi_error task_create(struct space *space, struct cpu_id home, struct task **task);

// The current task of this hart ends, and its slot may be used again at once; goes on with the next task.
// Locks: TASK_TABLE and the home's run queue, inside.
struct cpu;
_Noreturn void task_end_current(struct cpu *cpu);

// The task that an id may name, or null when there never was one. The caller compares the id under the run-queue lock.
struct task *task_candidate(struct task_id id);

// The task of a number that is in use.
struct task *task_by_number(uint32_t number);

// Live tasks. Racy by nature.
uint32_t task_count(void);
