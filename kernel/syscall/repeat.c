// SPDX-License-Identifier: Apache-2.0
#include "kernel/arch/cpu.h"
#include "kernel/percpu/percpu.h"
#include "kernel/syscall/syscall.h"
#include "kernel/task/task.h"

struct system_call_result call_repeat(enum abi_syscall call, const uint64_t *arguments, uint32_t count) {
    struct cpu *cpu = cpu_current();
    user_frame_repeat_call(&cpu->current->frame, call, arguments, count);
    cpu->exit_work |= EXIT_RESCHEDULE;
    return call_result(ABI_OK, 0);
}
