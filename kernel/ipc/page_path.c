// SPDX-License-Identifier: Apache-2.0
// See page_path.h. The steps are those of ipc.c, in its order: what the page says is read once, the partner's claim is taken, the message
// is handed over, and the claim of the task that blocks is opened last.
#include "kernel/ipc/page_path.h"

#include <stddef.h>
#include <string.h>

#include "kernel/ipc/endpoint.h"
#include "kernel/ipc/fast.h"
#include "kernel/ipc/ipc.h"
#include "kernel/ipc/notification.h"
#include "kernel/ipc/service.h"
#include "kernel/ipc/switch.h"
#include "kernel/ipc/wait.h"
#include "kernel/memory/memory.h"
#include "kernel/object/handle.h"
#include "kernel/percpu/percpu.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/selftest/fault.h"

enum page_path_constants {
    WORD_BYTES = sizeof(uint64_t),
    BYTES_PER_ROUND = 16 * WORD_BYTES,
};

// The header of a page is its deadline, and one word that is the number of bytes and nothing else: the fields behind it are zero.
enum header_words { HEADER_DEADLINE, HEADER_COUNTS };

_Static_assert(offsetof(struct abi_message, deadline) == HEADER_DEADLINE * WORD_BYTES &&
                   offsetof(struct abi_message, bytes) == HEADER_COUNTS * WORD_BYTES &&
                   offsetof(struct abi_message, capabilities) == 2 * WORD_BYTES &&
                   offsetof(struct abi_message, data) % WORD_BYTES == 0,
               "two words before the capabilities");

ALWAYS_INLINE struct abi_message *page_of(const struct task *task) {
    return memory_at(task->message_physical);
}

// Faults are in the general way.
ALWAYS_INLINE bool is_open(const struct cpu *cpu) {
    return (!KERNEL_FAULTS || fault_is(FAULT_none)) && !cpu_has_bars(cpu);
}

// How much data the page is to send, if it asks for nothing else. Each word is read once: another task of the process may write to
// it at any time.
ALWAYS_INLINE bool take_bytes(const struct abi_message *page, uint64_t *bytes) {
    const uint64_t *header = (const uint64_t *)(const void *)page;
    *bytes = __atomic_load_n(&header[HEADER_COUNTS], __ATOMIC_RELAXED);
    return LIKELY(*bytes <= ABI_MESSAGE_MAX_BYTES && *bytes % WORD_BYTES == 0 &&
                  __atomic_load_n(&header[HEADER_DEADLINE], __ATOMIC_RELAXED) == ABI_DEADLINE_NEVER);
}

// The partner waits for data and nothing else; once its claim is taken that cannot change.
ALWAYS_INLINE bool takes_data(const struct task *partner) {
    return LIKELY(partner->slow == TASK_SLOW_PAGE && partner->cargo.accept == 0 && !partner->has_deadline);
}

// A few, without a loop.
ALWAYS_INLINE void copy_words(uint8_t *to, const uint8_t *from, size_t bytes) {
    memcpy(__builtin_assume_aligned(to, WORD_BYTES), __builtin_assume_aligned(from, WORD_BYTES), bytes);
}

// Whole words, and not one more than asked for: the rest of the sender's page is its own business.
ALWAYS_INLINE void copy_data(struct abi_message *to, const struct abi_message *from, uint64_t bytes) {
    uint8_t *at = to->data;
    const uint8_t *source = from->data;
    const uint8_t *end = source + bytes;
    const uint8_t *end_of_rounds = source + bytes / BYTES_PER_ROUND * BYTES_PER_ROUND;
    for (; source != end_of_rounds; source += BYTES_PER_ROUND, at += BYTES_PER_ROUND) {
        copy_words(at, source, BYTES_PER_ROUND / 2);
        copy_words(at + BYTES_PER_ROUND / 2, source + BYTES_PER_ROUND / 2, BYTES_PER_ROUND / 2);
    }
    for (; source != end; source += WORD_BYTES, at += WORD_BYTES) {
        copy_words(at, source, WORD_BYTES);
    }
}

// The partner is the caller's own: its call has succeeded with this message.
ALWAYS_INLINE void deliver(struct task *partner, const struct abi_message *from, uint64_t bytes,
                           const uint64_t words[ABI_MESSAGE_WORDS], uint64_t badge, uint64_t info) {
    // The words first: they need registers no more while the data is copied.
    user_frame_set_message(&partner->frame, words, badge, info);
    partner->slow = 0;
    struct abi_message *page = page_of(partner);
    page->bytes = (uint16_t)bytes;
    page->capability_count = 0;
    copy_data(page, from, bytes);
}

// What transfer_prepare leaves of such a page, for when this task is the receiver.
ALWAYS_INLINE void note_cargo(struct task *self, uint64_t bytes) {
    self->slow = TASK_SLOW_PAGE;
    self->cargo.bytes = (uint16_t)bytes;
    self->cargo.capability_count = 0;
    self->cargo.accept = 0;
}

// The first receiver, taken and out of the list, if it waits for nothing but data; the endpoint is locked for that long.
ALWAYS_INLINE struct task *take_receiver(struct endpoint *endpoint, const struct capability *slot, uint64_t handle) {
    uint32_t lock_ticket = 0;
    if (!try_lock(&endpoint->object.lock, &lock_ticket)) {
        return NULL;
    }
    struct task *partner = endpoint->receivers.first;
    if (UNLIKELY(!is_still(slot, handle) || partner == NULL || !takes_data(partner) || !take_linked(partner))) {
        unlock(&endpoint->object.lock, lock_ticket);
        return NULL;
    }
    unlink_first(&endpoint->receivers, partner);
    endpoint->server = partner->id;
    unlock(&endpoint->object.lock, lock_ticket);
    return partner;
}

bool ipc_page_call(struct cpu *cpu, uint64_t endpoint, const uint64_t words[ABI_MESSAGE_WORDS]) {
    struct task *self = cpu->current;
    const struct abi_message *page = page_of(self);
    uint64_t bytes = 0;
    void *object = NULL;
    struct capability *slot = find_object(self, endpoint, ABI_OBJECT_ENDPOINT, ABI_RIGHT_SEND, &object);
    if (!is_open(cpu) || slot == NULL || !take_bytes(page, &bytes) || self->depth >= ABI_CALL_DEPTH_MAX) {
        return false;
    }
    struct task *partner = take_receiver(object, slot, endpoint);
    if (partner == NULL) {
        return false;
    }
    deliver(partner, page, bytes, words, slot->badge, self->info);  // ABI_MESSAGE_CALL is zero
    note_cargo(self, bytes);
    service_begin(partner, self, wait_claim_next(&self->claim));
    wait_note(self, WAIT_REPLY, NULL, 0);
    if (LIKELY(fits_here(cpu, partner))) {
        wait_claim_open(&self->claim);
        (void)switch_to(cpu, partner);
        return true;
    }
    scheduler_detach_current(cpu);
    wait_claim_open(&self->claim);
    scheduler_place_here(cpu, partner);
    return true;
}

ALWAYS_INLINE bool is_quiet(const struct endpoint *endpoint) {
    return endpoint->senders.first == NULL && endpoint->receivers.first == NULL &&
           (endpoint->bound == NULL || atomic_load_explicit(&endpoint->bound->bits, memory_order_relaxed) == 0);
}

// Waits at an endpoint where nobody else does, and nothing is to be had; the hart is for somebody else now. False: there is something, or
// somebody holds the lock.
ALWAYS_INLINE bool wait_alone(struct task *self, struct endpoint *endpoint, const struct capability *slot,
                              uint64_t handle) {
    uint32_t lock_ticket = 0;
    if (!try_lock(&endpoint->object.lock, &lock_ticket)) {
        return false;
    }
    bool is_it = LIKELY(is_still(slot, handle) && is_quiet(endpoint));
    if (is_it) {
        wait_note(self, WAIT_RECEIVE, &endpoint->object, (uint32_t)handle);
        self->link = (struct wait_link){.next = NULL, .previous = NULL, .is_linked = true};
        endpoint->receivers = (struct wait_list){.first = self, .last = self};
        endpoint->server = self->id;
        wait_claim_open(&self->claim);
    }
    unlock(&endpoint->object.lock, lock_ticket);
    return is_it;
}

bool ipc_page_reply_receive(struct cpu *cpu, uint64_t endpoint, const uint64_t words[ABI_MESSAGE_WORDS],
                            struct ipc_outcome *outcome) {
    struct task *self = cpu->current;
    struct task *partner = self->caller;
    const struct abi_message *page = page_of(self);
    uint64_t bytes = 0;
    void *object = NULL;
    struct capability *slot = find_object(self, endpoint, ABI_OBJECT_ENDPOINT, ABI_RIGHT_RECEIVE, &object);
    if (!is_open(cpu) || partner == NULL || slot == NULL || !take_bytes(page, &bytes) || !takes_data(partner) ||
        !wait_claim_take(&partner->claim, self->caller_ticket)) {
        return false;
    }
    deliver(partner, page, bytes, words, 0, 0);
    note_cargo(self, bytes);
    service_end(self);
    atomic_store_explicit(&self->boost, 0, memory_order_relaxed);
    *outcome = (struct ipc_outcome){.error = ABI_OK, .is_in_frame = true};
    // As in fastpath.c: whoever is ready here is of no higher class than this task, but may be of a higher one than the partner.
    bool takes_over = fits_here(cpu, partner) && !run_queue_has_above(&cpu->run_queue, partner->class_);
    bool is_alone = takes_over && wait_alone(self, object, slot, endpoint);
    if (LIKELY(is_alone)) {
        cpu->account = partner;  // whoever was served pays for the turn
        (void)switch_to(cpu, partner);
    } else {
        scheduler_place_behind(cpu, partner);
        const struct handle handle = {.slot = slot, .object = object, .value = (uint32_t)endpoint};
        *outcome = ipc_receive_prepared(cpu, self, &handle, ABI_DEADLINE_NEVER);
    }
    return true;
}
