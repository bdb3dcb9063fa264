// SPDX-License-Identifier: Apache-2.0
#include "kernel/process/process.h"

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include "kernel/arch/cpu.h"
#include "kernel/arch/timer.h"
#include "kernel/audit/audit.h"
#include "kernel/ipc/endpoint.h"
#include "kernel/ipc/notification.h"
#include "kernel/ipc/wait.h"
#include "kernel/object/grant.h"
#include "kernel/percpu/percpu.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/selftest/fault.h"
#include "kernel/task/task.h"
#include "kernel/trap/panic.h"

_Static_assert(ABI_PROCESSES_MAX <= 64, "a set of processes is one word");

enum abi_error process_find(struct process *own, uint64_t value, struct process_argument *argument) {
    *argument = (struct process_argument){.process = own};
    if (value == 0) {
        return ABI_OK;
    }
    enum abi_error error = handle_find(own, value, ABI_OBJECT_PROCESS, &argument->handle);
    if (error == ABI_OK) {
        argument->process = (struct process *)argument->handle.object;
    }
    return error;
}

enum abi_error process_lock(const struct process_argument *argument, uint32_t rights) UNCHECKED_LOCKING {
    if (argument->handle.value != 0) {
        return handle_lock(&argument->handle, rights);
    }
    spinlock_acquire(&argument->process->object.lock);
    return ABI_OK;
}

void process_unlock(const struct process_argument *argument) UNCHECKED_LOCKING {
    spinlock_release(&argument->process->object.lock);
}

enum abi_error process_hold(const struct process_argument *argument, uint32_t rights) {
    enum abi_error error = process_lock(argument, rights);
    if (error == ABI_OK) {
        object_keep_locked(&argument->process->object);
        process_unlock(argument);
    }
    return error;
}

bool process_is_ending(struct process *process) {
    spinlock_acquire(&process->object.lock);
    bool is_ending = process->state != ABI_PROCESS_ALIVE;
    spinlock_release(&process->object.lock);
    return is_ending;
}

bool process_is_dead(struct process *process) {
    spinlock_acquire(&process->object.lock);
    bool is_dead = process->state == ABI_PROCESS_DEAD;
    spinlock_release(&process->object.lock);
    return is_dead;
}

bool process_has_tasks(struct process *process) {
    spinlock_acquire(&process->object.lock);
    bool has_tasks = process->task_count != 0 || process->is_with_last_task;
    spinlock_release(&process->object.lock);
    return has_tasks;
}

void process_keep(struct process *process) {
    spinlock_acquire(&process->object.lock);
    object_keep_locked(&process->object);
    spinlock_release(&process->object.lock);
}

void process_release(struct process *process) {
    object_release(&process->object);
}

// Tables that were in use, one bit each. A table that was keeps the generations of its slots.
static _Atomic uint64_t used_tables;

static struct capability *table_of(uint32_t number) {
    struct capability *table = &capabilities[number * ABI_CAPABILITIES_MAX];
    uint64_t bit = UINT64_C(1) << number;
    if ((atomic_fetch_or_explicit(&used_tables, bit, memory_order_relaxed) & bit) == 0) {
        memset(table, 0, ABI_CAPABILITIES_MAX * sizeof(*table));
    }
    return table;
}

__attribute__((cold, noinline)) void process_refused(const struct process *process, enum budget_resource resource) {
    if (!fault_is(FAULT_quota_unaudited)) {
        uint32_t name = process_name(process);
        audit_record_of(name, ABI_AUDIT_QUOTA_EXCEEDED, name, process->budget.limit[resource], resource);
    }
}

// What a child costs is taken of every resource at once: which of them was short is known of pages only.
static enum abi_error pay_for_child(struct process *owner, const struct abi_process_limits *limits) {
    enum abi_error error = budget_take_limits(&owner->budget, limits);
    if (error != ABI_OK) {
        process_refused(owner, error == ABI_ENOMEM ? BUDGET_PAGES : BUDGET_PROCESSES);
    }
    return error;
}

enum abi_error process_create(struct process *owner, const struct abi_process_limits *limits, uint64_t seed,
                              struct process **process) {
    enum abi_error error = owner == NULL ? ABI_OK : pay_for_child(owner, limits);
    if (error != ABI_OK && !fault_is(FAULT_child_limits_unchecked)) {
        return error;
    }
    struct object *object = NULL;
    error = object_take(ABI_OBJECT_PROCESS, owner, &object);
    if (error == ABI_OK) {
        struct process *created = (struct process *)object;
        created->number = object_number(object);
        created->capabilities = table_of(created->number);
        created->limits = *limits;
        capability_slots_init(&created->slots);
        budget_from_limits(&created->budget, limits);
        error = space_init(created, seed);
        if (error == ABI_OK) {
            *process = created;
            return ABI_OK;
        }
        object_give(object);
    }
    if (owner != NULL) {
        (void)budget_give_limits(&owner->budget, limits);
    }
    return error;
}

void process_end(struct process *process) {
    struct process *owner = process->object.owner;
    struct abi_process_limits limits = process->limits;
    if (owner != NULL && !budget_give_limits(&owner->budget, &limits) && !fault_is(FAULT_child_limits_unchecked)) {
        panic("the limits of a process were given back more than once");
    }
    object_give(&process->object);
}

void process_stop(struct cpu *cpu, struct process *process, uint32_t status) {
    spinlock_acquire(&process->object.lock);
    if (process->state == ABI_PROCESS_ALIVE) {
        process->state = ABI_PROCESS_ENDING;
        process->status = status;
    }
    for (struct task *task = process->first_task; task != NULL; task = task->next_of_process) {
        task_stop(task);
    }
    spinlock_release(&process->object.lock);
    scheduler_stop_round(cpu);
    // Nothing of it runs, so those that wait now wait until somebody ends it.
    spinlock_acquire(&process->object.lock);
    for (struct task *task = process->first_task; task != NULL; task = task->next_of_process) {
        (void)wait_abort_current(task, ABI_EPIPE);
    }
    spinlock_release(&process->object.lock);
}

// --- Taking apart

// One capability, by one step. True when none is left.
static bool close_capabilities(struct process *process) {
    capability_slots_close(&process->slots);
    uint32_t slot = 0;
    if (!capability_slots_next(&process->slots, 0, &slot)) {
        return true;
    }
    struct capability_index index = {(uint16_t)(process->number * ABI_CAPABILITIES_MAX + slot)};
    // 0: somebody has taken the slot and fills it, or gives it back, right now.
    uint32_t handle = atomic_load_explicit(&capabilities[index.value].handle, memory_order_acquire);
    if (!fault_is(FAULT_capabilities_left_behind)) {
        (void)capability_close_step(index, handle);
        return false;
    }
    return true;
}

static void release_supervisor(struct process *process) {
    spinlock_acquire(&process->object.lock);
    struct endpoint *supervisor = process->supervisor;
    process->supervisor = NULL;
    spinlock_release(&process->object.lock);
    if (supervisor != NULL) {
        object_release(&supervisor->object);
    }
}

// Only one hart at a time goes through the steps.
static bool begin_step(struct process *process) {
    spinlock_acquire(&process->object.lock);
    if (process->state == ABI_PROCESS_ALIVE) {
        process->state = ABI_PROCESS_ENDING;
    }
    bool begins = !process->is_in_step && !process->is_empty && process->task_count == 0;
    process->is_in_step |= begins;
    spinlock_release(&process->object.lock);
    return begins;
}

static void end_step(struct process *process, bool is_empty) {
    spinlock_acquire(&process->object.lock);
    process->is_in_step = false;
    process->is_empty = is_empty;
    spinlock_release(&process->object.lock);
}

bool process_take_apart(struct process *process) {
    if (process->is_first) {
        panic("the first program ended with status %u", (unsigned)process->status);
    }
    if (begin_step(process)) {
        bool is_empty = close_capabilities(process) && space_take_apart(process);
        end_step(process, is_empty);
    }
    spinlock_acquire(&process->object.lock);
    bool is_empty = process->is_empty;
    spinlock_release(&process->object.lock);
    return is_empty;
}

void process_conclude(struct process *process, bool releases) {
    release_supervisor(process);
    spinlock_acquire(&process->object.lock);
    process->state = ABI_PROCESS_DEAD;
    struct notification *watcher = process->watcher;
    uint64_t bits = process->watcher_bits;
    process->watcher = NULL;
    spinlock_release(&process->object.lock);
    if (releases) {
        object_release(&process->object);
    }
    // Whoever is told finds nothing left but what it holds itself: also of the notification, whose lock it has to wait for.
    if (watcher != NULL) {
        spinlock_acquire(&watcher->object.lock);
        notification_signal_locked(watcher, bits);
        object_release_locked(&watcher->object);
    }
}
