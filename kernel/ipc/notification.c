// SPDX-License-Identifier: Apache-2.0
#include "kernel/ipc/notification.h"

#include <stdatomic.h>

#include "kernel/ipc/endpoint.h"
#include "kernel/ipc/ipc.h"
#include "kernel/ipc/wait.h"
#include "kernel/object/handle.h"
#include "kernel/selftest/fault.h"

uint64_t notification_take(struct notification *notification) {
    return atomic_exchange_explicit(&notification->bits, 0, memory_order_acquire);
}

enum abi_error notification_keep_for_signals(const struct handle *handle, struct notification **notification) {
    enum abi_error error = handle_lock(handle, ABI_RIGHT_SEND);
    if (error == ABI_OK) {
        object_keep_locked(handle->object);
        *notification = (struct notification *)handle->object;
        handle_unlock(handle);
    }
    return error;
}

// Who waits longest among the highest class gets all bits.
static void wake_waiter(struct notification *notification) {
    struct task *waiter = notification->waiters.first;
    while (waiter != NULL && !wait_take_linked(&notification->waiters, waiter)) {
        waiter = notification->waiters.first;
    }
    if (waiter != NULL) {
        wait_complete(waiter, ABI_OK, notification_take(notification));
    }
}

// Out of line, all of this: it is in the middle of many ways.
__attribute__((noinline)) static void deliver(struct notification *notification) {
    struct endpoint *endpoint = notification->bound;
    if (fault_is(FAULT_bound_endpoint_not_woken)) {
        return;
    }
    spinlock_acquire(&endpoint->object.lock);
    ipc_deliver_notification_locked(endpoint, notification);
    spinlock_release(&endpoint->object.lock);
}

__attribute__((noinline)) void notification_signal_locked(struct notification *notification, uint64_t bits) {
    notification_add(notification, bits);
    if (notification->waiters.first != NULL) {
        wake_waiter(notification);
    } else if (notification->bound != NULL) {
        deliver(notification);
    }
}

void notification_signal(struct notification *notification, uint64_t bits) {
    spinlock_acquire(&notification->object.lock);
    notification_signal_locked(notification, bits);
    spinlock_release(&notification->object.lock);
}

void notification_unbound(struct notification *notification) UNCHECKED_LOCKING {
    spinlock_acquire(&notification->object.lock);
    notification->bound = NULL;
    object_release_locked(&notification->object);
}

void notification_cancel_locked(struct notification *notification, const struct process *process, uint32_t handle) {
    struct task *next = NULL;
    for (struct task *task = notification->waiters.first; task != NULL; task = next) {
        next = task->link.next;
        if (task->process == process && task->wait_handle == handle && wait_take_linked(&notification->waiters, task)) {
            wait_complete(task, ABI_EPIPE, 0);
        }
    }
}
