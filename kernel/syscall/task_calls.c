// SPDX-License-Identifier: Apache-2.0
// Calls on tasks.
#include <stdatomic.h>

#include "abi/limits.h"
#include "abi/task.h"
#include "kernel/arch/cpu.h"
#include "kernel/arch/mmu.h"
#include "kernel/ipc/wait.h"
#include "kernel/object/grant.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/scheduler/affinity.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/selftest/fault.h"
#include "kernel/syscall/refusal.h"
#include "kernel/syscall/syscall.h"
#include "kernel/syscall/target.h"
#include "kernel/task/task.h"

struct system_call_result system_call_task_self(void) {
    return call_result(ABI_OK, task_own_id(cpu_current()->current).value);
}

struct system_call_result system_call_task_yield(void) {
    scheduler_yield(cpu_current());
    return call_result(ABI_OK, 0);
}

struct system_call_result system_call_task_exit(uint64_t status) {
    struct cpu *cpu = cpu_current();
    cpu->current->status = (uint32_t)status;
    task_stop(cpu->current);
    cpu->exit_work |= EXIT_RESCHEDULE;
    return call_result(ABI_OK, 0);
}

static bool is_user_code(uint64_t address) {
    return address >= USER_BASE && address < USER_END && address % 2 == 0;
}

static bool is_stack_top(uint64_t address) {
    enum { STACK_ALIGNMENT = 16 };
    return address > USER_BASE && address <= USER_END && address % STACK_ALIGNMENT == 0;
}

// Where a new task may run: where its creator may, or on harts that are named. Errors: EINVAL (nowhere), EBADF, EPERM (audited).
static enum abi_error choose_harts(const struct task *creator, uint64_t harts, uint64_t authority, uint64_t *allowed) {
    if (harts == 0) {
        *allowed = creator->allowed;
        return ABI_OK;
    }
    if (!affinity_resolve(ABI_PLACEMENT_HARTS, harts, percpu_online().bits, allowed)) {
        return ABI_EINVAL;
    }
    if (fault_is(FAULT_any_hart_allowed)) {
        return ABI_OK;
    }
    enum abi_error error = handle_authorize(creator->process, authority, ABI_OBJECT_SCHED_SETAFFINITY, ABI_RIGHT_USE);
    return refusal_note(ABI_SYS_TASK_CREATE, error);
}

struct start {
    uint64_t entry;
    uint64_t stack_top;
    uint64_t argument;
    uint64_t harts;  // 0: those of the creator
    uint64_t allowed;
    bool is_suspended;
};

static enum abi_error start_task(struct cpu *cpu, struct process *process, const struct start *start, uint64_t *id) {
    struct task *task = NULL;
    enum abi_error error = task_create(process, &task);
    if (error != ABI_OK) {
        return error;
    }
    scheduler_inherit(task, cpu->current, process == cpu->current->process);
    if (start->harts != 0) {
        task->home = start->allowed;
        task->hint = ABI_PLACEMENT_HARTS;
        task->allowed = start->allowed;
    }
    task->hart = (task->allowed & cpu->bit) != 0 ? cpu->id.value : affinity_lowest(task->allowed);
    user_frame_start(&task->frame, start->entry, start->stack_top, start->argument, task_message_address(task));
    *id = task_own_id(task).value;  // the task may have ended before this call returns
    error = task_start(task);
    if (error == ABI_OK && start->is_suspended && !fault_is(FAULT_suspended_begins)) {
        scheduler_begin_blocked(task, TASK_EVENT_PERMIT);
    } else if (error == ABI_OK) {
        scheduler_place(task);
    }
    return error;
}

struct system_call_result system_call_task_create(uint64_t process, uint64_t entry, uint64_t stack_top,
                                                  uint64_t argument, uint64_t harts, uint64_t authority,
                                                  uint64_t options) {
    struct cpu *cpu = cpu_current();
    const struct task *creator = cpu->current;
    struct process_argument target;
    struct start start = {.entry = entry,
                          .stack_top = stack_top,
                          .argument = argument,
                          .harts = harts,
                          .is_suspended = (options & ABI_TASK_SUSPENDED) != 0};
    enum abi_error error = process_find(creator->process, process, &target);
    bool is_valid = is_user_code(entry) && is_stack_top(stack_top) && (options & ~(uint64_t)ABI_TASK_SUSPENDED) == 0;
    if (error == ABI_OK && !is_valid && !fault_is(FAULT_task_start_unchecked)) {
        error = ABI_EINVAL;
    }
    if (error == ABI_OK) {
        error = choose_harts(creator, harts, authority, &start.allowed);
    }
    if (error == ABI_OK) {
        error = target_keep(&target);
    }
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    uint64_t id = 0;
    error = start_task(cpu, target.process, &start, &id);
    target_release(&target);
    return call_result(error, error == ABI_OK ? id : 0);
}

struct system_call_result system_call_task_park(void) {
    struct cpu *cpu = cpu_current();
    user_frame_set_result(&cpu->current->frame, ABI_OK, 0);
    (void)scheduler_block_current(cpu, TASK_EVENT_PERMIT);
    return call_result(ABI_OK, 0);
}

struct system_call_result system_call_task_unpark(uint64_t id) {
    const struct process *process = cpu_current()->current->process;
    enum abi_error error =
        id > UINT32_MAX ? ABI_EBADF : scheduler_wake((struct task_id){(uint32_t)id}, TASK_EVENT_PERMIT, process);
    return call_result(error, 0);
}

struct system_call_result system_call_task_open(uint64_t process, uint64_t id) {
    struct process *own = cpu_current()->current->process;
    struct process_argument target;
    enum abi_error error = process_find(own, process, &target);
    if (error == ABI_OK && id > UINT32_MAX) {
        error = ABI_EINVAL;
    }
    if (error == ABI_OK) {
        error = process_lock(&target, ABI_RIGHT_MANAGE);
    }
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    struct task *task = task_lock_by_id((struct task_id){(uint32_t)id});
    bool is_there = task != NULL && (task->process == target.process || fault_is(FAULT_task_of_any_process));
    if (is_there) {
        object_keep_locked(&task->object);
    }
    if (task != NULL) {
        task_unlock(task);
    }
    process_unlock(&target);
    uint32_t slot = 0;
    if (!is_there || !capability_take_slot(own, &slot)) {
        if (is_there) {
            object_release(&task->object);
        }
        return call_result(is_there ? ABI_ENOSPC : ABI_EINVAL, 0);
    }
    // The reference that was taken is the capability's.
    return call_result(ABI_OK, capability_first(own, slot, &task->object));
}

// Model: testing/models/claim.pml.
// Model: testing/models/death.pml.
struct system_call_result system_call_task_kill(uint64_t value) {
    struct cpu *cpu = cpu_current();
    struct handle handle;
    enum abi_error error = handle_find(cpu->current->process, value, ABI_OBJECT_TASK, &handle);
    if (error == ABI_OK && handle.slot->kind != ABI_OBJECT_TASK) {
        error = ABI_EBADF;
    }
    if (error == ABI_OK) {
        error = handle_lock(&handle, ABI_RIGHT_MANAGE);
    }
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    struct task *task = (struct task *)handle.object;
    bool is_alive = task->is_alive;
    task_stop(task);
    object_keep_locked(&task->object);
    handle_unlock(&handle);
    if (is_alive) {
        scheduler_stop_round(cpu);
        (void)wait_abort_current(task, ABI_EPIPE);
    }
    object_release(&task->object);
    return call_result(ABI_OK, 0);
}

struct system_call_result system_call_task_join(uint64_t id) {
    struct cpu *cpu = cpu_current();
    struct task *self = cpu->current;
    struct process *process = self->process;
    if (id == self->id.value) {
        return call_result(ABI_EINVAL, 0);
    }
    // Whoever has taken a task apart wakes who waits for that under this lock.
    spinlock_acquire(&process->object.lock);
    if (id <= UINT32_MAX && task_is_owed(process, (struct task_id){(uint32_t)id})) {
        self->join_id = (struct task_id){(uint32_t)id};
        self->cargo.accept = 0;
        self->slow = 0;
        wait_begin(cpu, WAIT_JOIN, NULL, 0);
        wait_open(cpu, self, ABI_DEADLINE_NEVER);
    }
    spinlock_release(&process->object.lock);
    return call_result(ABI_OK, 0);
}
