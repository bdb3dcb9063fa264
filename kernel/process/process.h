// SPDX-License-Identifier: Apache-2.0
// Processes: an address space, a table of capabilities, a budget, and tasks. Its number is that of its table, of its address space and
// of the ASID. Context: kernel, interrupts off.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/process.h"
#include "kernel/capability/capability.h"
#include "kernel/memory/space.h"
#include "kernel/object/handle.h"
#include "kernel/object/object.h"
#include "kernel/process/budget.h"

struct cpu;
struct task;
struct endpoint;
struct notification;

struct process {
    // Rank PROCESS. References: capabilities, tasks, objects and processes that it is the owner of.
    struct object object;

    uint32_t number;                   // constant: 0 .. ABI_PROCESSES_MAX - 1
    struct capability *capabilities;   // constant: ABI_CAPABILITIES_MAX of them
    struct capability_slots slots;     // atomic
    struct budget budget;              // atomic
    struct abi_process_limits limits;  // constant while in use: what it took from its owner
    uint64_t label;                    // constant while in use: what traces call it; nothing is decided by it

    // Under the lock.
    uint32_t state;  // enum abi_process_state
    uint32_t status;
    uint32_t name;            // also read without it: the id of its first task, or 0 before that
    struct task *first_task;  // live tasks, linked by next_of_process
    uint32_t task_count;
    bool is_with_last_task;       // its last task takes it apart, and nobody else
    bool is_in_step;              // some hart is taking it apart
    bool is_empty;                // it has been taken apart
    uint32_t holders;             // capabilities of it
    struct endpoint *supervisor;  // kept; null: none
    uint64_t supervisor_badge;
    struct notification *watcher;  // kept; null: none
    uint64_t watcher_bits;

    bool is_first;  // constant while in use: the machine cannot do without it

    struct space space;  // its own lock. Last: space_init fills it in, where all before is zero
};

// Errors: ENOSPC, ENOMEM (what *limits says is more than the owner has left, or not enough for an empty space). Owner null: the first
// one, which has them from nobody. `seed` is random. Locks: none held.
ABI_MUST_USE enum abi_error process_create(struct process *owner, const struct abi_process_limits *limits,
                                           uint64_t seed, struct process **process);

// Ends all tasks of the process; nothing of it is executed any more when this returns, and what it held comes back as its tasks get
// harts, or by process_take_apart. Locks: none held; waits for other harts.
void process_stop(struct cpu *cpu, struct process *process, uint32_t status);

// One bounded step of giving back what a process without tasks holds. True when nothing is left. Locks: none held; waits for other harts.
bool process_take_apart(struct process *process);

// It is taken apart, and nothing of it is left but its struct: it is dead, and whoever watches it is told. With `releases` the caller's
// reference is given up before.
void process_conclude(struct process *process, bool releases);

// Writes down that its budget was not enough.
void process_refused(const struct process *process, enum budget_resource resource);

// Takes so much of the budget of whoever pays; a refusal is written down. Errors: as budget_take.
ABI_MUST_USE static inline enum abi_error process_pay(struct process *payer, enum budget_resource resource,
                                                      uint32_t count) {
    enum abi_error error = budget_take(&payer->budget, resource, count);
    if (__builtin_expect(error != ABI_OK, 0)) {
        process_refused(payer, resource);
    }
    return error;
}

// By what the audit calls it.
static inline uint32_t process_name(const struct process *process) {
    return __atomic_load_n(&process->name, __ATOMIC_RELAXED);
}

// Nobody refers to its struct any more.
void process_end(struct process *process);

// Racy by nature, but for the caller who knows that they only change one way.
bool process_is_ending(struct process *process);
bool process_has_tasks(struct process *process);
bool process_is_dead(struct process *process);

// The process of a call's argument: 0 is the caller's own. Found only, as handle_find; then process_lock.
struct process_argument {
    struct process *process;
    struct handle handle;  // value 0: the caller's own
};
// Errors: EBADF.
ABI_MUST_USE enum abi_error process_find(struct process *own, uint64_t value, struct process_argument *argument);
// Locks it. Errors: EBADF (it just went away), EPERM (a right is missing): then it is not locked.
ABI_MUST_USE enum abi_error process_lock(const struct process_argument *argument, uint32_t rights);
void process_unlock(const struct process_argument *argument);
// Checks as process_lock, and keeps its struct until process_release. Errors: the same.
ABI_MUST_USE enum abi_error process_hold(const struct process_argument *argument, uint32_t rights);

// Something besides capabilities keeps the process's struct (not its contents). Locks: PROCESS, inside.
void process_keep(struct process *process);
void process_release(struct process *process);
