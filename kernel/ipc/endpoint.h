// SPDX-License-Identifier: Apache-2.0
// Endpoints: where tasks that have a message meet tasks that want one. At most one of the two lists has anybody in it.
// Context: kernel, interrupts off.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kernel/ipc/wait_list.h"
#include "kernel/object/object.h"

struct notification;
struct process;

struct endpoint {
    // Rank ENDPOINT; everything below is under it. References: capabilities, and processes that it supervises.
    struct object object;
    struct wait_list receivers;
    struct wait_list senders;
    struct task_id server;       // who received last; may have ended since: only good for lending it a class
    struct notification *bound;  // kept; null: none
    // What it was bound through: with that capability the binding ends.
    const struct process *bound_by;
    uint32_t bound_handle;
};

// Nobody refers to it any more. Locks: none held.
void endpoint_end(struct endpoint *endpoint);

// Takes the binding out. Returns what was bound, or null: the caller calls notification_unbound once the lock is released.
struct notification *endpoint_unbind_locked(struct endpoint *endpoint);

// Ends the waits of that process's tasks through a handle that goes away, and a binding that was made through it, which it returns as
// endpoint_unbind_locked does. Locks: the endpoint's is held.
struct notification *endpoint_cancel_locked(struct endpoint *endpoint, const struct process *process, uint32_t handle);
