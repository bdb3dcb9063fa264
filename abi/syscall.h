// SPDX-License-Identifier: Apache-2.0
// The system calls. A call is an `ecall` in user mode with the number in a7 and the arguments in a0 to a5; it
// returns an enum abi_error in a0 and a value in a1. It is a function call to the compiler: s0-s11, sp, gp, tp
// and the floating-point state survive, every other integer register comes back zero.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

enum abi_syscall {
    // task_self() -> a1 = id of the calling task. Errors: none. Never blocks.
    ABI_SYS_TASK_SELF = 0,

    // task_yield(): lets an equal task of this hart run. Errors: none.
    ABI_SYS_TASK_YIELD = 1,

    // task_exit(): ends the calling task; does not return. The end of the first task of the first program is a
    // panic: nobody is left to talk to.
    ABI_SYS_TASK_EXIT = 2,

    // task_create(entry, stack_top, argument, cpu) -> a1 = id. Starts a task in the caller's address space at
    // `entry` with sp = stack_top and a0 = argument, on that hart.
    // Errors: EINVAL (entry or stack_top outside user space, entry odd, stack_top not 16-byte aligned, no such
    // cpu), ENOSPC (ABI_TASKS_MAX tasks live), ENOMEM.
    ABI_SYS_TASK_CREATE = 3,

    // task_park(): waits for a permit and consumes it. At most one permit is kept. Errors: none.
    ABI_SYS_TASK_PARK = 4,

    // task_unpark(id): gives a task of the caller's process its permit. Errors: EBADF (no such live task in
    // the caller's process).
    ABI_SYS_TASK_UNPARK = 5,

    // console_write(text, bytes): writes the bytes as one piece, never interleaved with another writer's.
    // Errors: EINVAL (bytes above ABI_CONSOLE_WRITE_MAX_BYTES), EFAULT.
    ABI_SYS_CONSOLE_WRITE = 6,

    // console_read(buffer, bytes) -> a1 = bytes read, at least 1. Waits for input.
    // Errors: EINVAL (bytes 0 or above ABI_CONSOLE_READ_MAX_BYTES), EFAULT (no input is lost),
    // EBUSY (another task is waiting for input).
    ABI_SYS_CONSOLE_READ = 7,

    // machine_info(struct abi_machine_info *out). Errors: EFAULT.
    ABI_SYS_MACHINE_INFO = 8,

    // hart_statistics(cpu, struct abi_hart_statistics *out). Errors: EINVAL (cpu not below the number of
    // harts of the machine), EFAULT.
    ABI_SYS_HART_STATISTICS = 9,

    // power_off(status): stops the machine; status 0 is success. Errors: EINVAL (status above 255).
    // Does not return otherwise.
    ABI_SYS_POWER_OFF = 10,

    ABI_SYS_COUNT
};

#ifdef __cplusplus
}
#endif
