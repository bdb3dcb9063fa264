// SPDX-License-Identifier: Apache-2.0
// What goes from one task to another: words, data, capabilities. Context: kernel, interrupts off; no lock is held where
// capabilities move.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "kernel/selftest/fault.h"
#include "kernel/task/task.h"

// Reads the current task's message page once, and checks all it says: lengths, the capabilities to send. *deadline_ticks is the page's.
// Reserves the slots for what it accepts when `accepts`. Errors: EINVAL, EBADF, EPERM, EPIPE, ELOOP, ENOSPC; nothing is reserved then.
ABI_MUST_USE enum abi_error transfer_prepare(struct task *task, bool accepts, uint64_t *deadline_ticks);

// Nothing goes along, and nothing is accepted.
void transfer_prepare_none(struct task *task);

// Can the receiver take as many capabilities as the sender has to send?
static inline bool transfer_fits(const struct task *sender, const struct task *receiver) {
    return sender->cargo.capability_count <= receiver->cargo.accept || fault_is(FAULT_accept_ignored);
}

// Hands over the sender's words, data and capabilities; both tasks are the caller's own. The receiver's slots that stay empty are
// given back, its result is in its frame, and it may be placed.
void transfer_message(struct task *sender, struct task *receiver, uint64_t badge, uint64_t info);

// The same for signalled bits.
void transfer_notification(struct task *receiver, uint64_t bits);
