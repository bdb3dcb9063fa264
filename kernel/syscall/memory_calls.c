// SPDX-License-Identifier: Apache-2.0
// Calls on memory objects, and on mappings what is not frequent.
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
#include "kernel/syscall/target.h"
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

struct system_call_result system_call_vmo_protect(uint64_t process, uint64_t address, uint64_t rights) {
    struct process_argument target;
    enum abi_error error = target_find(process, address, rights, &target);
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    error = space_protect(target.process, address, (uint32_t)rights);
    target_release(&target);
    const uint64_t arguments[] = {process, address, rights};
    return error == ABI_EAGAIN ? call_repeat(ABI_SYS_VMO_PROTECT, arguments, 3) : call_result(error, 0);
}
