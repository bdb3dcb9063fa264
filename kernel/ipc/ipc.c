// SPDX-License-Identifier: Apache-2.0
// Sending, receiving and answering, in general. What fastpath.c does is a special case of this.
#include "kernel/ipc/ipc.h"

#include <stdatomic.h>

#include "kernel/arch/cpu.h"
#include "kernel/ipc/endpoint.h"
#include "kernel/ipc/message.h"
#include "kernel/ipc/notification.h"
#include "kernel/ipc/service.h"
#include "kernel/ipc/transfer.h"
#include "kernel/ipc/wait.h"
#include "kernel/object/grant.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/selftest/fault.h"
#include "kernel/trace/trace.h"

static struct ipc_outcome done(struct task *self, enum abi_error error) {
    wait_give_slots(self);
    self->slow = 0;
    return (struct ipc_outcome){.error = error, .is_in_frame = false};
}

static const struct ipc_outcome in_frame = {.error = ABI_OK, .is_in_frame = true};

// What the call says beyond its registers.
static enum abi_error prepare(struct task *self, uint32_t options, bool accepts, uint64_t *deadline_ticks) {
    *deadline_ticks = ABI_DEADLINE_NEVER;
    if ((options & IPC_PAGE) != 0) {
        return transfer_prepare(self, accepts, deadline_ticks);
    }
    transfer_prepare_none(self);
    return ABI_OK;
}

static uint64_t info_of(const struct task *sender) {
    if (fault_is(FAULT_sender_forged) && sender->waits_as == ABI_MESSAGE_SEND) {
        uint64_t words[ABI_MESSAGE_WORDS];
        user_frame_get_words(&sender->frame, words);
        return words[1];
    }
    if (fault_is(FAULT_lent_class_told)) {
        return message_info(sender->id.value, (enum abi_class)sender->class_, (enum abi_message_kind)sender->waits_as);
    }
    return sender->info | (uint64_t)sender->waits_as << ABI_INFO_KIND_SHIFT;
}

// The first receiver that still waits; it is the caller's own then. Null: none, or (*too_small) it does not take what the sender
// has to send (null: nothing).
// Model: testing/models/death.pml.
static struct task *take_receiver_locked(struct endpoint *endpoint, const struct task *sender, bool *too_small) {
    for (struct task *receiver = endpoint->receivers.first; receiver != NULL; receiver = endpoint->receivers.first) {
        struct wait_ticket ticket;
        if (sender != NULL && !transfer_fits(sender, receiver) && wait_claim_current(&receiver->claim, &ticket)) {
            *too_small = true;
            return NULL;
        }
        if (wait_take_linked(&endpoint->receivers, receiver)) {
            return receiver;
        }
    }
    return NULL;
}

// --- Sending

// The message goes to a receiver that waited. The sender goes on, or waits for the answer.
// Model: testing/models/death.pml.
static struct ipc_outcome send_to(struct cpu *cpu, struct task *self, struct task *receiver, uint64_t badge,
                                  uint64_t deadline_ticks) {
    trace_event(cpu, ABI_TRACE_IPC_CALL, 0, receiver->id.value);
    transfer_message(self, receiver, badge, info_of(self));
    receiver->slow = 0;
    if (self->waits_as == ABI_MESSAGE_SEND) {
        scheduler_place(receiver);
        return done(self, ABI_OK);
    }
    service_begin(receiver, self, wait_claim_next(&self->claim));
    wait_begin(cpu, WAIT_REPLY, NULL, 0);
    wait_open(cpu, self, deadline_ticks);
    scheduler_place_here(cpu, receiver);
    return in_frame;
}

// Queues for whoever receives next. The endpoint's lock is held, and released.
// Model: testing/models/raise.pml.
static struct ipc_outcome wait_for_receiver(struct cpu *cpu, struct task *self, struct endpoint *endpoint,
                                            uint32_t handle, uint64_t deadline_ticks) RELEASES(endpoint->object.lock) {
    struct task_id server = endpoint->server;
    struct wait_ticket ticket = wait_claim_next(&self->claim);
    uint32_t class_ = self->class_;
    uint32_t depth = self->depth;
    bool lends = self->waits_as != ABI_MESSAGE_SEND;
    trace_event(cpu, ABI_TRACE_IPC_CALL, 0, 0);
    wait_begin(cpu, lends ? WAIT_CALL : WAIT_SEND, &endpoint->object, handle);
    wait_list_insert(&endpoint->senders, self);
    wait_open(cpu, self, deadline_ticks);
    spinlock_release(&endpoint->object.lock);
    // Of two that wait for each other the later one sees the other wait.
    atomic_thread_fence(memory_order_seq_cst);
    if (lends && !ipc_chain_allows(self, depth, server)) {
        (void)wait_abort(self, ticket, ABI_ELOOP);
    } else if (lends) {
        ipc_lend(server, class_);
    }
    return in_frame;
}

// The endpoint's lock is held, and released.
// Model: testing/models/death.pml.
static struct ipc_outcome send_locked(struct cpu *cpu, struct task *self, struct endpoint *endpoint, uint32_t handle,
                                      uint64_t deadline_ticks) RELEASES(endpoint->object.lock) {
    bool too_small = false;
    struct task *receiver = take_receiver_locked(endpoint, self, &too_small);
    if (receiver != NULL) {
        endpoint->server = receiver->id;
        spinlock_release(&endpoint->object.lock);
        return send_to(cpu, self, receiver, self->badge, deadline_ticks);
    }
    enum abi_error error = too_small ? ABI_ENOSPC : wait_check_deadline(deadline_ticks);
    if (error != ABI_OK) {
        spinlock_release(&endpoint->object.lock);
        return done(self, error);
    }
    return wait_for_receiver(cpu, self, endpoint, handle, deadline_ticks);
}

struct ipc_outcome ipc_send(struct cpu *cpu, uint64_t endpoint_handle, uint32_t options) UNCHECKED_LOCKING {
    struct task *self = cpu->current;
    struct handle handle;
    enum abi_error error = handle_find(self->process, endpoint_handle, ABI_OBJECT_ENDPOINT, &handle);
    if (error != ABI_OK) {
        return done(self, error);
    }
    uint64_t deadline_ticks = 0;
    error = prepare(self, options, (options & IPC_CALL) != 0, &deadline_ticks);
    if (error != ABI_OK) {
        return done(self, error);
    }
    self->waits_as = (options & IPC_CALL) != 0 ? ABI_MESSAGE_CALL : ABI_MESSAGE_SEND;
    struct endpoint *endpoint = (struct endpoint *)handle.object;
    error = handle_lock(&handle, ABI_RIGHT_SEND);
    if (error != ABI_OK) {
        return done(self, error);
    }
    if ((options & IPC_CALL) != 0 && self->depth >= ABI_CALL_DEPTH_MAX && !fault_is(FAULT_call_depth_unbounded)) {
        handle_unlock(&handle);
        return done(self, ABI_ELOOP);
    }
    self->badge = fault_is(FAULT_badge_forged) ? self->frame.pc : handle.slot->badge;
    return send_locked(cpu, self, endpoint, handle.value, deadline_ticks);
}

bool ipc_fault(struct cpu *cpu, uint64_t cause, uint64_t address) UNCHECKED_LOCKING {
    struct task *self = cpu->current;
    struct process *process = self->process;
    spinlock_acquire(&process->object.lock);
    struct endpoint *endpoint = process->supervisor;
    self->badge = process->supervisor_badge;
    spinlock_release(&process->object.lock);
    if (endpoint == NULL || fault_is(FAULT_fault_untold)) {
        return false;
    }
    // The process keeps the endpoint for as long as it has tasks.
    transfer_prepare_none(self);
    self->slow = TASK_SLOW_FAULT;
    self->fault_cause = cause;
    self->fault_address = address;
    self->waits_as = ABI_MESSAGE_FAULT;
    spinlock_acquire(&endpoint->object.lock);
    (void)send_locked(cpu, self, endpoint, 0, ABI_DEADLINE_NEVER);
    return true;
}

// --- Receiving

// A sender that was found in the list and taken: its message is the receiver's. False: it does not fit, and was told so.
// Model: testing/models/claim.pml.
// Model: testing/models/raise.pml.
static bool receive_from(struct task *self, struct task *sender) {
    if (!transfer_fits(sender, self)) {
        wait_complete(sender, ABI_ENOSPC, 0);
        return false;
    }
    transfer_message(sender, self, sender->badge, info_of(sender));
    if (sender->wait == WAIT_SEND) {
        wait_complete(sender, ABI_OK, 0);
        return true;
    }
    // From here on the sender may be gone at any time: what is lent is read before.
    service_begin(self, sender, wait_claim_next(&sender->claim));
    (void)wait_reopen(sender, WAIT_REPLY);
    // Whoever raised it meanwhile found no wait. Pairs with the fence of scheduler_changed: that one sees the wait, or this one the mark.
    atomic_thread_fence(memory_order_seq_cst);
    if ((atomic_load_explicit(&sender->attention, memory_order_relaxed) & TASK_CHANGED) != 0) {
        (void)ipc_raise_waiting(sender);
    }
    return true;
}

static struct ipc_outcome received(struct task *self) {
    self->slow = 0;
    return in_frame;
}

// The endpoint's lock is held, and released.
// Model: testing/models/death.pml.
static struct ipc_outcome receive_locked(struct cpu *cpu, struct task *self, struct endpoint *endpoint, uint32_t handle,
                                         uint64_t deadline_ticks) RELEASES(endpoint->object.lock) {
    endpoint->server = self->id;
    uint64_t bits = endpoint->bound == NULL ? 0 : notification_take(endpoint->bound);
    if (bits != 0) {
        spinlock_release(&endpoint->object.lock);
        transfer_notification(self, bits);
        return received(self);
    }
    for (struct task *sender = endpoint->senders.first; sender != NULL; sender = endpoint->senders.first) {
        if (wait_take_linked(&endpoint->senders, sender)) {
            spinlock_release(&endpoint->object.lock);
            if (receive_from(self, sender)) {
                return received(self);
            }
            spinlock_acquire(&endpoint->object.lock);
        }
    }
    if (wait_check_deadline(deadline_ticks) != ABI_OK) {
        spinlock_release(&endpoint->object.lock);
        return done(self, ABI_EAGAIN);
    }
    wait_begin(cpu, WAIT_RECEIVE, &endpoint->object, handle);
    wait_list_insert(&endpoint->receivers, self);
    wait_open(cpu, self, deadline_ticks);
    spinlock_release(&endpoint->object.lock);
    return in_frame;
}

// Model: testing/models/death.pml.
struct ipc_outcome ipc_receive_prepared(struct cpu *cpu, struct task *self, const struct handle *handle,
                                        uint64_t deadline_ticks) UNCHECKED_LOCKING {
    if (!fault_is(FAULT_receiving_keeps_caller)) {
        ipc_drop_caller(self);
    }
    service_end(self);
    atomic_store_explicit(&self->boost, 0, memory_order_relaxed);
    enum abi_error error = handle_lock(handle, ABI_RIGHT_RECEIVE);
    if (error != ABI_OK) {
        return done(self, error);
    }
    return receive_locked(cpu, self, (struct endpoint *)handle->object, handle->value, deadline_ticks);
}

// What receiving needs to be allowed, before anything is answered or dropped.
static enum abi_error receive_check(struct task *self, uint64_t endpoint, uint32_t options, struct handle *handle,
                                    uint64_t *deadline_ticks) {
    enum abi_error error = handle_find(self->process, endpoint, ABI_OBJECT_ENDPOINT, handle);
    if (error == ABI_OK) {
        error = prepare(self, options, true, deadline_ticks);
    }
    if (error == ABI_OK && !handle_has(handle, ABI_RIGHT_RECEIVE)) {
        error = ABI_EPERM;
    }
    return error;
}

struct ipc_outcome ipc_receive(struct cpu *cpu, uint64_t endpoint, uint32_t options) {
    struct task *self = cpu->current;
    struct handle handle;
    uint64_t deadline_ticks = 0;
    enum abi_error error = receive_check(self, endpoint, options, &handle, &deadline_ticks);
    return error != ABI_OK ? done(self, error) : ipc_receive_prepared(cpu, self, &handle, deadline_ticks);
}

void ipc_deliver_notification_locked(struct endpoint *endpoint, const struct notification *notification) {
    if (endpoint->bound != notification) {
        return;  // it was unbound a moment ago, and its lock not taken yet
    }
    bool too_small = false;
    struct task *receiver = take_receiver_locked(endpoint, NULL, &too_small);
    if (receiver == NULL) {
        return;  // it finds the bits when it receives
    }
    // Nobody else takes the bits: that needs the endpoint's lock.
    endpoint->server = receiver->id;
    transfer_notification(receiver, notification_take(endpoint->bound));
    receiver->slow = 0;
    scheduler_place(receiver);
}

// --- Answering

// Answers a caller that waits with this ticket. The words and the cargo are those of the current task.
// Whether it is ready or goes on in place of the current task is up to the caller.
// Model: testing/models/claim.pml.
static enum abi_error answer(struct task *self, struct task *caller, struct wait_ticket ticket) {
    // As long as the ticket is good nobody changes what the caller accepts; if it is not, taking it fails.
    if (!transfer_fits(self, caller)) {
        return ABI_ENOSPC;
    }
    if (!wait_take(caller, ticket)) {
        return ABI_EPIPE;
    }
    trace_event(cpu_current(), ABI_TRACE_IPC_REPLY, 0, caller->id.value);
    if ((caller->slow & TASK_SLOW_FAULT) != 0) {
        uint64_t words[ABI_MESSAGE_WORDS];
        user_frame_get_words(&self->frame, words);
        if (words[0] == ABI_FAULT_RESUME) {
            caller->slow = 0;
            caller->frame.pc = words[1];
        } else {
            task_stop_at_fault(caller);
        }
        wait_forget_deadline(caller);
    } else {
        transfer_message(self, caller, 0, 0);
    }
    caller->slow = 0;
    return ABI_OK;
}

// What who answers is told.
static enum abi_error told(enum abi_error error) {
    return error == ABI_EPIPE && fault_is(FAULT_lost_reply_unreported) ? ABI_OK : error;
}

// *answered is to be placed.
// Model: testing/models/death.pml.
static enum abi_error reply(struct task *self, struct task **answered) {
    struct task *caller = self->caller;
    if (caller == NULL) {
        return ABI_EBADF;
    }
    enum abi_error error = answer(self, caller, self->caller_ticket);
    if (error == ABI_OK) {
        *answered = caller;
    }
    if (error != ABI_ENOSPC) {
        service_end(self);
    }
    return error;
}

enum abi_error ipc_reply(struct cpu *cpu, uint32_t options) {
    struct task *self = cpu->current;
    if (self->caller == NULL) {
        return ABI_EBADF;
    }
    uint64_t deadline_ticks = 0;
    enum abi_error error = prepare(self, options, false, &deadline_ticks);
    struct task *answered = NULL;
    if (error == ABI_OK) {
        error = reply(self, &answered);
    }
    if (answered != NULL) {
        scheduler_place(answered);
    }
    // It may run at a lower class from here on.
    cpu->exit_work |= EXIT_RESCHEDULE;
    return done(self, told(error)).error;
}

enum abi_error ipc_reply_to(struct cpu *cpu, uint64_t reply_handle, uint32_t options) UNCHECKED_LOCKING {
    struct task *self = cpu->current;
    struct handle handle;
    enum abi_error error = handle_find(self->process, reply_handle, ABI_OBJECT_REPLY, &handle);
    if (error != ABI_OK) {
        return error;
    }
    uint64_t deadline_ticks = 0;
    error = prepare(self, options, false, &deadline_ticks);
    if (error == ABI_OK) {
        error = handle_lock(&handle, ABI_RIGHT_USE);
    }
    if (error != ABI_OK) {
        return done(self, error).error;
    }
    // The caller may have ended meanwhile, and its struct may be another task's: then its ticket is void.
    struct task *caller = (struct task *)handle.object;
    struct wait_ticket ticket = {handle.slot->badge};
    struct capability_index index = capability_index_of(capabilities, handle.slot);
    if (!transfer_fits(self, caller)) {
        handle_unlock(&handle);
        return done(self, ABI_ENOSPC).error;
    }
    if (!fault_is(FAULT_saved_reply_not_consumed)) {
        capability_remove(capabilities, index);
        capability_slot_give(&self->process->slots, capability_slot_of(index));
    }
    handle_unlock(&handle);
    error = answer(self, caller, ticket);
    if (error == ABI_OK) {
        scheduler_place(caller);
    }
    return done(self, told(error)).error;
}

struct ipc_outcome ipc_reply_receive(struct cpu *cpu, uint64_t endpoint, uint32_t options) {
    struct task *self = cpu->current;
    struct handle handle;
    uint64_t deadline_ticks = 0;
    enum abi_error error = receive_check(self, endpoint, options, &handle, &deadline_ticks);
    struct task *answered = NULL;
    if (error == ABI_OK && reply(self, &answered) == ABI_ENOSPC) {
        error = ABI_ENOSPC;
    }
    if (answered != NULL) {
        scheduler_place_behind(cpu, answered);
    }
    return error != ABI_OK ? done(self, error) : ipc_receive_prepared(cpu, self, &handle, deadline_ticks);
}

// Model: testing/models/death.pml.
void ipc_drop_caller(struct task *task) {
    struct task *caller = task->caller;
    if (caller != NULL) {
        task->caller = NULL;
        (void)wait_abort(caller, task->caller_ticket, ABI_EPIPE);
    }
}
