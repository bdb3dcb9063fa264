// SPDX-License-Identifier: Apache-2.0
// Capabilities: the slots of all processes in one array, and the tree of what was derived from what. Pure.
//
// All capabilities of one object form one or more trees; links, and every field of a slot in use, change only under that object's lock,
// which the caller holds. A slot without a handle belongs to whoever took it from its process's free slots.
// Memory that is all zero is an array of free slots.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/limits.h"
#include "abi/object.h"

#ifdef __cplusplus
extern "C" {
#endif

// process number * ABI_CAPABILITIES_MAX + slot
struct capability_index {
    uint16_t value;
};

enum capability_limits {
    CAPABILITY_SLOTS = ABI_PROCESSES_MAX * ABI_CAPABILITIES_MAX,
    CAPABILITY_NONE = UINT16_MAX,  // no index
    CAPABILITY_DEPTH_MAX = 32,     // levels of a tree: what a revocation walks down in one step
};

struct capability {
    // 0 while free. Store-release when everything else is in place; load-acquire by who uses it without the object's lock,
    // and looks again under that lock.
    _Atomic uint32_t handle;
    uint8_t kind;              // enum abi_object_kind
    uint8_t rights;            // enum abi_right bits
    uint8_t grantable;         // enum abi_right bits
    uint8_t closed_below : 1;  // being revoked: nothing new is derived from it or from anything below
    uint8_t depth : 7;         // levels above it when it was made
    void *object;              // null for an authority
    uint64_t badge;            // while free: the generation of the last handle
    uint16_t parent;           // indexes, or CAPABILITY_NONE
    uint16_t first_child;
    uint16_t next_sibling;  // among the children of one parent; roots have none
    uint16_t previous_sibling;
};
_Static_assert(sizeof(struct capability) == 32, "two in a cache line");

// Which slots of one process are taken: one bit each, atomic (acquire-release); tasks of the process take slots on several harts at once.
struct capability_slots {
    _Atomic uint64_t taken[ABI_CAPABILITIES_MAX / 64];
    // Set when the process ends, then a full fence, then the bits are read; who takes a slot sets its bit, then a full fence, then
    // reads this: so one of them sees the other.
    _Atomic uint32_t is_closed;
};

// Takes the lowest free slot. Slot 0 is an ordinary slot. False: none is free, or they are closed.
bool capability_slot_take(struct capability_slots *slots, uint32_t *slot);
void capability_slot_give(struct capability_slots *slots, uint32_t slot);
uint32_t capability_slots_taken(const struct capability_slots *slots);

// No slot is taken from now on; those that are taken stay so until they are given back.
void capability_slots_close(struct capability_slots *slots);
// The lowest slot from `from` on that is taken. False: none is.
bool capability_slots_next(const struct capability_slots *slots, uint32_t from, uint32_t *slot);
// Open, none taken.
void capability_slots_init(struct capability_slots *slots);

// The slot that a handle of this process names, or null: wrong generation, free, or no handle at all. Any 64-bit value may be
// asked for. What it finds may go away at once: see capability_is_still.
static inline struct capability *capability_find(struct capability *all, uint32_t process, uint64_t handle) {
    struct capability *found = &all[process * ABI_CAPABILITIES_MAX + (handle & (ABI_CAPABILITIES_MAX - 1))];
    return handle != 0 && __c11_atomic_load(&found->handle, __ATOMIC_ACQUIRE) == handle ? found : NULL;
}

// Under the object's lock, after capability_find: does the slot still carry that handle?
static inline bool capability_is_still(const struct capability *capability, uint64_t handle) {
    return __c11_atomic_load(&capability->handle, __ATOMIC_RELAXED) == handle;
}

// What an insertion fills in.
struct capability_content {
    enum abi_object_kind kind;
    uint8_t rights;
    uint8_t grantable;
    void *object;
    uint64_t badge;
};

// May `parent` have a child with these rights? Derived within a process: rights within rights, grantable within grantable.
// Given to another: both within the parent's grantable.
// Errors, in this order: EINVAL (bits outside ABI_RIGHT_ALL), EPERM, EPIPE (closed_below, here or above), ELOOP (CAPABILITY_DEPTH_MAX
// levels).
ABI_MUST_USE enum abi_error capability_check_child(const struct capability *all, const struct capability *parent,
                                                   uint64_t rights, uint64_t grantable, bool to_another_process);

// Fills a slot that was taken and publishes its handle, which is returned: the next generation, never 0, never the previous one.
// parent is CAPABILITY_NONE for a root; else it passed capability_check_child under the same hold of the lock.
uint32_t capability_insert(struct capability *all, struct capability_index index, struct capability_content content,
                           struct capability_index parent);

// Empties a slot that has no children: the handle is gone, the links are mended, the generation is kept. The caller gives the slot back.
void capability_remove(struct capability *all, struct capability_index index);

// Hands up to `most` children of the slot to its parent, or makes them roots. True when none is left.
bool capability_pass_children_up(struct capability *all, struct capability_index index, uint32_t most);

// A descendant without children, in at most CAPABILITY_DEPTH_MAX steps; CAPABILITY_NONE when the slot has no children.
struct capability_index capability_leaf_below(struct capability *all, struct capability_index index);

struct capability_index capability_index_of(const struct capability *all, const struct capability *capability);
uint32_t capability_process_of(struct capability_index index);
uint32_t capability_slot_of(struct capability_index index);

#ifdef __cplusplus
}
#endif
