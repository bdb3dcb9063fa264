// SPDX-License-Identifier: Apache-2.0
// Calls on processes.
#include "kernel/process/process.h"

#include "kernel/arch/cpu.h"
#include "kernel/arch/user.h"
#include "kernel/boot/layout_seed.h"
#include "kernel/ipc/endpoint.h"
#include "kernel/ipc/notification.h"
#include "kernel/memory/space.h"
#include "kernel/object/grant.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/fault.h"
#include "kernel/syscall/syscall.h"

static struct process *caller(void) {
    return cpu_current()->current->process;
}

struct system_call_result system_call_process_create(uint64_t limits, uint64_t label) {
    struct abi_process_limits copy;
    enum abi_error error = user_copy_in(&copy, limits, sizeof(copy));
    if (error == ABI_OK && copy.reserved != 0) {
        error = ABI_EINVAL;
    }
    uint32_t slot = 0;
    if (error == ABI_OK && !capability_take_slot(caller(), &slot)) {
        error = ABI_ENOSPC;
    }
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    struct process *process = NULL;
    error = process_create(caller(), &copy, layout_seed_next(), &process);
    if (error != ABI_OK) {
        capability_slot_give(&caller()->slots, slot);
        return call_result(error, 0);
    }
    process->label = label;
    return call_result(ABI_OK, capability_first(caller(), slot, &process->object));
}

struct system_call_result system_call_process_grant(uint64_t process, uint64_t value, uint64_t rights,
                                                    uint64_t grantable) {
    struct process_argument target;
    struct handle handle;
    enum abi_error error = process_find(caller(), process, &target);
    if (error == ABI_OK) {
        error = handle_find(caller(), value, HANDLE_ANY, &handle);
    }
    if (error == ABI_OK && handle.slot->kind == ABI_OBJECT_REPLY) {
        error = ABI_EBADF;
    }
    if (error == ABI_OK && (target.process == caller() || ((rights | grantable) & ~(uint64_t)ABI_RIGHT_ALL) != 0)) {
        error = ABI_EINVAL;
    }
    if (error == ABI_OK) {
        error = process_hold(&target, ABI_RIGHT_MANAGE);
    }
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    uint32_t slot = 0;
    uint32_t granted = 0;
    error = capability_give(&handle, target.process, rights, grantable, &slot, &granted);
    if (error == ABI_ENOSPC && process_is_ending(target.process)) {
        error = ABI_EPIPE;  // a process that ends closes its table
    }
    process_release(target.process);
    return call_result(error, granted);
}

// The process's lock is held.
static enum abi_error supervise_locked(struct process *process, struct endpoint *endpoint, uint64_t badge) {
    if (process->state != ABI_PROCESS_ALIVE) {
        return ABI_EPIPE;
    }
    if (process->supervisor != NULL && !fault_is(FAULT_supervisor_replaced)) {
        return ABI_EBUSY;
    }
    process->supervisor = endpoint;
    process->supervisor_badge = badge;
    return ABI_OK;
}

struct system_call_result system_call_process_supervise(uint64_t process, uint64_t endpoint) {
    struct process_argument target;
    struct handle handle;
    enum abi_error error = process_find(caller(), process, &target);
    if (error == ABI_OK) {
        error = handle_find(caller(), endpoint, ABI_OBJECT_ENDPOINT, &handle);
    }
    if (error == ABI_OK) {
        error = handle_lock(&handle, ABI_RIGHT_SEND);
    }
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    uint64_t badge = handle.slot->badge;
    object_keep_locked(handle.object);
    handle_unlock(&handle);
    error = process_lock(&target, ABI_RIGHT_MANAGE);
    if (error == ABI_OK) {
        error = supervise_locked(target.process, (struct endpoint *)handle.object, badge);
        process_unlock(&target);
    }
    if (error != ABI_OK) {
        object_release(handle.object);
    }
    return call_result(error, 0);
}

struct system_call_result system_call_process_kill(uint64_t process, uint64_t status) {
    struct cpu *cpu = cpu_current();
    struct process_argument target;
    enum abi_error error = process_find(caller(), process, &target);
    if (error == ABI_OK && status > UINT32_MAX) {
        error = ABI_EINVAL;
    }
    if (error == ABI_OK) {
        error = process_hold(&target, ABI_RIGHT_MANAGE);
    }
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    process_stop(cpu, target.process, (uint32_t)status);
    // Without a task nobody else takes it apart.
    bool is_done = process_has_tasks(target.process) || process_is_dead(target.process);
    if (!is_done && process_take_apart(target.process)) {
        process_conclude(target.process, false);
        is_done = true;
    }
    process_release(target.process);
    const uint64_t arguments[] = {process, status};
    return is_done ? call_result(ABI_OK, 0) : call_repeat(ABI_SYS_PROCESS_KILL, arguments, 2);
}

// The process's lock is held. Dead: the caller signals at once.
static enum abi_error watch_locked(struct process *process, struct notification *notification, uint64_t bits,
                                   bool *is_dead) {
    *is_dead = process->state == ABI_PROCESS_DEAD;
    if (*is_dead) {
        return ABI_OK;
    }
    if (process->watcher != NULL && !fault_is(FAULT_watcher_replaced)) {
        return ABI_EBUSY;
    }
    process->watcher = notification;
    process->watcher_bits = bits;
    return ABI_OK;
}

struct system_call_result system_call_process_watch(uint64_t process, uint64_t value, uint64_t bits) {
    struct process_argument target;
    struct handle handle;
    struct notification *notification = NULL;
    enum abi_error error = process_find(caller(), process, &target);
    if (error == ABI_OK) {
        error = handle_find(caller(), value, ABI_OBJECT_NOTIFICATION, &handle);
    }
    if (error == ABI_OK && bits == 0) {
        error = ABI_EINVAL;
    }
    if (error == ABI_OK) {
        error = notification_keep_for_signals(&handle, &notification);
    }
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    bool is_dead = false;
    error = process_lock(&target, ABI_RIGHT_MANAGE);
    if (error == ABI_OK) {
        error = watch_locked(target.process, notification, bits, &is_dead);
        process_unlock(&target);
    }
    if (is_dead) {
        notification_signal(notification, bits);
    }
    if (error != ABI_OK || is_dead) {
        object_release(&notification->object);
    }
    return call_result(error, 0);
}

struct system_call_result system_call_process_info(uint64_t process, uint64_t out) {
    struct process_argument target;
    enum abi_error error = process_find(caller(), process, &target);
    if (error == ABI_OK) {
        error = process_lock(&target, ABI_RIGHT_READ);
    }
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    struct abi_process_info info = {0};
    budget_report(&target.process->budget, &info.limits, &info.used);
    info.state = target.process->state;
    info.status = target.process->status;
    info.capabilities = capability_slots_taken(&target.process->slots);
    info.mappings = space_mapping_count(target.process);
    process_unlock(&target);
    return call_result(user_copy_out(out, &info, sizeof(info)), 0);
}
