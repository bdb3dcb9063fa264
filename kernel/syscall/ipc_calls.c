// SPDX-License-Identifier: Apache-2.0
// Calls on endpoints. The words are taken from the registers to the frame, and come back from there.
#include "kernel/ipc/ipc.h"

#include <stdatomic.h>

#include "kernel/arch/cpu.h"
#include "kernel/ipc/endpoint.h"
#include "kernel/ipc/notification.h"
#include "kernel/object/grant.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/selftest/fault.h"
#include "kernel/syscall/ipc_result.h"
#include "kernel/syscall/syscall.h"

// Keeps the words of a call in its frame; returns the hart.
static struct cpu *take_words(uint64_t word0, uint64_t word1, uint64_t word2, uint64_t word3, uint64_t word4,
                              uint64_t word5) {
    const uint64_t words[ABI_MESSAGE_WORDS] = {word0, word1, word2, word3, word4, word5};
    struct cpu *cpu = cpu_current();
    user_frame_set_words(&cpu->current->frame, words);
    return cpu;
}

struct system_call_result system_call_ipc_call(uint64_t endpoint, uint64_t word0, uint64_t word1, uint64_t word2,
                                               uint64_t word3, uint64_t word4, uint64_t word5) {
    struct cpu *cpu = take_words(word0, word1, word2, word3, word4, word5);
    return ipc_result(cpu, ipc_send(cpu, endpoint, IPC_CALL));
}

struct system_call_result system_call_ipc_send(uint64_t endpoint, uint64_t word0, uint64_t word1, uint64_t word2,
                                               uint64_t word3, uint64_t word4, uint64_t word5) {
    struct cpu *cpu = take_words(word0, word1, word2, word3, word4, word5);
    return ipc_result(cpu, ipc_send(cpu, endpoint, 0));
}

struct system_call_result system_call_ipc_send_page(uint64_t endpoint, uint64_t word0, uint64_t word1, uint64_t word2,
                                                    uint64_t word3, uint64_t word4, uint64_t word5) {
    struct cpu *cpu = take_words(word0, word1, word2, word3, word4, word5);
    return ipc_result(cpu, ipc_send(cpu, endpoint, IPC_PAGE));
}

struct system_call_result system_call_ipc_reply_receive(uint64_t endpoint, uint64_t word0, uint64_t word1,
                                                        uint64_t word2, uint64_t word3, uint64_t word4,
                                                        uint64_t word5) {
    struct cpu *cpu = take_words(word0, word1, word2, word3, word4, word5);
    return ipc_result(cpu, ipc_reply_receive(cpu, endpoint, 0));
}

struct system_call_result system_call_ipc_receive(uint64_t endpoint) {
    struct cpu *cpu = cpu_current();
    return ipc_result(cpu, ipc_receive(cpu, endpoint, 0));
}

struct system_call_result system_call_ipc_receive_page(uint64_t endpoint) {
    struct cpu *cpu = cpu_current();
    return ipc_result(cpu, ipc_receive(cpu, endpoint, IPC_PAGE));
}

struct system_call_result system_call_ipc_reply(uint64_t ignored, uint64_t word0, uint64_t word1, uint64_t word2,
                                                uint64_t word3, uint64_t word4, uint64_t word5) {
    struct cpu *cpu = take_words(word0, word1, word2, word3, word4, word5);
    (void)ignored;
    return call_result(ipc_reply(cpu, 0), 0);
}

struct system_call_result system_call_ipc_reply_page(uint64_t ignored, uint64_t word0, uint64_t word1, uint64_t word2,
                                                     uint64_t word3, uint64_t word4, uint64_t word5) {
    struct cpu *cpu = take_words(word0, word1, word2, word3, word4, word5);
    (void)ignored;
    return call_result(ipc_reply(cpu, IPC_PAGE), 0);
}

struct system_call_result system_call_reply_to(uint64_t reply, uint64_t word0, uint64_t word1, uint64_t word2,
                                               uint64_t word3, uint64_t word4, uint64_t word5) {
    struct cpu *cpu = take_words(word0, word1, word2, word3, word4, word5);
    return call_result(ipc_reply_to(cpu, reply, 0), 0);
}

struct system_call_result system_call_reply_to_page(uint64_t reply, uint64_t word0, uint64_t word1, uint64_t word2,
                                                    uint64_t word3, uint64_t word4, uint64_t word5) {
    struct cpu *cpu = take_words(word0, word1, word2, word3, word4, word5);
    return call_result(ipc_reply_to(cpu, reply, IPC_PAGE), 0);
}

// The caller's struct is kept by the capability from before it could be anybody else's: its call is open, or it ended and the
// ticket is void.
struct system_call_result system_call_reply_save(void) {
    struct task *self = cpu_current()->current;
    struct process *process = self->process;
    uint32_t slot = 0;
    if (self->caller == NULL) {
        return call_result(ABI_EBADF, 0);
    }
    if (!capability_take_slot(process, &slot)) {
        return call_result(ABI_ENOSPC, 0);
    }
    return call_result(ABI_OK, capability_save_reply(process, slot, self));
}

struct system_call_result system_call_endpoint_create(void) {
    uint64_t handle = 0;
    enum abi_error error = object_create(cpu_current()->current->process, ABI_OBJECT_ENDPOINT, &handle);
    return call_result(error, handle);
}

// Both locked, in their order. The notification's is the lower rank.
static enum abi_error bind_locked(const struct handle *at, struct notification *notification) {
    struct endpoint *endpoint = (struct endpoint *)at->object;
    if (endpoint->bound != NULL || notification->bound != NULL || notification->waiters.first != NULL) {
        return fault_is(FAULT_second_binding_ignored) ? ABI_OK : ABI_EBUSY;
    }
    endpoint->bound = notification;
    endpoint->bound_by = cpu_current()->current->process;
    endpoint->bound_handle = at->value;
    notification->bound = endpoint;
    object_keep_locked(&notification->object);
    // What was signalled before goes to who waits already.
    if (atomic_load_explicit(&notification->bits, memory_order_relaxed) != 0) {
        ipc_deliver_notification_locked(endpoint, notification);
    }
    return ABI_OK;
}

static enum abi_error unbind(const struct handle *handle) {
    struct endpoint *endpoint = (struct endpoint *)handle->object;
    enum abi_error error = handle_lock(handle, ABI_RIGHT_RECEIVE | ABI_RIGHT_MANAGE);
    if (error != ABI_OK) {
        return error;
    }
    struct notification *notification = endpoint_unbind_locked(endpoint);
    handle_unlock(handle);
    if (notification != NULL) {
        notification_unbound(notification);
    }
    return ABI_OK;
}

struct system_call_result system_call_endpoint_bind(uint64_t endpoint, uint64_t notification) {
    struct process *process = cpu_current()->current->process;
    struct handle at;
    struct handle from;
    enum abi_error error = handle_find(process, endpoint, ABI_OBJECT_ENDPOINT, &at);
    if (error == ABI_OK && notification == 0) {
        return call_result(unbind(&at), 0);
    }
    if (error == ABI_OK) {
        error = handle_find(process, notification, ABI_OBJECT_NOTIFICATION, &from);
    }
    if (error == ABI_OK) {
        error = handle_lock(&from, ABI_RIGHT_RECEIVE);
    }
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    error = handle_lock(&at, ABI_RIGHT_RECEIVE | ABI_RIGHT_MANAGE);
    if (error == ABI_OK) {
        error = bind_locked(&at, (struct notification *)from.object);
        handle_unlock(&at);
    }
    handle_unlock(&from);
    return call_result(error, 0);
}
