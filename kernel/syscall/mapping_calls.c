// SPDX-License-Identifier: Apache-2.0
// Mapping and unmapping.
#include "abi/limits.h"
#include "kernel/arch/cpu.h"
#include "kernel/memory/space.h"
#include "kernel/object/grant.h"
#include "kernel/object/handle.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/syscall/syscall.h"
#include "kernel/syscall/target.h"
#include "kernel/task/task.h"

// A VMO or device registers.
static enum abi_error find_mappable(struct process *own, uint64_t value, struct handle *handle) {
    return handle_find(own, value, ABI_OBJECT_VMO, handle) == ABI_OK ? ABI_OK
                                                                     : handle_find(own, value, ABI_OBJECT_MMIO, handle);
}

// Another process maps through a capability of its own, a child of the caller's, that it gets for it.
__attribute__((noinline, minsize)) static enum abi_error map_there(struct process *process, const struct handle *vmo,
                                                                   uint64_t address, uint64_t first_page,
                                                                   uint64_t pages, uint32_t rights, uint64_t *mapped) {
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
    if (error == ABI_OK && (!target_rights_are_valid(rights) || pages == 0 || address % ABI_PAGE_BYTES != 0)) {
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

struct system_call_result system_call_vmo_unmap(uint64_t process, uint64_t address) {
    struct process_argument target;
    enum abi_error error = target_find(process, address, ABI_RIGHT_READ, &target);
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    error = space_unmap(target.process, address);
    target_release(&target);
    const uint64_t arguments[] = {process, address};
    return error == ABI_EAGAIN ? call_repeat(ABI_SYS_VMO_UNMAP, arguments, 2) : call_result(error, 0);
}
