// SPDX-License-Identifier: Apache-2.0
// Signalling and waiting.
#include "kernel/ipc/notification.h"

#include <stdatomic.h>

#include "abi/message.h"
#include "kernel/arch/cpu.h"
#include "kernel/ipc/fast.h"
#include "kernel/ipc/wait.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/syscall/syscall.h"

static struct process *caller(void) {
    return cpu_current()->current->process;
}

// With all checks, and whoever waits.
static __attribute__((noinline)) struct system_call_result signal_in_general(uint64_t value, uint64_t bits) {
    struct handle handle;
    enum abi_error error = handle_find(caller(), value, ABI_OBJECT_NOTIFICATION, &handle);
    if (error == ABI_OK && bits == 0) {
        error = ABI_EINVAL;
    }
    if (error == ABI_OK) {
        error = handle_lock(&handle, ABI_RIGHT_SEND);
    }
    if (error == ABI_OK) {
        notification_signal_locked((struct notification *)handle.object, bits);
        handle_unlock(&handle);
    }
    return call_result(error, 0);
}

// Somebody waits, or an endpoint is bound: with the lock that the straight path has taken.
static __attribute__((noinline)) struct system_call_result signal_held(struct notification *notification, uint64_t bits,
                                                                       uint32_t ticket) UNCHECKED_LOCKING {
    notification_signal_locked(notification, bits);
    unlock(&notification->object.lock, ticket);
    return call_result(ABI_OK, 0);
}

struct system_call_result system_call_notification_signal(uint64_t value, uint64_t bits) {
    void *object = NULL;
    struct capability *slot =
        find_object(cpu_current()->current, value, ABI_OBJECT_NOTIFICATION, ABI_RIGHT_SEND, &object);
    uint32_t ticket = 0;
    if (slot == NULL || bits == 0) {
        return signal_in_general(value, bits);
    }
    struct notification *notification = object;
    if (!try_lock(&notification->object.lock, &ticket)) {
        return signal_in_general(value, bits);
    }
    if (!is_still(slot, value)) {
        unlock(&notification->object.lock, ticket);
        return signal_in_general(value, bits);
    }
    if (notification->waiters.first != NULL || notification->bound != NULL) {
        return signal_held(notification, bits, ticket);
    }
    notification_add(notification, bits);
    unlock(&notification->object.lock, ticket);
    return call_result(ABI_OK, 0);
}

// The notification's lock is held. The result of a wait that is over at once; EAGAIN with `waits`: the task is blocked.
static struct system_call_result wait_locked(struct cpu *cpu, const struct handle *handle, uint64_t deadline_ticks) {
    struct notification *notification = (struct notification *)handle->object;
    struct task *self = cpu->current;
    if (notification->bound != NULL) {
        return call_result(ABI_EBUSY, 0);
    }
    uint64_t bits = notification_take(notification);
    if (bits != 0) {
        return call_result(ABI_OK, bits);
    }
    enum abi_error error = wait_check_deadline(deadline_ticks);
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    self->cargo.accept = 0;
    self->slow = 0;
    wait_begin(cpu, WAIT_NOTIFICATION, handle->object, handle->value);
    wait_list_insert(&notification->waiters, self);
    wait_open(cpu, self, deadline_ticks);
    return call_result(ABI_OK, 0);
}

struct system_call_result system_call_notification_wait(uint64_t value, uint64_t deadline) {
    struct handle handle;
    enum abi_error error = handle_find(caller(), value, ABI_OBJECT_NOTIFICATION, &handle);
    if (error == ABI_OK) {
        error = handle_lock(&handle, ABI_RIGHT_RECEIVE);
    }
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    struct system_call_result result = wait_locked(cpu_current(), &handle, deadline);
    handle_unlock(&handle);
    return result;
}
