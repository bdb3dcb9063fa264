// SPDX-License-Identifier: Apache-2.0
// Making notifications, and calls on what signals them: interrupts and timers. And the clock.
#include "abi/message.h"
#include "kernel/arch/cpu.h"
#include "kernel/arch/timer.h"
#include "kernel/arch/user.h"
#include "kernel/interrupt/irq.h"
#include "kernel/ipc/notification.h"
#include "kernel/object/grant.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/selftest/fault.h"
#include "kernel/syscall/syscall.h"
#include "kernel/timer/timer_object.h"

static struct process *caller(void) {
    return cpu_current()->current->process;
}

struct system_call_result system_call_notification_create(void) {
    uint64_t handle = 0;
    enum abi_error error = object_create(caller(), ABI_OBJECT_NOTIFICATION, &handle);
    return call_result(error, handle);
}

static enum abi_error bind_irq(const struct handle *irq, uint64_t value, uint64_t bits) {
    struct handle handle;
    enum abi_error error = handle_find(caller(), value, ABI_OBJECT_NOTIFICATION, &handle);
    if (error == ABI_OK && bits == 0) {
        error = ABI_EINVAL;
    }
    struct notification *notification = NULL;
    if (error == ABI_OK) {
        error = notification_keep_for_signals(&handle, &notification);
    }
    if (error != ABI_OK) {
        return error;
    }
    error = handle_lock(irq, ABI_RIGHT_USE);
    if (error == ABI_OK && ((struct irq *)irq->object)->notification != NULL) {
        handle_unlock(irq);
        error = ABI_EBUSY;
    }
    if (error != ABI_OK) {
        object_release(&notification->object);
        return error;
    }
    irq_bind_locked(cpu_current(), (struct irq *)irq->object, notification, bits);
    handle_unlock(irq);
    return ABI_OK;
}

static enum abi_error unbind_irq(const struct handle *irq) {
    enum abi_error error = handle_lock(irq, ABI_RIGHT_USE);
    if (error != ABI_OK) {
        return error;
    }
    struct notification *notification = irq_unbind_locked((struct irq *)irq->object);
    handle_unlock(irq);
    if (notification != NULL) {
        object_release(&notification->object);
    }
    return ABI_OK;
}

struct system_call_result system_call_irq_bind(uint64_t irq, uint64_t notification, uint64_t bits) {
    struct handle handle;
    enum abi_error error = handle_find(caller(), irq, ABI_OBJECT_IRQ, &handle);
    if (error == ABI_OK) {
        error = notification == 0 ? unbind_irq(&handle) : bind_irq(&handle, notification, bits);
    }
    return call_result(error, 0);
}

struct system_call_result system_call_irq_complete(uint64_t irq) {
    struct handle handle;
    enum abi_error error = handle_find(caller(), irq, ABI_OBJECT_IRQ, &handle);
    if (error == ABI_OK) {
        error = handle_lock(&handle, ABI_RIGHT_USE);
    }
    if (error == ABI_OK) {
        error = irq_complete_locked((struct irq *)handle.object);
        handle_unlock(&handle);
    }
    return call_result(error, 0);
}

struct system_call_result system_call_timer_create(uint64_t value, uint64_t bits) {
    struct handle handle;
    enum abi_error error = handle_find(caller(), value, ABI_OBJECT_NOTIFICATION, &handle);
    if (error == ABI_OK && bits == 0) {
        error = ABI_EINVAL;
    }
    struct notification *notification = NULL;
    if (error == ABI_OK) {
        error = notification_keep_for_signals(&handle, &notification);
    }
    uint64_t created = 0;
    if (error == ABI_OK) {
        error = timer_object_create(caller(), notification, bits, &created);
        if (error != ABI_OK) {
            object_release(&notification->object);
        }
    }
    return call_result(error, created);
}

struct system_call_result system_call_timer_set(uint64_t timer, uint64_t deadline) {
    struct cpu *cpu = cpu_current();
    struct handle handle;
    enum abi_error error = handle_find(caller(), timer, ABI_OBJECT_TIMER, &handle);
    if (error == ABI_OK) {
        error = handle_lock(&handle, ABI_RIGHT_USE);
    }
    if (error == ABI_OK) {
        timer_object_set_locked(cpu, (struct timer_object *)handle.object, timer_deadline_of(cpu->current, deadline));
        handle_unlock(&handle);
    }
    return call_result(error, 0);
}

struct system_call_result system_call_clock_read(void) {
    uint64_t now = time_now_ticks();
    uint64_t coarse = timer_rate_hz() * ABI_COARSE_CLOCK_MILLISECONDS / 1000;
    bool is_precise = cpu_current()->current->precise_clock || fault_is(FAULT_clock_read_precise);
    return call_result(ABI_OK, is_precise || coarse == 0 ? now : now - now % coarse);
}

struct system_call_result system_call_clock_use(uint64_t clock) {
    struct task *self = cpu_current()->current;
    enum abi_error error = handle_authorize(caller(), clock, ABI_OBJECT_CLOCK, ABI_RIGHT_USE);
    if (fault_is(FAULT_clock_always_allowed)) {
        error = ABI_OK;
    }
    if (error == ABI_OK) {
        self->precise_clock = true;
        self->counters = USER_COUNTERS_ALL;
        user_set_counters(self->counters);
    }
    return call_result(error, 0);
}
