// SPDX-License-Identifier: Apache-2.0
// The end of a task: first what it owes to others and what it holds itself, then its name, and with the last task of a process all that
// the process holds.
#include <stdatomic.h>

#include "kernel/ipc/ipc.h"
#include "kernel/ipc/wait.h"
#include "kernel/memory/memory.h"
#include "kernel/memory/space.h"
#include "kernel/memory/vmo.h"
#include "kernel/object/grant.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/selftest/fault.h"
#include "kernel/task/task.h"

// Tasks of the process that wait for that one's end: it is gone, and what it was paid with is back.
static void wake_joiners(struct process *process, struct task_id ended) {
    spinlock_acquire(&process->object.lock);
    (void)task_forget_name(ended);
    for (struct task *task = process->first_task; task != NULL; task = task->next_of_process) {
        struct wait_ticket ticket;
        if (wait_claim_current(&task->claim, &ticket) && task->wait == WAIT_JOIN &&
            task->join_id.value == ended.value && wait_take(task, ticket)) {
            wait_complete(task, ABI_OK, 0);
        }
    }
    spinlock_release(&process->object.lock);
}

static void unlink(struct process *process, struct task *task) {
    struct task *next = task->next_of_process;
    struct task *previous = task->previous_of_process;
    if (previous != NULL) {
        previous->next_of_process = next;
    } else {
        process->first_task = next;
    }
    if (next != NULL) {
        next->previous_of_process = previous;
    }
    process->task_count--;
}

// Nobody finds it by its id any more. True when it was the last task of its process.
static bool take_name(struct process *process, struct task *task) UNCHECKED_LOCKING {
    spinlock_acquire(&process->object.lock);
    unlink(process, task);
    spinlock_acquire(&task->object.lock);
    task->is_alive = false;
    spinlock_release(&task->object.lock);
    bool is_last = process->task_count == 0;
    process->is_with_last_task |= is_last;
    if (is_last && process->state == ABI_PROCESS_ALIVE) {
        process->state = ABI_PROCESS_ENDING;
        process->status = task->status;
    }
    spinlock_release(&process->object.lock);
    return is_last;
}

// Model: testing/models/death.pml.
bool task_take_apart(struct cpu *cpu, struct task *task) {
    (void)cpu;
    struct process *process = task->process;
    if (task->revoking != 0) {
        capability_revoke_abandon(process, task->revoking);
        task->revoking = 0;
    }
    if (task->building != NULL) {
        if (vmo_abandon((struct vmo *)task->building, process)) {
            task->building = NULL;
        }
        return false;
    }
    if (task->is_last) {
        if (!process_take_apart(process)) {
            return false;
        }
    } else {
        if (!fault_is(FAULT_dead_server_forgets_caller)) {
            ipc_drop_caller(task);
        }
        space_unmap_kernel_frame(process, task_message_address(task));
        memory_give_page(task->message_physical);
        (void)budget_give(&process->budget, BUDGET_PAGES, 1);
        task->is_last = take_name(process, task);
        scheduler_forget(task);
        if (task->is_last) {
            return false;
        }
    }
    bool is_last = task->is_last;
    struct task_id id = task->id;
    object_release(&task->object);
    if (is_last) {
        (void)task_forget_name(id);
        process_conclude(process, true);
    } else {
        wake_joiners(process, id);
        object_release(&process->object);
    }
    return true;
}
