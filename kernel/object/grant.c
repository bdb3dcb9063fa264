// SPDX-License-Identifier: Apache-2.0
#include "kernel/object/grant.h"

#include <stddef.h>

#include "kernel/memory/vmo.h"
#include "kernel/process/process.h"
#include "kernel/selftest/fault.h"
#include "kernel/task/task.h"

static struct capability_index index_of(const struct process *process, uint32_t slot) {
    return (struct capability_index){(uint16_t)(process->number * ABI_CAPABILITIES_MAX + slot)};
}

bool capability_take_slot(struct process *process, uint32_t *slot) {
    if (capability_slot_take(&process->slots, slot)) {
        return true;
    }
    // Sabotage: one slot more, the first one of the next process's table.
    *slot = ABI_CAPABILITIES_MAX;
    return fault_is(FAULT_slot_table_unbounded) && capabilities[index_of(process, *slot).value].object == NULL;
}

static const struct capability_index no_parent = {CAPABILITY_NONE};

// A new capability of the object, whose lock is held.
static uint32_t insert_locked(struct capability_index index, struct capability_content content,
                              struct capability_index parent) {
    if (content.kind == ABI_OBJECT_PROCESS) {
        ((struct process *)content.object)->holders++;
    }
    return capability_insert(capabilities, index, content, parent);
}

uint32_t capability_first(struct process *process, uint32_t slot, struct object *object) {
    const struct capability_content content = {
        .kind = (enum abi_object_kind)object->kind,
        .rights = ABI_RIGHT_ALL,
        .grantable = ABI_RIGHT_ALL,
        .object = object,
    };
    spinlock_acquire(&object->lock);
    uint32_t handle = insert_locked(index_of(process, slot), content, no_parent);
    spinlock_release(&object->lock);
    return handle;
}

enum abi_error object_create(struct process *process, enum abi_object_kind kind, uint64_t *handle) {
    uint32_t slot = 0;
    if (!capability_take_slot(process, &slot)) {
        return ABI_ENOSPC;
    }
    struct object *object = NULL;
    enum abi_error error = object_take(kind, process, &object);
    if (error != ABI_OK) {
        capability_slot_give(&process->slots, slot);
        return error;
    }
    *handle = capability_first(process, slot, object);
    return ABI_OK;
}

uint32_t capability_save_reply(struct process *process, uint32_t slot, struct task *server) {
    struct task *caller = server->caller;
    const struct capability_content content = {
        .kind = ABI_OBJECT_REPLY,
        .rights = ABI_RIGHT_USE,
        .object = &caller->object,
        .badge = server->caller_ticket.word,
    };
    // It does not keep the caller: that one may have ended meanwhile, and its struct may be another task's; then the ticket ends no wait.
    spinlock_acquire(&caller->object.lock);
    uint32_t handle = insert_locked(index_of(process, slot), content, no_parent);
    spinlock_release(&caller->object.lock);
    server->caller = NULL;
    return handle;
}

enum abi_error capability_mint(struct process *process, struct object *object, uint8_t rights, uint32_t *handle) {
    uint32_t slot = 0;
    if (!capability_take_slot(process, &slot)) {
        return ABI_ENOSPC;
    }
    const struct capability_content content = {
        .kind = (enum abi_object_kind)object->kind,
        .rights = rights,
        .grantable = rights,
        .object = object,
    };
    spinlock_acquire(&object->lock);
    object_keep_locked(object);
    *handle = insert_locked(index_of(process, slot), content, no_parent);
    spinlock_release(&object->lock);
    return ABI_OK;
}

static bool is_ending(const struct object *object) {
    return (object->kind == ABI_OBJECT_VMO || object->kind == ABI_OBJECT_MMIO) && ((const struct vmo *)object)->ending;
}

enum abi_error capability_give_into(const struct handle *from, struct process *to, uint32_t slot,
                                    struct capability_child child, uint32_t *handle) {
    enum abi_error error = handle_lock(from, 0);
    if (error != ABI_OK) {
        return error;
    }
    error = is_ending(from->object) ? ABI_EPIPE
                                    : capability_check_child(capabilities, from->slot, child.rights, child.grantable,
                                                             child.is_granted && !fault_is(FAULT_grantable_ignored));
    if ((error == ABI_EPERM && fault_is(FAULT_derive_widens)) ||
        (error == ABI_ELOOP && fault_is(FAULT_tree_depth_unchecked)) ||
        (error == ABI_EPIPE && fault_is(FAULT_revoking_not_seen))) {
        error = ABI_OK;
    }
    if (error == ABI_OK) {
        const struct capability_content content = {
            .kind = (enum abi_object_kind)from->slot->kind,
            .rights = (uint8_t)child.rights,
            .grantable = (uint8_t)child.grantable,
            .object = from->object,
            .badge = child.badge != 0 ? child.badge : from->slot->badge,
        };
        object_keep_locked(from->object);
        *handle = insert_locked(index_of(to, slot), content, capability_index_of(capabilities, from->slot));
    }
    handle_unlock(from);
    return error;
}

enum abi_error capability_give(const struct handle *from, struct process *to, uint64_t rights, uint64_t grantable,
                               uint32_t *slot, uint32_t *handle) {
    uint32_t taken = 0;
    if (!capability_take_slot(to, &taken)) {
        return ABI_ENOSPC;
    }
    enum abi_error error = capability_give_into(
        from, to, taken, (struct capability_child){.rights = rights, .grantable = grantable, .is_granted = true},
        handle);
    if (error != ABI_OK) {
        capability_slot_give(&to->slots, taken);
        return error;
    }
    *slot = taken;
    return ABI_OK;
}

void capability_take_back(struct process *process, uint32_t slot, uint32_t handle) {
    while (!capability_close_step(index_of(process, slot), handle)) {
    }
}
