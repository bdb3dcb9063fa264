// SPDX-License-Identifier: Apache-2.0
// Calls on memory objects and address spaces.
//
// A VMO is built in steps, between which its task goes through the exit of the kernel and repeats the call. What is half built hangs on the
// task, with the slot that its handle will be in: all that can be refused is refused before the first step, but for the machine's memory.
#include <stddef.h>

#include "abi/limits.h"
#include "kernel/arch/cpu.h"
#include "kernel/arch/user.h"
#include "kernel/memory/space.h"
#include "kernel/memory/vmo.h"
#include "kernel/object/grant.h"
#include "kernel/object/handle.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/selftest/fault.h"
#include "kernel/syscall/syscall.h"
#include "kernel/task/task.h"

// The slot has its handle: nothing hangs on the task any more.
static struct system_call_result finish_vmo(struct task *task, struct vmo *vmo) {
    uint32_t slot = vmo->building_slot - 1;
    vmo->building_slot = 0;
    task->building = NULL;
    return call_result(ABI_OK, capability_first(task->process, slot, &vmo->object));
}

struct system_call_result system_call_vmo_seal(uint64_t vmo) {
    struct handle handle;
    enum abi_error error = handle_find(cpu_current()->current->process, vmo, ABI_OBJECT_VMO, &handle);
    if (error == ABI_OK) {
        error = handle_lock(&handle, ABI_RIGHT_MANAGE);
    }
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    // The handle may be closed while other harts are waited for.
    object_keep_locked(handle.object);
    handle_unlock(&handle);
    struct vmo *sealed = (struct vmo *)handle.object;
    error = vmo_seal(sealed);
    vmo_release(sealed);
    return call_result(error, 0);
}

// The process of a call, which stays until target_release, or the caller's own, which stays anyhow.
// Errors: EBADF, EPERM, EPIPE (it is dead). Locks: PROCESS, inside.
static enum abi_error target_keep(const struct process_argument *target) {
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

static void target_release(const struct process_argument *target) {
    if (target->handle.value != 0) {
        process_release(target->process);
    }
}

// `owner` pays; the handle will be in the caller's table.
static enum abi_error begin_vmo(struct process *process, struct process *owner, uint64_t pages, struct vmo **vmo) {
    uint32_t slot = 0;
    if (!capability_take_slot(process, &slot)) {
        return ABI_ENOSPC;
    }
    enum abi_error error = vmo_begin(owner, (uint32_t)pages, vmo);
    if (error != ABI_OK) {
        capability_slot_give(&process->slots, slot);
        return error;
    }
    (*vmo)->building_slot = slot + 1;
    return ABI_OK;
}

static enum abi_error start_vmo(struct task *task, uint64_t process, uint64_t pages) {
    struct process_argument owner;
    enum abi_error error = process_find(task->process, process, &owner);
    if (error == ABI_OK && (pages == 0 || pages > ABI_VMO_PAGES_MAX) && !fault_is(FAULT_vmo_size_unchecked)) {
        error = ABI_EINVAL;
    }
    if (error == ABI_OK) {
        error = target_keep(&owner);
    }
    if (error != ABI_OK) {
        return error;
    }
    struct vmo *vmo = NULL;
    error = begin_vmo(task->process, owner.process, pages, &vmo);
    target_release(&owner);
    if (error == ABI_OK) {
        task->building = &vmo->object;
    }
    return error;
}

struct system_call_result system_call_vmo_create(uint64_t process, uint64_t pages) {
    struct task *task = cpu_current()->current;
    if (task->building == NULL) {
        enum abi_error error = start_vmo(task, process, pages);
        if (error != ABI_OK) {
            return call_result(error, 0);
        }
    }
    struct vmo *vmo = (struct vmo *)task->building;
    // Of another size: the task was led away from the call that began it, and its pages go back first.
    bool is_wanted = !vmo->ending && vmo->pages == pages;
    if (is_wanted && vmo_build_step(vmo) != ABI_OK) {
        vmo->ending = true;
    } else if (is_wanted && vmo_is_built(vmo)) {
        return finish_vmo(task, vmo);
    } else if (!is_wanted) {
        bool ran_out = vmo->ending;
        if (vmo_abandon(vmo, task->process)) {
            task->building = NULL;
            if (ran_out) {
                return call_result(ABI_ENOMEM, 0);
            }
        }
    }
    const uint64_t arguments[] = {process, pages};
    return call_repeat(ABI_SYS_VMO_CREATE, arguments, 2);
}

static bool are_rights(uint64_t rights) {
    enum { READ = ABI_RIGHT_READ, WRITE = ABI_RIGHT_WRITE, EXECUTE = ABI_RIGHT_EXECUTE };
    return rights == READ || rights == (READ | WRITE) || rights == (READ | EXECUTE);
}

// A VMO or device registers.
static enum abi_error find_mappable(struct process *own, uint64_t value, struct handle *handle) {
    return handle_find(own, value, ABI_OBJECT_VMO, handle) == ABI_OK ? ABI_OK
                                                                     : handle_find(own, value, ABI_OBJECT_MMIO, handle);
}

// Another process maps through a capability of its own, a child of the caller's, that it gets for it.
static enum abi_error map_there(struct process *process, const struct handle *vmo, uint64_t address,
                                uint64_t first_page, uint64_t pages, uint32_t rights, uint64_t *mapped) {
    uint32_t slot = 0;
    uint32_t handle = 0;
    enum abi_error error = capability_give(vmo, process, rights, 0, &slot, &handle);
    if (error != ABI_OK) {
        return error;
    }
    error = space_map(process, slot, handle, address, first_page, pages, rights, mapped);
    if (error != ABI_OK) {
        capability_take_back(process, slot, handle);
    }
    return error;
}

struct system_call_result system_call_vmo_map(uint64_t process, uint64_t vmo, uint64_t address, uint64_t first_page,
                                              uint64_t pages, uint64_t rights) {
    struct process *own = cpu_current()->current->process;
    struct process_argument target;
    struct handle handle;
    enum abi_error error = process_find(own, process, &target);
    if (error == ABI_OK) {
        error = find_mappable(own, vmo, &handle);
    }
    if (error == ABI_OK && (!are_rights(rights) || pages == 0 || address % ABI_PAGE_BYTES != 0)) {
        error = ABI_EINVAL;
    }
    if (error == ABI_OK) {
        error = target_keep(&target);
    }
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    uint64_t mapped = 0;
    if (target.process == own) {
        error = space_map_handle(own, &handle, address, first_page, pages, (uint32_t)rights, &mapped);
    } else {
        error = map_there(target.process, &handle, address, first_page, pages, (uint32_t)rights, &mapped);
    }
    target_release(&target);
    return call_result(error, mapped);
}

// Finds and keeps the process of a call about the mapping that begins there. Errors: EBADF, EINVAL, EPERM, EPIPE.
static enum abi_error find_target(uint64_t process, uint64_t address, uint64_t rights,
                                  struct process_argument *target) {
    enum abi_error error = process_find(cpu_current()->current->process, process, target);
    if (error != ABI_OK) {
        return error;
    }
    bool are_valid = address % ABI_PAGE_BYTES == 0 && are_rights(rights);
    return are_valid ? target_keep(target) : ABI_EINVAL;
}

struct system_call_result system_call_vmo_unmap(uint64_t process, uint64_t address) {
    struct process_argument target;
    enum abi_error error = find_target(process, address, ABI_RIGHT_READ, &target);
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    error = space_unmap(target.process, address);
    target_release(&target);
    const uint64_t arguments[] = {process, address};
    return error == ABI_EAGAIN ? call_repeat(ABI_SYS_VMO_UNMAP, arguments, 2) : call_result(error, 0);
}

struct system_call_result system_call_vmo_protect(uint64_t process, uint64_t address, uint64_t rights) {
    struct process_argument target;
    enum abi_error error = find_target(process, address, rights, &target);
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    error = space_protect(target.process, address, (uint32_t)rights);
    target_release(&target);
    const uint64_t arguments[] = {process, address, rights};
    return error == ABI_EAGAIN ? call_repeat(ABI_SYS_VMO_PROTECT, arguments, 3) : call_result(error, 0);
}
