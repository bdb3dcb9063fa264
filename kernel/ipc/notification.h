// SPDX-License-Identifier: Apache-2.0
// Notifications: 64 bits that are set by signals and taken all at once. Context: kernel, interrupts off.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "kernel/ipc/wait_list.h"
#include "kernel/object/object.h"
#include "kernel/selftest/fault.h"

struct cpu;
struct endpoint;
struct process;

struct notification {
    // Rank NOTIFICATION. References: capabilities, the endpoint it is bound to, timers, interrupts and processes that signal it.
    struct object object;
    // Set under the lock (atomic or), taken under the lock or under that of the endpoint it is bound to (atomic exchange). Who sets
    // looks for a receiver under the endpoint's lock afterwards; who receives looks at the bits under the same lock.
    _Atomic uint64_t bits;
    struct wait_list waiters;  // under the lock
    struct endpoint
        *bound;  // under the lock: who receives there gets the bits; null: none. It takes itself out when it ends
};

// Adds the bits to those that are set, and nothing else. Locks: its own is held.
static inline void notification_add(struct notification *notification, uint64_t bits) {
    if (fault_is(FAULT_signal_overwrites)) {
        __c11_atomic_store(&notification->bits, bits, __ATOMIC_RELEASE);
    } else {
        __c11_atomic_fetch_or(&notification->bits, bits, __ATOMIC_RELEASE);
    }
}

// Sets the bits, and wakes who waits for them. Locks: its own is held; ENDPOINT inside.
void notification_signal_locked(struct notification *notification, uint64_t bits);
void notification_signal(struct notification *notification, uint64_t bits);

// What a capability with SEND names, kept for somebody who will signal it. Errors: EBADF, EPERM.
struct handle;
ABI_MUST_USE enum abi_error notification_keep_for_signals(const struct handle *handle,
                                                          struct notification **notification);

// The endpoint has it no longer, and gives its reference up. Until this returns a signal may still look at the endpoint, whatever that is
// by now, and find that it is not bound there. Locks: none held.
void notification_unbound(struct notification *notification);

// All bits, which are clear afterwards.
uint64_t notification_take(struct notification *notification);

void notification_cancel_locked(struct notification *notification, const struct process *process, uint32_t handle);
