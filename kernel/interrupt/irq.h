// SPDX-License-Identifier: Apache-2.0
// IRQ objects: a source of the interrupt controller that signals a notification. Between an interrupt and its completion the source is
// quiet. Context: kernel, interrupts off.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "kernel/object/object.h"

struct cpu;
struct notification;

struct irq {
    struct object
        object;       // rank TIMER. References: capabilities, and whoever created it. Its struct is never another's
    uint32_t source;  // constant
    struct notification *notification;  // kept; null: not bound. Under the lock, as all that follows
    uint64_t bits;
    uint32_t context;     // of the interrupt controller, that it was bound to last; at first the boot hart's
    bool is_uncompleted;  // it has interrupted and was not completed
};

// Boot hart (`cpu`), for each source that the kernel does not use. The caller has a reference. Errors: ENOSPC.
ABI_MUST_USE enum abi_error irq_create(struct cpu *cpu, uint32_t source, struct irq **irq);

// The interrupt controller has handed out `source` to this hart. False: it is no IRQ object's, and the caller completes it.
// Locks: none of rank TIMER or above held.
bool irq_interrupt(uint32_t source);

// From now on it interrupts this hart (`cpu`), or the one before if the controller does not reach this one.
// Locks: the object's is held. The notification is kept for it by the caller.
void irq_bind_locked(const struct cpu *cpu, struct irq *irq, struct notification *notification, uint64_t bits);
// Returns the notification that it no longer signals, for the caller to release; null: none.
struct notification *irq_unbind_locked(struct irq *irq);
// Errors: EAGAIN.
ABI_MUST_USE enum abi_error irq_complete_locked(struct irq *irq);

// The last capability is gone: it interrupts nobody. Locks: none held.
void irq_end(struct irq *irq);
