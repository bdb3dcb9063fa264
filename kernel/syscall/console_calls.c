// SPDX-License-Identifier: Apache-2.0
// Calls on the console.
#include "abi/limits.h"
#include "kernel/arch/cpu.h"
#include "kernel/arch/user.h"
#include "kernel/console/console.h"
#include "kernel/object/handle.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/syscall/syscall.h"

struct system_call_result system_call_console_write(uint64_t log, uint64_t text, uint64_t bytes) {
    struct handle handle;
    char copy[ABI_CONSOLE_WRITE_MAX_BYTES];
    enum abi_error error = handle_find(cpu_current()->current->process, log, ABI_OBJECT_LOG, &handle);
    if (error == ABI_OK) {
        error = bytes > ABI_CONSOLE_WRITE_MAX_BYTES ? ABI_EINVAL : user_copy_in(copy, text, bytes);
    }
    if (error == ABI_OK) {
        error = handle_check(&handle, ABI_RIGHT_SEND);
    }
    if (error == ABI_OK) {
        console_write(copy, bytes);
    }
    return call_result(error, 0);
}

// Blocks until there is input, by repeating the call once it was woken.
static struct system_call_result wait_for_input(struct cpu *cpu, uint64_t log, uint64_t buffer, uint64_t bytes) {
    const uint64_t arguments[] = {log, buffer, bytes};
    user_frame_repeat_call(&cpu->current->frame, ABI_SYS_CONSOLE_READ, arguments, 3);
    if (!scheduler_block_current(cpu, TASK_EVENT_INPUT)) {
        cpu->exit_work |= EXIT_RESCHEDULE;
    }
    return call_result(ABI_OK, 0);
}

struct system_call_result system_call_console_read(uint64_t log, uint64_t buffer, uint64_t bytes) {
    struct cpu *cpu = cpu_current();
    struct handle handle;
    size_t count = 0;
    enum abi_error error = handle_find(cpu->current->process, log, ABI_OBJECT_LOG, &handle);
    if (error == ABI_OK && (bytes == 0 || bytes > ABI_CONSOLE_READ_MAX_BYTES)) {
        error = ABI_EINVAL;
    }
    if (error == ABI_OK) {
        error = handle_check(&handle, ABI_RIGHT_RECEIVE);
    }
    if (error == ABI_OK) {
        error = console_read(cpu, buffer, bytes, &count);
    }
    return error == ABI_OK && count == 0 ? wait_for_input(cpu, log, buffer, bytes) : call_result(error, count);
}
