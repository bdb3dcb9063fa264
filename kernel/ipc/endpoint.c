// SPDX-License-Identifier: Apache-2.0
#include "kernel/ipc/endpoint.h"

#include "kernel/ipc/notification.h"
#include "kernel/ipc/wait.h"
#include "kernel/selftest/fault.h"

void endpoint_end(struct endpoint *endpoint) {
    struct notification *notification = endpoint_unbind_locked(endpoint);  // nobody else has it
    if (notification != NULL) {
        notification_unbound(notification);
    }
    object_give(&endpoint->object);
}

static void cancel(struct wait_list *list, const struct process *process, uint32_t handle) {
    struct task *next = NULL;
    for (struct task *task = list->first; task != NULL; task = next) {
        next = task->link.next;
        bool is_through = task->process == process && task->wait_handle == handle;
        if ((is_through || fault_is(FAULT_closing_ends_all_waits)) && wait_take_linked(list, task)) {
            wait_complete(task, ABI_EPIPE, 0);
        }
    }
}

struct notification *endpoint_unbind_locked(struct endpoint *endpoint) {
    struct notification *notification = endpoint->bound;
    endpoint->bound = NULL;
    return notification;
}

struct notification *endpoint_cancel_locked(struct endpoint *endpoint, const struct process *process, uint32_t handle) {
    cancel(&endpoint->receivers, process, handle);
    cancel(&endpoint->senders, process, handle);
    bool is_through = endpoint->bound_by == process && endpoint->bound_handle == handle;
    return is_through && !fault_is(FAULT_binding_outlives_server) ? endpoint_unbind_locked(endpoint) : NULL;
}
