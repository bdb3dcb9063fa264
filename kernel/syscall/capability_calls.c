// SPDX-License-Identifier: Apache-2.0
// Calls on capabilities of any kind.
#include "kernel/arch/cpu.h"
#include "kernel/arch/user.h"
#include "kernel/memory/vmo.h"
#include "kernel/object/grant.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/selftest/fault.h"
#include "kernel/syscall/syscall.h"
#include "kernel/task/task.h"

static struct process *caller(void) {
    return cpu_current()->current->process;
}

// Every kind but REPLY.
static enum abi_error find_object(uint64_t value, struct handle *handle) {
    enum abi_error error = handle_find(caller(), value, HANDLE_ANY, handle);
    return error == ABI_OK && handle->slot->kind == ABI_OBJECT_REPLY ? ABI_EBADF : error;
}

struct system_call_result system_call_capability_derive(uint64_t value, uint64_t rights, uint64_t grantable,
                                                        uint64_t badge) {
    struct handle handle;
    enum abi_error error = find_object(value, &handle);
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    bool takes_badge = handle.slot->kind == ABI_OBJECT_ENDPOINT && handle.slot->badge == 0;
    if (((rights | grantable) & ~(uint64_t)ABI_RIGHT_ALL) != 0 ||
        (badge != 0 && !takes_badge && !fault_is(FAULT_badge_unchecked))) {
        return call_result(ABI_EINVAL, 0);
    }
    if (badge != 0 && !handle_has(&handle, ABI_RIGHT_MANAGE)) {
        return call_result(ABI_EPERM, 0);
    }
    uint32_t slot = 0;
    if (!capability_take_slot(caller(), &slot)) {
        return call_result(ABI_ENOSPC, 0);
    }
    uint32_t derived = 0;
    const struct capability_child child = {.rights = rights, .grantable = grantable, .badge = badge};
    error = capability_give_into(&handle, caller(), slot, child, &derived);
    if (error != ABI_OK) {
        capability_slot_give(&caller()->slots, slot);
    }
    return call_result(error, derived);
}

struct system_call_result system_call_capability_close(uint64_t value) {
    struct handle handle;
    enum abi_error error = handle_find(caller(), value, HANDLE_ANY, &handle);
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    struct capability_index index = capability_index_of(capabilities, handle.slot);
    return capability_close_step(index, handle.value) ? call_result(ABI_OK, 0)
                                                      : call_repeat(ABI_SYS_CAPABILITY_CLOSE, &value, 1);
}

struct system_call_result system_call_capability_revoke(uint64_t value) {
    struct handle handle;
    enum abi_error error = find_object(value, &handle);
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    struct task *self = cpu_current()->current;
    enum revoke_result result = capability_revoke_step(&handle);
    self->revoking = result == REVOKE_MORE ? handle.value : 0;
    switch (result) {
        case REVOKE_DONE:
            return call_result(ABI_OK, 0);
        case REVOKE_GONE:
            return call_result(ABI_EBADF, 0);
        case REVOKE_MORE:
        default:
            return call_repeat(ABI_SYS_CAPABILITY_REVOKE, &value, 1);
    }
}

struct system_call_result system_call_capability_info(uint64_t value, uint64_t out) {
    struct handle handle;
    enum abi_error error = handle_find(caller(), value, HANDLE_ANY, &handle);
    if (error == ABI_OK) {
        error = handle_lock(&handle, 0);
    }
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    const struct capability *slot = handle.slot;
    bool has_pages = slot->kind == ABI_OBJECT_VMO || slot->kind == ABI_OBJECT_MMIO;
    const struct abi_capability_info info = {
        // What a REPLY keeps there is the kernel's.
        .badge = slot->kind == ABI_OBJECT_ENDPOINT ? slot->badge : 0,
        .kind = slot->kind,
        .rights = slot->rights,
        .grantable = slot->grantable,
        .pages = has_pages ? ((const struct vmo *)handle.object)->pages : 0,
    };
    handle_unlock(&handle);
    return call_result(user_copy_out(out, &info, sizeof(info)), 0);
}
