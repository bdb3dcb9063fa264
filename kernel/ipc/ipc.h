// SPDX-License-Identifier: Apache-2.0
// Calls, messages and answers between tasks: everything but the fast path. Context: kernel, interrupts off, the current task
// is the caller; no lock is held.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "kernel/task/task.h"

struct cpu;

enum ipc_options {
    IPC_PAGE = 1 << 0,  // with the message page
    IPC_CALL = 1 << 1,  // and wait for the answer
};

// What became of a call: done (the error is to be returned), or the task's registers are in its frame (it has a message, or it
// is blocked and nothing of it may be touched).
struct ipc_outcome {
    enum abi_error error;
    bool is_in_frame;
};

// The words of the current task's message are in its frame. See the calls of abi/syscall.h.
struct ipc_outcome ipc_send(struct cpu *cpu, uint64_t endpoint, uint32_t options);
struct ipc_outcome ipc_receive(struct cpu *cpu, uint64_t endpoint, uint32_t options);
enum abi_error ipc_reply(struct cpu *cpu, uint32_t options);
enum abi_error ipc_reply_to(struct cpu *cpu, uint64_t reply, uint32_t options);
struct ipc_outcome ipc_reply_receive(struct cpu *cpu, uint64_t endpoint, uint32_t options);

// The second half of receiving, when all has been looked at and what the page says is in the task's cargo: a call that is not answered yet
// is dropped. For page_path.c.
struct handle;
struct ipc_outcome ipc_receive_prepared(struct cpu *cpu, struct task *self, const struct handle *handle,
                                        uint64_t deadline_ticks);

// The current task cannot go on: its supervisor is called. False: it has none.
bool ipc_fault(struct cpu *cpu, uint64_t cause, uint64_t address);

// The call that the task received last and did not answer is answered with EPIPE.
void ipc_drop_caller(struct task *task);

// Receivers that get what was signalled to a bound notification, if it is still bound there. Locks: the endpoint's is held.
struct endpoint;
struct notification;
void ipc_deliver_notification_locked(struct endpoint *endpoint, const struct notification *notification);

// The server, and whomever it waits for in turn, run at least at that class until they have received again.
// Locks: ENDPOINT and RUN_QUEUE, inside, one at a time.
void ipc_lend(struct task_id server, uint32_t class_);

// The class of a task was raised: its place among those who wait with it follows, and whoever works for it runs at that class as well.
// False: it does not wait. Locks: as ipc_lend, and that of the object it waits for.
bool ipc_raise_waiting(struct task *task);

// The class of a task may have changed: whoever works for it in turn, as far as they are ready, moves to where it belongs now.
// Locks: as ipc_lend.
void ipc_requeue_chain(struct task *task);

// False: the chain of calls from the server on leads back to the caller, or has with the `depth` callers above that one more than
// ABI_CALL_DEPTH_MAX hops. The caller waits already, or is about to. Locks: as ipc_lend.
bool ipc_chain_allows(const struct task *caller, uint32_t depth, struct task_id server);
