// SPDX-License-Identifier: Apache-2.0
// What every kernel object begins with, and the pools they come from. Memory of a pool only ever holds objects of one struct: so a
// lock may be taken through a stale pointer, and what it guards is looked at again under it.
// Context: kernel, interrupts off. "Locks: none held" is said where a function may take a lock of low rank.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/object.h"
#include "kernel/sync/spinlock.h"

struct process;

struct object {
    // Guards the object's capabilities (the links of their tree, every field of their slots), `references`, and what the kind says.
    struct spinlock lock;
    uint32_t references;  // under the lock: capabilities, and others that keep it, as the kind says
    uint32_t kind;        // constant: enum abi_object_kind
    union {
        struct process *owner;     // constant while in use: whose budget pays for it; null: nobody's
        struct object *next_free;  // while free, under the pool's lock
    };
};

// Reserves the memory of all pools. Boot hart, between memory_init and memory_start. Errors: ENOMEM.
ABI_MUST_USE enum abi_error object_pools_init(void);

// A free object for the kind: all zero but for its header, which says one reference. The owner's budget pays for it (a process has been
// paid for by its maker), and the owner's struct stays as long as the object does.
// Errors: ENOSPC. Locks: none held.
ABI_MUST_USE enum abi_error object_take(enum abi_object_kind kind, struct process *owner, struct object **object);

// Nobody refers to the object any more: it is free, and its owner's budget has it back. Locks: none held.
void object_give(struct object *object);

// Number of an object in its pool; and the way back, for objects that were in use at least once.
uint32_t object_number(const struct object *object);
struct object *object_by_number(enum abi_object_kind kind, uint32_t number);

// The object that all capabilities of an authority kind (CLOCK, SCHED_..., STATS_READ, AUDIT_READ, LOG, POWER) name.
struct object *object_authority(enum abi_object_kind kind);

// Something else than a capability keeps the object from now on. Locks: its own is held.
static inline void object_keep_locked(struct object *object) {
    object->references++;
}

// It does so no more; with the last reference the object ends. Locks: its own, inside; no other of its rank or above is held.
void object_release(struct object *object);

// The same when the lock is held; it is not held afterwards.
void object_release_locked(struct object *object) RELEASES(object->lock);
