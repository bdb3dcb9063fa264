// SPDX-License-Identifier: Apache-2.0
// See fastpath.h. Whatever is unusual goes the general way: data or capabilities, deadlines, several who wait, floating point in use,
// another hart, a lock that somebody holds.
//
// Locks: the endpoint's, by one try and without the bookkeeping of kernels with checks: it is the only lock here, and no other is
// taken under it. The order of steps is that of ipc.c: take the partner's claim, leave the registers and the books of the task
// that blocks complete, open its claim (release), and then touch it no more.
#include "kernel/ipc/fastpath.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "kernel/arch/cpu.h"
#include "kernel/arch/hart_start.h"
#include "kernel/arch/mmu.h"
#include "kernel/capability/capability.h"
#include "kernel/ipc/endpoint.h"
#include "kernel/ipc/fast.h"
#include "kernel/ipc/notification.h"
#include "kernel/ipc/switch.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/fault.h"
#include "kernel/task/task.h"

// The same task as before, read once more: a register is worth more in between.
ALWAYS_INLINE struct task *current_again(const struct cpu *cpu) {
    return *(struct task *const volatile *)&cpu->current;
}

struct task *ipc_fast_call(uint64_t endpoint_handle) {
    struct cpu *cpu = cpu_current();
    struct task *self = cpu->current;
    void *object = NULL;
    struct capability *slot = find_object(self, endpoint_handle, ABI_OBJECT_ENDPOINT, ABI_RIGHT_SEND, &object);
    if (slot == NULL || cpu_has_bars(cpu) || self->depth >= ABI_CALL_DEPTH_MAX) {
        return NULL;
    }
    struct endpoint *endpoint = object;
    uint32_t lock_ticket = 0;
    if (!try_lock(&endpoint->object.lock, &lock_ticket)) {
        return NULL;
    }
    struct task *partner = endpoint->receivers.first;
    if (UNLIKELY(!is_still(slot, endpoint_handle) || partner == NULL || !fits_here(cpu, partner) ||
                 !take_linked(partner))) {
        unlock(&endpoint->object.lock, lock_ticket);
        return NULL;
    }
    unlink_first(&endpoint->receivers, partner);
    uint32_t server = partner->id.value;
    endpoint->server.value = server;
    unlock(&endpoint->object.lock, lock_ticket);
    self = current_again(cpu);
    __atomic_store_n(&self->server.value, server, __ATOMIC_RELAXED);

    partner->frame.x[USER_REGISTER_BADGE] = slot->badge;
    partner->frame.x[USER_REGISTER_INFO] = self->info;  // ABI_MESSAGE_CALL is zero
    partner->caller = self;
    partner->depth = (uint8_t)(self->depth + 1);
    if (self->class_ > partner->class_) {
        partner->class_ = self->class_;
    }
    self->wait = WAIT_REPLY;
    struct wait_ticket ticket = wait_claim_next(&self->claim);
    partner->caller_ticket = ticket;
    wait_claim_open_as(&self->claim, ticket);
    return switch_to(cpu, partner);
}

ALWAYS_INLINE bool has_signals(const struct endpoint *endpoint) {
    return endpoint->bound != NULL && atomic_load_explicit(&endpoint->bound->bits, memory_order_relaxed) != 0;
}

struct task *ipc_fast_reply_receive(uint64_t endpoint_handle) {
    struct cpu *cpu = cpu_current();
    struct task *self = cpu->current;
    struct task *partner = self->caller;
    void *object = NULL;
    struct capability *slot = find_object(self, endpoint_handle, ABI_OBJECT_ENDPOINT, ABI_RIGHT_RECEIVE, &object);
    if (partner == NULL || slot == NULL || cpu_has_bars(cpu)) {
        return NULL;
    }
    struct endpoint *endpoint = object;
    uint32_t lock_ticket = 0;
    // Whoever is ready here is of no higher class than this task, but may be of a higher one than the partner.
    if (!fits_here(cpu, partner) || run_queue_has_above(&cpu->run_queue, partner->class_) ||
        !try_lock(&endpoint->object.lock, &lock_ticket)) {
        return NULL;
    }
    if (UNLIKELY(!is_still(slot, endpoint_handle) || endpoint->senders.first != NULL || has_signals(endpoint) ||
                 endpoint->receivers.first != NULL || !wait_claim_take(&partner->claim, self->caller_ticket))) {
        unlock(&endpoint->object.lock, lock_ticket);
        return NULL;
    }
    self->caller = NULL;
    self->depth = 0;
    self->class_ = self->base_class;
    atomic_store_explicit(&self->boost, 0, memory_order_relaxed);
    self->wait = WAIT_RECEIVE;
    __atomic_store_n(&self->waits_at, &endpoint->object, __ATOMIC_RELAXED);
    self->wait_handle = (uint32_t)endpoint_handle;
    self->link.next = NULL;
    self->link.previous = NULL;
    self->link.is_linked = true;
    endpoint->receivers.first = self;
    endpoint->receivers.last = self;
    endpoint->server.value = self->id.value;
    wait_claim_open_as(&self->claim, wait_claim_next(&self->claim));
    unlock(&endpoint->object.lock, lock_ticket);

    cpu->account = partner;  // whoever was served pays for the turn
    partner->frame.x[USER_REGISTER_BADGE] = 0;
    partner->frame.x[USER_REGISTER_INFO] = 0;
    return switch_to(cpu, partner);
}
