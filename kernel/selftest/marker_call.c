// SPDX-License-Identifier: Apache-2.0
#include "kernel/selftest/marker_call.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "kernel/arch/cpu.h"
#include "kernel/arch/user.h"
#include "kernel/ipc/endpoint.h"
#include "kernel/ipc/wait.h"
#include "kernel/object/handle.h"
#include "kernel/object/pool.h"
#include "kernel/percpu/percpu.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/selftest/fault.h"
#include "kernel/selftest/marker.h"
#include "kernel/sync/spinlock.h"
#include "kernel/syscall/syscall.h"
#include "kernel/task/task.h"

static struct system_call_result emit(uint64_t marker, uint64_t text, uint64_t bytes) {
    if (marker >= MARKER_COUNT || bytes > MARKER_CALL_MAX_BYTES) {
        return call_result(ABI_EINVAL, 0);
    }
    char evidence[MARKER_CALL_MAX_BYTES + 1];
    enum abi_error error = user_copy_in(evidence, text, bytes);
    if (error == ABI_OK) {
        evidence[bytes] = 0;
        marker_emit((enum marker)marker, "%s", evidence);
    }
    return call_result(error, 0);
}

static enum abi_error find_server(uint64_t endpoint, struct task_id *server) {
    struct handle handle;
    enum abi_error error = handle_find(cpu_current()->current->process, endpoint, ABI_OBJECT_ENDPOINT, &handle);
    if (error == ABI_OK) {
        error = handle_lock(&handle, ABI_RIGHT_SEND);
    }
    if (error == ABI_OK) {
        *server = ((const struct endpoint *)handle.object)->server;
        handle_unlock(&handle);
    }
    return error;
}

static enum abi_error kill_server(uint64_t endpoint) {
    struct task_id server = {0};
    enum abi_error error = find_server(endpoint, &server);
    if (error != ABI_OK) {
        return error;
    }
    struct task *task = task_lock_by_id(server);
    if (task == NULL) {
        return ABI_EPIPE;
    }
    task_stop(task);
    object_keep_locked(&task->object);
    task_unlock(task);
    scheduler_stop_round(cpu_current());
    (void)wait_abort_current(task, ABI_EPIPE);
    object_release(&task->object);
    return ABI_OK;
}

// The first program is process 0. It idles, so what is read without locks is what it has.
static uint64_t worth_of_first_program(void) {
    uint64_t all = 0;
    uint64_t usable = 0;
    uint64_t grantable = 0;
    for (uint32_t slot = 0; slot < ABI_CAPABILITIES_MAX; slot++) {
        const struct capability *capability = &capabilities[slot];
        bool is_there = __c11_atomic_load(&capability->handle, __ATOMIC_ACQUIRE) != 0;
        bool is_power = capability->kind >= ABI_OBJECT_CLOCK || capability->kind == ABI_OBJECT_ENDPOINT;
        all += is_there ? 1 : 0;
        usable += is_there && is_power && capability->rights != 0 ? 1 : 0;
        grantable += is_there && is_power && capability->grantable != 0 ? 1 : 0;
    }
    return all << MARKER_CALL_ALL_SHIFT | usable << MARKER_CALL_USABLE_SHIFT | grantable << MARKER_CALL_GRANTABLE_SHIFT;
}

static uint64_t capabilities_in_use(void) {
    uint64_t count = 0;
    for (uint32_t slot = 0; slot < CAPABILITY_SLOTS; slot++) {
        count += __c11_atomic_load(&capabilities[slot].handle, __ATOMIC_ACQUIRE) != 0 ? 1 : 0;
    }
    return count;
}

static struct system_call_result in_use(uint64_t kind) {
    if (kind >= ABI_OBJECT_CLOCK || kind == ABI_OBJECT_REPLY) {
        return call_result(ABI_EINVAL, 0);
    }
    if (kind == ABI_OBJECT_NONE) {
        return call_result(ABI_OK, capabilities_in_use());
    }
    struct pool *pool = object_pool((uint32_t)kind);
    spinlock_acquire(&pool->lock);
    uint64_t count = pool->fresh;
    for (const struct object *free = pool->free; free != NULL; free = free->next_free) {
        count--;
    }
    spinlock_release(&pool->lock);
    return call_result(ABI_OK, count);
}

// Relaxed: whoever reads them wrote them, in an earlier life.
static _Atomic uint64_t notes[MARKER_CALL_NOTES];

static struct system_call_result note(uint64_t index, uint64_t number) {
    if (index >= MARKER_CALL_NOTES) {
        return call_result(ABI_EINVAL, 0);
    }
    return call_result(ABI_OK, atomic_exchange_explicit(&notes[index], number, memory_order_relaxed));
}

struct system_call_result system_call_marker(uint64_t marker, uint64_t text, uint64_t bytes) {
    switch (marker) {
        case MARKER_CALL_FAULT:
            return call_result(ABI_OK, KERNEL_FAULTS ? fault_selected : FAULT_none);
        case MARKER_CALL_KILL_SERVER:
            return call_result(kill_server(text), 0);
        case MARKER_CALL_FIRST_PROGRAM:
            return call_result(ABI_OK, worth_of_first_program());
        case MARKER_CALL_IS_OF_BOOT:
            return text >= MARKER_COUNT ? call_result(ABI_EINVAL, 0)
                                        : call_result(ABI_OK, marker_is_of_boot((enum marker)text) ? 1 : 0);
        case MARKER_CALL_NONCE:
            return call_result(ABI_OK, marker_nonce_number());
        case MARKER_CALL_IN_USE:
            return in_use(text);
        case MARKER_CALL_NOTE:
            return note(text, bytes);
        default:
            return emit(marker, text, bytes);
    }
}
