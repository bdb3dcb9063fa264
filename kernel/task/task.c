// SPDX-License-Identifier: Apache-2.0
#include "kernel/task/task.h"

#include <stdatomic.h>
#include <string.h>

#include "kernel/memory/memory.h"
#include "kernel/memory/space.h"
#include "kernel/memory/vmo.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/selftest/fault.h"
#include "kernel/sync/spinlock.h"
#include "kernel/trap/panic.h"

// By number: the id of its last task. Written by whoever has the number.
static struct task_id last_ids[ABI_TASKS_MAX];

// By number: the id of a task from its start until what it was paid with is back; another one's, or 0, after that. Set by who starts a
// task (release), cleared by who has taken it apart (compare-and-swap, since the number may be in use again by then), read under the
// lock of the process that asks.
static _Atomic uint32_t owed_ids[ABI_TASKS_MAX];

struct task *task_by_number(uint32_t number) {
    return (struct task *)object_by_number(ABI_OBJECT_TASK, number);
}

static uint64_t message_address(const struct process *process, uint32_t number) {
    return process->space.message_base + (uint64_t)number * ABI_PAGE_BYTES;
}

uint64_t task_message_address(const struct task *task) {
    return message_address(task->process, task->number);
}

static enum abi_error take_message_page(struct process *process, uint32_t number, uint64_t *physical) {
    enum abi_error error = process_pay(process, BUDGET_PAGES, 1);
    if (error != ABI_OK) {
        return error;
    }
    error = memory_take_zeroed_page(physical);
    if (error == ABI_OK) {
        error = space_map_kernel_frame(process, message_address(process, number), *physical);
        if (error != ABI_OK) {
            memory_give_page(*physical);
        }
    }
    if (error != ABI_OK) {
        (void)budget_give(&process->budget, BUDGET_PAGES, 1);
    }
    return error;
}

static void give_message_page(struct task *task) {
    struct process *process = task->process;
    space_unmap_kernel_frame(process, task_message_address(task));
    memory_give_page(task->message_physical);
    (void)budget_give(&process->budget, BUDGET_PAGES, 1);
}

static void fill_in(struct task *task, struct process *process, uint32_t number) {
    task->number = number;
    if (last_ids[number].value == 0 || !fault_is(FAULT_task_id_reused)) {
        last_ids[number].value += last_ids[number].value == 0 ? ABI_TASKS_MAX + number : ABI_TASKS_MAX;
    }
    task->id = last_ids[number];
    wait_claim_init(&task->claim, task->id.value);
    task->process = process;
    task->satp = process->space.satp;
    task->flush = process->space.flush;
    task->capabilities = process->capabilities;
    task->counters = USER_COUNTERS_NONE;
    task->float_state.used = false;
    timer_entry_init(&task->deadline, TIMER_ENTRY_TASK);
    timer_entry_init(&task->burst_timer, TIMER_ENTRY_BURST);
}

enum abi_error task_create(struct process *process, struct task **task) {
    struct object *object = NULL;
    enum abi_error error = object_take(ABI_OBJECT_TASK, process, &object);
    if (error != ABI_OK) {
        return error;
    }
    uint64_t physical = 0;
    struct task *created = (struct task *)object;
    uint32_t number = object_number(object);
    error = take_message_page(process, number, &physical);
    if (error != ABI_OK) {
        object_give(object);
        return error;
    }
    fill_in(created, process, number);
    created->message_physical = physical;
    *task = created;
    return ABI_OK;
}

enum abi_error task_start(struct task *task) {
    struct process *process = task->process;
    spinlock_acquire(&process->object.lock);
    bool is_alive = process->state == ABI_PROCESS_ALIVE;
    if (is_alive) {
        object_keep_locked(&process->object);
        process->task_count++;
        if (process->name == 0) {
            __atomic_store_n(&process->name, task->id.value, __ATOMIC_RELAXED);
        }
        task->next_of_process = process->first_task;
        if (process->first_task != NULL) {
            process->first_task->previous_of_process = task;
        }
        process->first_task = task;
        atomic_store_explicit(&owed_ids[task->number], task->id.value, memory_order_release);
        spinlock_acquire(&task->object.lock);
        task->is_alive = true;
        spinlock_release(&task->object.lock);
    }
    spinlock_release(&process->object.lock);
    if (!is_alive) {
        give_message_page(task);
        object_give(&task->object);
        return ABI_EPIPE;
    }
    return ABI_OK;
}

struct task *task_lock_by_id(struct task_id id) UNCHECKED_LOCKING {
    uint32_t number = id.value % ABI_TASKS_MAX;
    if (__atomic_load_n(&last_ids[number].value, __ATOMIC_ACQUIRE) != id.value || id.value == 0) {
        return NULL;  // also one that was never in use, whose lock is not initialized
    }
    struct task *task = task_by_number(number);
    spinlock_acquire(&task->object.lock);
    if (task->is_alive && task->id.value == id.value) {
        return task;
    }
    spinlock_release(&task->object.lock);
    return NULL;
}

bool task_is_owed(const struct process *process, struct task_id id) {
    uint32_t number = id.value % ABI_TASKS_MAX;
    // The struct may be another task's already, if that has not started: then the budget is back, and it is another process's or new.
    return id.value != 0 && atomic_load_explicit(&owed_ids[number], memory_order_acquire) == id.value &&
           task_by_number(number)->process == process;
}

bool task_forget_name(struct task_id id) {
    uint32_t expected = id.value;
    return atomic_compare_exchange_strong_explicit(&owed_ids[id.value % ABI_TASKS_MAX], &expected, 0,
                                                   memory_order_acq_rel, memory_order_relaxed);
}

bool task_exists(struct task_id id) {
    struct task *task = task_lock_by_id(id);
    if (task != NULL) {
        task_unlock(task);
    }
    return task != NULL;
}

void task_unlock(struct task *task) UNCHECKED_LOCKING {
    spinlock_release(&task->object.lock);
}

void task_stop_at_fault(struct task *task) {
    task->status = ABI_STATUS_FAULT;
    task_stop(task);
}
