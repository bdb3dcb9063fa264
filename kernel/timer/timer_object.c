// SPDX-License-Identifier: Apache-2.0
#include "kernel/timer/timer_object.h"

#include "abi/limits.h"
#include "abi/message.h"
#include "kernel/arch/cpu.h"
#include "kernel/ipc/notification.h"
#include "kernel/object/grant.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/selftest/fault.h"

// `armed` changes under the lock of the heap that it was last in, to what it never was before, so that an expiry that is under way
// is told apart from a later one, also of the next object in this memory.
static void forget(struct timer_object *timer) {
    struct cpu *cpu = percpu_get((struct cpu_id){timer->entry.cpu});
    spinlock_acquire(&cpu->timer_lock);
    (void)timer_heap_remove(&cpu->timers, &timer->entry.node);
    struct cpu *self = cpu_current();
    timer->armed = ++self->timers_armed * ABI_HARTS_MAX + self->id.value;
    spinlock_release(&cpu->timer_lock);
}

enum abi_error timer_object_create(struct process *process, struct notification *notification, uint64_t bits,
                                   uint64_t *handle) {
    uint32_t slot = 0;
    if (!capability_take_slot(process, &slot)) {
        return ABI_ENOSPC;
    }
    struct object *object = NULL;
    enum abi_error error = object_take(ABI_OBJECT_TIMER, process, &object);
    if (error != ABI_OK) {
        capability_slot_give(&process->slots, slot);
        return error;
    }
    struct timer_object *timer = (struct timer_object *)object;
    timer->notification = notification;
    timer->bits = bits;
    timer_entry_init(&timer->entry, TIMER_ENTRY_OBJECT);
    *handle = capability_first(process, slot, object);
    return ABI_OK;
}

void timer_object_set_locked(struct cpu *cpu, struct timer_object *timer, uint64_t deadline_ticks) {
    if (fault_is(FAULT_timer_keeps_first) && timer->entry.node.place != TIMER_NODE_IDLE) {
        return;
    }
    forget(timer);
    if (deadline_ticks != ABI_DEADLINE_NEVER) {
        timer_arm(cpu, &timer->entry, deadline_ticks);
    }
}

void timer_object_expired(struct timer_object *timer, uint64_t armed) {
    spinlock_acquire(&timer->object.lock);
    if (timer->armed == armed && !fault_is(FAULT_timer_not_signalled)) {
        notification_signal(timer->notification, timer->bits);
    }
    spinlock_release(&timer->object.lock);
}

void timer_object_end(struct timer_object *timer) {
    struct notification *notification = timer->notification;
    spinlock_acquire(&timer->object.lock);
    forget(timer);
    spinlock_release(&timer->object.lock);
    object_give(&timer->object);
    object_release(&notification->object);
}
