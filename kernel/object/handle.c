// SPDX-License-Identifier: Apache-2.0
#include "kernel/object/handle.h"

#include <stddef.h>

#include "kernel/process/process.h"
#include "kernel/selftest/fault.h"

static struct capability *find(const struct process *process, uint64_t *value) {
    struct capability *slot = capability_find(capabilities, process->number, *value);
    if (slot == NULL && fault_is(FAULT_handle_generation_ignored)) {
        slot = &capabilities[process->number * ABI_CAPABILITIES_MAX + *value % ABI_CAPABILITIES_MAX];
        *value = slot->handle;
        slot = *value == 0 ? NULL : slot;
    }
    if (slot == NULL && fault_is(FAULT_foreign_handle_found)) {
        slot = capability_find(capabilities, 0, *value);
    }
    return slot;
}

enum abi_error handle_find(struct process *process, uint64_t value, uint32_t kind, struct handle *handle) {
    struct capability *slot = find(process, &value);
    if (slot == NULL) {
        return ABI_EBADF;
    }
    // capability_find acquires: what was written before the handle was published is seen. It may be of a later handle;
    // handle_lock finds out.
    bool is_kind = kind == HANDLE_ANY || slot->kind == kind;
    struct object *object = slot->object;
    if (object == NULL || (!is_kind && !fault_is(FAULT_handle_kind_unchecked))) {
        return ABI_EBADF;
    }
    *handle = (struct handle){.slot = slot, .object = object, .value = (uint32_t)value};
    return ABI_OK;
}

enum abi_error handle_lock(const struct handle *handle, uint32_t rights) UNCHECKED_LOCKING {
    spinlock_acquire(&handle->object->lock);
    enum abi_error error = ABI_OK;
    if (!capability_is_still(handle->slot, handle->value)) {
        error = ABI_EBADF;
    } else if ((handle->slot->rights & rights) != rights && !fault_is(FAULT_rights_unchecked)) {
        error = ABI_EPERM;
    }
    if (error != ABI_OK) {
        spinlock_release(&handle->object->lock);
    }
    return error;
}

void handle_unlock(const struct handle *handle) UNCHECKED_LOCKING {
    spinlock_release(&handle->object->lock);
}

bool handle_has(const struct handle *handle, uint32_t rights) {
    return (handle->slot->rights & rights) == rights || fault_is(FAULT_rights_unchecked);
}

enum abi_error handle_check(const struct handle *handle, uint32_t rights) {
    enum abi_error error = handle_lock(handle, rights);
    if (error == ABI_OK) {
        handle_unlock(handle);
    }
    return error;
}

enum abi_error handle_authorize(struct process *process, uint64_t value, uint32_t kind, uint32_t rights) {
    struct handle handle;
    enum abi_error error = handle_find(process, value, kind, &handle);
    return error == ABI_OK ? handle_check(&handle, rights) : error;
}
