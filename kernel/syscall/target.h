// SPDX-License-Identifier: Apache-2.0
// Keeping the process that a call on its memory or its tasks is about. Context: kernel, interrupts off; no lock is held.
#pragma once

#include "abi/error.h"
#include "abi/limits.h"
#include "kernel/arch/cpu.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/task/task.h"

// The process of a call, which stays until target_release, or the caller's own, which stays anyhow.
// Errors: EBADF, EPERM, EPIPE (it is dead). Locks: PROCESS, inside.
ABI_MUST_USE static inline enum abi_error target_keep(const struct process_argument *target) {
    if (target->handle.value == 0) {
        return ABI_OK;
    }
    enum abi_error error = process_lock(target, ABI_RIGHT_MANAGE);
    if (error != ABI_OK) {
        return error;
    }
    error = target->process->state == ABI_PROCESS_ALIVE ? ABI_OK : ABI_EPIPE;
    if (error == ABI_OK) {
        object_keep_locked(&target->process->object);
    }
    process_unlock(target);
    return error;
}

static inline void target_release(const struct process_argument *target) {
    if (target->handle.value != 0) {
        process_release(target->process);
    }
}

// What a mapping may be allowed.
static inline bool target_rights_are_valid(uint64_t rights) {
    enum { READ = ABI_RIGHT_READ, WRITE = ABI_RIGHT_WRITE, EXECUTE = ABI_RIGHT_EXECUTE };
    return rights == READ || rights == (READ | WRITE) || rights == (READ | EXECUTE);
}

// Finds and keeps the process of a call about the mapping that begins there. Errors: EBADF, EINVAL, EPERM, EPIPE.
ABI_MUST_USE static inline enum abi_error target_find(uint64_t process, uint64_t address, uint64_t rights,
                                                      struct process_argument *target) {
    enum abi_error error = process_find(cpu_current()->current->process, process, target);
    if (error != ABI_OK) {
        return error;
    }
    bool are_valid = address % ABI_PAGE_BYTES == 0 && target_rights_are_valid(rights);
    return are_valid ? target_keep(target) : ABI_EINVAL;
}
