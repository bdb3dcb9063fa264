// SPDX-License-Identifier: Apache-2.0
#include "kernel/trace/trace_ring.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

// No record gets that far.
static const uint64_t BUSY = UINT64_MAX;

_Static_assert(sizeof(struct trace_slot) == sizeof(struct abi_trace_record), "a slot is a record");
_Static_assert(offsetof(struct abi_trace_record, position) == 0, "the position is not among the words");

void trace_ring_init(struct trace_ring *ring, void *memory) {
    ring->slots = memory;
    atomic_store_explicit(&ring->next, 0, memory_order_relaxed);
}

uint64_t trace_ring_next(const struct trace_ring *ring) {
    return atomic_load_explicit(&ring->next, memory_order_acquire);
}

void trace_ring_add(struct trace_ring *ring, const struct abi_trace_record *record) {
    uint64_t words[TRACE_RECORD_WORDS];
    memcpy(words, &record->time, sizeof(words));
    uint64_t position = atomic_load_explicit(&ring->next, memory_order_relaxed);
    struct trace_slot *slot = &ring->slots[position % ABI_TRACE_RECORDS];
    atomic_store_explicit(&slot->position, BUSY, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    for (uint32_t i = 0; i < TRACE_RECORD_WORDS; i++) {
        atomic_store_explicit(&slot->words[i], words[i], memory_order_relaxed);
    }
    atomic_store_explicit(&slot->position, position, memory_order_release);
    atomic_store_explicit(&ring->next, position + 1, memory_order_release);
}

static bool copy(const struct trace_slot *slot, uint64_t position, struct abi_trace_record *out) {
    uint64_t words[TRACE_RECORD_WORDS];
    uint64_t before = atomic_load_explicit(&slot->position, memory_order_acquire);
    for (uint32_t i = 0; i < TRACE_RECORD_WORDS; i++) {
        words[i] = atomic_load_explicit(&slot->words[i], memory_order_relaxed);
    }
    atomic_thread_fence(memory_order_acquire);
    uint64_t after = atomic_load_explicit(&slot->position, memory_order_relaxed);
    out->position = position;
    memcpy(&out->time, words, sizeof(words));
    return before == position && after == position;
}

uint32_t trace_ring_read(const struct trace_ring *ring, uint64_t position, struct abi_trace_record *out,
                         uint32_t count) {
    uint64_t next = trace_ring_next(ring);
    uint64_t oldest = next < ABI_TRACE_RECORDS ? 0 : next - ABI_TRACE_RECORDS;
    uint32_t copied = 0;
    for (uint64_t at = position < oldest ? oldest : position; at < next && copied < count; at++) {
        copied += copy(&ring->slots[at % ABI_TRACE_RECORDS], at, &out[copied]) ? 1 : 0;
    }
    return copied;
}
