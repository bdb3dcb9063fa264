// SPDX-License-Identifier: Apache-2.0
// Ending capabilities. Every step is bounded, and may be repeated by another hart at any time: what a step found out under the locks
// counts, not what was true before.
#include <stdatomic.h>
#include <stddef.h>

#include "kernel/arch/cpu.h"
#include "kernel/ipc/endpoint.h"
#include "kernel/ipc/notification.h"
#include "kernel/ipc/wait.h"
#include "kernel/memory/vmo.h"
#include "kernel/object/grant.h"
#include "kernel/process/process.h"
#include "kernel/selftest/fault.h"
#include "kernel/task/task.h"

enum close_constants {
    CHILDREN_PER_STEP = 64,
    LEAVES_PER_STEP = 8,
};

static struct process *process_of(struct capability_index index) {
    return (struct process *)object_by_number(ABI_OBJECT_PROCESS, capability_process_of(index));
}

// The object's lock is held, and the slot has no children left: it is free, and the reference is gone.
static void remove_locked(struct capability_index index, struct object *object) RELEASES(object->lock) {
    if (object->kind == ABI_OBJECT_PROCESS) {
        ((struct process *)object)->holders--;
    }
    capability_remove(capabilities, index);
    capability_slot_give(&process_of(index)->slots, capability_slot_of(index));
    object_release_locked(object);
}

// Nobody waits through a handle that is gone, and what was bound through it is not. Returns that, for notification_unbound.
static struct notification *cancel_waiters(struct object *object, const struct process *process, uint32_t handle) {
    if (object->kind == ABI_OBJECT_ENDPOINT) {
        return endpoint_cancel_locked((struct endpoint *)object, process, handle);
    }
    if (object->kind == ABI_OBJECT_NOTIFICATION) {
        notification_cancel_locked((struct notification *)object, process, handle);
    }
    return NULL;
}

static bool close_plain(struct capability_index index, uint32_t handle, struct object *object) UNCHECKED_LOCKING {
    struct capability *slot = &capabilities[index.value];
    spinlock_acquire(&object->lock);
    if (!capability_is_still(slot, handle)) {
        spinlock_release(&object->lock);
        return true;
    }
    if (!capability_pass_children_up(capabilities, index, CHILDREN_PER_STEP)) {
        spinlock_release(&object->lock);
        return false;
    }
    struct notification *unbound = cancel_waiters(object, process_of(index), handle);
    remove_locked(index, object);
    if (unbound != NULL) {
        notification_unbound(unbound);
    }
    return true;
}

static bool close_reply(struct capability_index index, uint32_t handle, struct object *object) UNCHECKED_LOCKING {
    struct capability *slot = &capabilities[index.value];
    spinlock_acquire(&object->lock);
    if (!capability_is_still(slot, handle)) {
        spinlock_release(&object->lock);
        return true;
    }
    struct wait_ticket ticket = {slot->badge};
    capability_remove(capabilities, index);
    capability_slot_give(&process_of(index)->slots, capability_slot_of(index));
    // The struct may be another task's by now; the ticket of an old wait ends none of its waits.
    if (!fault_is(FAULT_dropped_reply_untold)) {
        (void)wait_abort((struct task *)object, ticket, ABI_EPIPE);
    }
    spinlock_release(&object->lock);
    return true;
}

// A mapping ends with its capability, the pages with the last one.
static bool close_vmo(struct capability_index index, uint32_t handle, struct vmo *vmo) UNCHECKED_LOCKING {
    struct capability *slot = &capabilities[index.value];
    struct process *process = process_of(index);
    uint32_t number = capability_slot_of(index);
    if (space_unmap_one_of(process, number)) {
        return false;
    }
    spinlock_acquire(&process->space.lock);
    spinlock_acquire(&vmo->object.lock);
    bool is_still = capability_is_still(slot, handle);
    bool is_removable = is_still && !space_has_mapping_of_locked(process, number) &&
                        capability_pass_children_up(capabilities, index, CHILDREN_PER_STEP);
    spinlock_release(&process->space.lock);
    if (is_removable && vmo->object.references == 1) {
        vmo->ending = true;
        is_removable = vmo_take_apart_locked(vmo);
    }
    if (is_removable) {
        remove_locked(index, &vmo->object);
        return true;
    }
    spinlock_release(&vmo->object.lock);
    return !is_still;
}

// A process that nobody holds any more ends, so that none is out of everybody's reach. With tasks, the last of them takes it apart.
static bool close_process(struct capability_index index, uint32_t handle, struct process *process) UNCHECKED_LOCKING {
    spinlock_acquire(&process->object.lock);
    bool is_last = capability_is_still(&capabilities[index.value], handle) && process->holders == 1;
    bool ends = is_last && process->state == ABI_PROCESS_ALIVE;
    bool is_left =
        is_last && process->state != ABI_PROCESS_DEAD && process->task_count == 0 && !process->is_with_last_task;
    spinlock_release(&process->object.lock);
    if (ends) {
        process_stop(cpu_current(), process, ABI_STATUS_ABANDONED);
        return false;
    }
    if (is_left) {
        if (process_take_apart(process)) {
            process_conclude(process, false);
        }
        return false;
    }
    return close_plain(index, handle, &process->object);
}

bool capability_close_step(struct capability_index index, uint32_t handle) {
    struct capability *slot = &capabilities[index.value];
    if (handle == 0 || atomic_load_explicit(&slot->handle, memory_order_acquire) != handle) {
        return true;
    }
    struct object *object = slot->object;
    if (object == NULL) {
        return true;
    }
    switch (object->kind) {
        case ABI_OBJECT_VMO:
        case ABI_OBJECT_MMIO:
            return close_vmo(index, handle, (struct vmo *)object);
        case ABI_OBJECT_PROCESS:
            return close_process(index, handle, (struct process *)object);
        case ABI_OBJECT_TASK:
            if (slot->kind == ABI_OBJECT_REPLY) {
                return close_reply(index, handle, object);
            }
            break;
        default:
            break;
    }
    return close_plain(index, handle, object);
}

// The next capability to go, and its handle. NONE: nothing is left below.
static struct capability_index next_leaf(const struct handle *handle, uint32_t *value) {
    struct capability_index leaf = capability_leaf_below(capabilities, capability_index_of(capabilities, handle->slot));
    if (leaf.value != CAPABILITY_NONE) {
        *value = atomic_load_explicit(&capabilities[leaf.value].handle, memory_order_relaxed);
    }
    return leaf;
}

void capability_revoke_abandon(struct process *process, uint32_t handle) {
    struct handle found;
    if (handle_find(process, handle, HANDLE_ANY, &found) == ABI_OK && handle_lock(&found, 0) == ABI_OK) {
        found.slot->closed_below = 0;  // another task that revokes here as well sets it with its next step
        handle_unlock(&found);
    }
}

enum revoke_result capability_revoke_step(const struct handle *handle) {
    for (uint32_t i = 0; i < LEAVES_PER_STEP; i++) {
        if (handle_lock(handle, 0) != ABI_OK) {
            return REVOKE_GONE;
        }
        uint32_t value = 0;
        struct capability_index leaf = next_leaf(handle, &value);
        handle->slot->closed_below = leaf.value != CAPABILITY_NONE;
        bool skip = fault_is(FAULT_revoke_leaves_children);
        handle_unlock(handle);
        if (leaf.value == CAPABILITY_NONE || skip) {
            return REVOKE_DONE;
        }
        if (!capability_close_step(leaf, value)) {
            return REVOKE_MORE;
        }
    }
    return REVOKE_MORE;
}
