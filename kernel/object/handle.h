// SPDX-License-Identifier: Apache-2.0
// From a number that user code gave to a locked object. In two steps, since the order of checks is: handle, values, authority.
//
//     struct handle endpoint;
//     error = handle_find(process, number, ABI_OBJECT_ENDPOINT, &endpoint);       // EBADF
//     ... values ...                                                               // EINVAL, EFAULT
//     error = handle_lock(&endpoint, ABI_RIGHT_SEND);                              // EPERM, or EBADF: it just went away
//     ... endpoint.slot and endpoint.object are stable ...
//     handle_unlock(&endpoint);
//
// Context: kernel, interrupts off.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "kernel/capability/capability.h"
#include "kernel/object/object.h"

struct process;

struct handle {
    struct capability *slot;
    struct object *object;
    uint32_t value;
};

enum handle_kind {
    HANDLE_ANY = ABI_OBJECT_NONE,
};

// Errors: EBADF (no capability, or of another kind).
ABI_MUST_USE enum abi_error handle_find(struct process *process, uint64_t value, uint32_t kind, struct handle *handle);

// Locks the object. Errors: EBADF (the capability went away meanwhile), EPERM (it lacks one of the rights); then it is not locked.
// Locks: the object's, held when it returns ABI_OK.
ABI_MUST_USE enum abi_error handle_lock(const struct handle *handle, uint32_t rights);
void handle_unlock(const struct handle *handle);

// Is the right there? Without the lock: only good for refusing early.
bool handle_has(const struct handle *handle, uint32_t rights);

// All that an authority needs: the capability is there, and has the rights. Errors: EBADF, EPERM.
ABI_MUST_USE enum abi_error handle_check(const struct handle *handle, uint32_t rights);
// The same from its number.
ABI_MUST_USE enum abi_error handle_authorize(struct process *process, uint64_t value, uint32_t kind, uint32_t rights);

// Every capability of the machine, by capability_index. Constant after boot.
extern struct capability *capabilities;
