// SPDX-License-Identifier: Apache-2.0
// Calls on tasks.
#include "abi/limits.h"
#include "kernel/arch/cpu.h"
#include "kernel/arch/mmu.h"
#include "kernel/percpu/percpu.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/syscall/syscall.h"
#include "kernel/task/task.h"

struct system_call_result system_call_task_self(void) {
    return call_result(ABI_OK, task_own_id(cpu_current()->current).value);
}

struct system_call_result system_call_task_yield(void) {
    scheduler_yield(cpu_current());
    return call_result(ABI_OK, 0);
}

struct system_call_result system_call_task_exit(void) {
    task_end_current(cpu_current());
}

static bool is_user_code(uint64_t address) {
    return address >= USER_BASE && address < USER_END && address % 2 == 0;
}

static bool is_stack_top(uint64_t address) {
    enum { STACK_ALIGNMENT = 16 };
    return address > USER_BASE && address <= USER_END && address % STACK_ALIGNMENT == 0;
}

struct system_call_result system_call_task_create(uint64_t entry, uint64_t stack_top, uint64_t argument, uint64_t cpu) {
    if (!is_user_code(entry) || !is_stack_top(stack_top) || cpu >= percpu_count()) {
        return call_result(ABI_EINVAL, 0);
    }
    const struct task *creator = cpu_current()->current;
    struct task *task = NULL;
    enum abi_error error = task_create(creator->space, (struct cpu_id){(uint32_t)cpu}, &task);
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    task->precise_clock = creator->precise_clock;
    user_frame_start(&task->frame, entry, stack_top, argument);
    struct task_id id = task_own_id(task);  // the task may have ended before this call returns
    scheduler_start(task);
    return call_result(ABI_OK, id.value);
}

struct system_call_result system_call_task_park(void) {
    struct cpu *cpu = cpu_current();
    user_frame_set_result(cpu->frame, ABI_OK, 0);
    (void)scheduler_block_current(cpu, TASK_EVENT_PERMIT);
    return call_result(ABI_OK, 0);
}

struct system_call_result system_call_task_unpark(uint64_t id) {
    enum abi_error error =
        id > UINT32_MAX ? ABI_EBADF : scheduler_wake((struct task_id){(uint32_t)id}, TASK_EVENT_PERMIT);
    return call_result(error, 0);
}
