// SPDX-License-Identifier: Apache-2.0
// TIMER objects: a deadline that signals a notification. Context: kernel, interrupts off.
#pragma once

#include <stdint.h>

#include "kernel/object/object.h"
#include "kernel/timer/timer.h"

struct cpu;
struct notification;
struct process;

struct timer_object {
    struct object object;               // rank TIMER. References: capabilities
    struct notification *notification;  // constant, kept
    uint64_t bits;                      // constant
    struct timer_entry entry;           // armed under the object's lock
    uint64_t
        armed;  // another number each time it is armed or not any more; under both the object's and the heap's lock
};

static inline struct timer_object *timer_object_of(struct timer_entry *entry) {
    return (struct timer_object *)((uint8_t *)entry - __builtin_offsetof(struct timer_object, entry));
}

// A timer of the process that signals a notification, which the caller has kept for it. Errors: ENOSPC. Locks: none held.
ABI_MUST_USE enum abi_error timer_object_create(struct process *process, struct notification *notification,
                                                uint64_t bits, uint64_t *handle);

// Locks: the object's is held.
void timer_object_set_locked(struct cpu *cpu, struct timer_object *timer, uint64_t deadline_ticks);

// It was taken out of its heap as due. Not if it was armed again since. Locks: none held.
void timer_object_expired(struct timer_object *timer, uint64_t armed);

// Nobody refers to it any more. Locks: none held.
void timer_object_end(struct timer_object *timer);
