// SPDX-License-Identifier: Apache-2.0
// Making and ending capabilities of live objects. Context: kernel, interrupts off; no lock is held.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "kernel/object/handle.h"

struct process;

// A free slot of the process's table. False: there is none, or the process is ending.
bool capability_take_slot(struct process *process, uint32_t *slot);

// The first capability of an object that was just taken: all rights. The object's one reference is this capability's.
// The slot was taken from the process. Returns the handle.
uint32_t capability_first(struct process *process, uint32_t slot, struct object *object);

// A new object of a kind that needs nothing more than being zero, and its first capability. Errors: ENOSPC.
ABI_MUST_USE enum abi_error object_create(struct process *process, enum abi_object_kind kind, uint64_t *handle);

// The call that the task owes an answer to becomes a REPLY capability in a slot that was taken from its process. Returns the handle.
struct task;
uint32_t capability_save_reply(struct process *process, uint32_t slot, struct task *server);

// Another root of an object that stays by itself (an authority, a device). Errors: ENOSPC.
ABI_MUST_USE enum abi_error capability_mint(struct process *process, struct object *object, uint8_t rights,
                                            uint32_t *handle);

// What a child of a capability is to be.
struct capability_child {
    uint64_t rights;
    uint64_t grantable;
    uint64_t badge;   // 0: the parent's
    bool is_granted;  // given to somebody, as opposed to derived by its holder; see capability_check_child
};

// A child of `from` in a slot that was taken from `to`.
// Errors: EBADF (it went away), EINVAL, EPERM, EPIPE, ELOOP. The slot stays taken.
ABI_MUST_USE enum abi_error capability_give_into(const struct handle *from, struct process *to, uint32_t slot,
                                                 struct capability_child child, uint32_t *handle);

// The same with a free slot, granted. Errors: ENOSPC too.
ABI_MUST_USE enum abi_error capability_give(const struct handle *from, struct process *to, uint64_t rights,
                                            uint64_t grantable, uint32_t *slot, uint32_t *handle);

// Closes what capability_give has made, in steps, waiting for other harts.
void capability_take_back(struct process *process, uint32_t slot, uint32_t handle);

// One bounded step of closing. True when the slot does not carry that handle any more. Waits for other harts.
bool capability_close_step(struct capability_index index, uint32_t handle);

enum revoke_result {
    REVOKE_DONE,
    REVOKE_MORE,
    REVOKE_GONE,  // the capability itself went away
};

// One bounded step of closing everything below the capability.
enum revoke_result capability_revoke_step(const struct handle *handle);

// Whoever did that has ended before it was done: what is left below stays, and may be derived from again. Locks: none held.
void capability_revoke_abandon(struct process *process, uint32_t handle);
