// SPDX-License-Identifier: Apache-2.0
#include "kernel/interrupt/irq.h"

#include <stddef.h>

#include "kernel/arch/interrupt.h"
#include "kernel/audit/audit.h"
#include "kernel/ipc/notification.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/fault.h"
#include "kernel/sync/spinlock.h"

// Written once on the boot hart before interrupts can come.
static uint32_t irq_count;

// Which sources interrupt a context is told in words of many sources: changing one bit of such a word takes a lock over all of them.
static struct spinlock routing_lock = SPINLOCK_INITIALIZER(LOCK_RANK_ROUTING);

static void route(const struct irq *irq) {
    spinlock_acquire(&routing_lock);
    interrupt_controller_route(irq->source, irq->context);
    spinlock_release(&routing_lock);
}

static void unroute(const struct irq *irq) {
    spinlock_acquire(&routing_lock);
    interrupt_controller_unroute(irq->source, irq->context);
    spinlock_release(&routing_lock);
}

enum abi_error irq_create(struct cpu *cpu, uint32_t source, struct irq **irq) {
    struct object *object = NULL;
    enum abi_error error = object_take(ABI_OBJECT_IRQ, NULL, &object);
    if (error == ABI_OK) {
        *irq = (struct irq *)object;
        (*irq)->source = source;
        (*irq)->context = cpu->plic_context;
        irq_count++;
    }
    return error;
}

static void interrupt_locked(struct irq *irq) {
    if (irq->notification == NULL) {
        // It was unbound after this hart had claimed it: nobody else will complete it, and the controller ignores a completion of a
        // source that is not enabled.
        route(irq);
        interrupt_controller_complete(irq->context, irq->source);
        unroute(irq);
        audit_record(ABI_AUDIT_DEVICE_UNOWNED, irq->source, 0, 0);
        return;
    }
    irq->is_uncompleted = true;
    if (!fault_is(FAULT_irq_not_signalled)) {
        notification_signal(irq->notification, irq->bits);
    }
}

bool irq_interrupt(uint32_t source) {
    for (uint32_t number = 0; number < irq_count; number++) {
        struct irq *irq = (struct irq *)object_by_number(ABI_OBJECT_IRQ, number);
        if (irq->source == source) {
            spinlock_acquire(&irq->object.lock);
            interrupt_locked(irq);
            spinlock_release(&irq->object.lock);
            return true;
        }
    }
    return false;
}

void irq_bind_locked(const struct cpu *cpu, struct irq *irq, struct notification *notification, uint64_t bits) {
    irq->notification = notification;
    irq->bits = bits;
    if (cpu->has_plic_context) {
        irq->context = cpu->plic_context;
    }
    route(irq);
}

enum abi_error irq_complete_locked(struct irq *irq) {
    if (!irq->is_uncompleted) {
        return fault_is(FAULT_irq_completed_unasked) ? ABI_OK : ABI_EAGAIN;
    }
    irq->is_uncompleted = false;
    interrupt_controller_complete(irq->context, irq->source);
    return ABI_OK;
}

struct notification *irq_unbind_locked(struct irq *irq) {
    struct notification *notification = irq->notification;
    if (notification != NULL) {
        // The controller ignores a completion of a source that is not enabled: complete first. What interrupts again before it is
        // disabled finds nothing bound.
        (void)irq_complete_locked(irq);
        unroute(irq);
        irq->notification = NULL;
    }
    return notification;
}

void irq_end(struct irq *irq) {
    spinlock_acquire(&irq->object.lock);
    struct notification *notification = irq_unbind_locked(irq);
    spinlock_release(&irq->object.lock);
    if (notification != NULL) {
        object_release(&notification->object);
    }
}
