// SPDX-License-Identifier: Apache-2.0
#include "kernel/memory/flush_state.h"

#include <stdatomic.h>

void flush_space_init(struct flush_space *space, uint32_t number) {
    space->number = number;
    atomic_init(&space->generation, 1);
}

void flush_hart_init(struct flush_hart *hart, bool has_asids) {
    hart->has_asids = has_asids;
    atomic_init(&hart->current, FLUSH_NO_SPACE);
    for (uint32_t number = 0; number <= FLUSH_SPACES_MAX; number++) {
        atomic_init(&hart->seen[number], 0);
    }
}

// Model: testing/models/shootdown.pml.
uint64_t flush_begin(struct flush_space *space) {
    // Pairs with the acquiring loads of generation: the entries are cleared for whoever flushes after them.
    uint64_t before = atomic_fetch_add_explicit(&space->generation, 1, memory_order_release);
    // F2, pairs with F1 in flush_enter.
    atomic_thread_fence(memory_order_seq_cst);
    return before + 1;
}

// Model: testing/models/shootdown.pml.
bool flush_is_done(const struct flush_space *space, const struct flush_hart *hart, uint64_t target) {
    // Acquire pairs with flush_enter and flush_leave, and with flush_seen: what the hart did before is done.
    return atomic_load_explicit(&hart->current, memory_order_acquire) != space->number ||
           atomic_load_explicit(&hart->seen[space->number], memory_order_acquire) >= target;
}

// Model: testing/models/shootdown.pml.
bool flush_must_interrupt(const struct flush_space *space, const struct flush_hart *hart, uint64_t target) {
    return !flush_is_done(space, hart, target);
}

bool flush_may_run(uint64_t number, const struct flush_hart *hart) {
    return atomic_load_explicit(&hart->current, memory_order_relaxed) == number;
}

// Model: testing/models/shootdown.pml.
struct flush_entry flush_enter(struct flush_hart *hart, const struct flush_space *space) {
    // Pairs with the loads of current: user code of the last space is done.
    atomic_store_explicit(&hart->current, space->number, memory_order_release);
    // F1, pairs with F2 in flush_begin.
    atomic_thread_fence(memory_order_seq_cst);
    // Acquire pairs with flush_begin: the flush that follows finds the entries cleared.
    uint64_t generation = atomic_load_explicit(&space->generation, memory_order_acquire);
    // Own word: nobody else writes it.
    uint64_t seen = atomic_load_explicit(&hart->seen[space->number], memory_order_relaxed);
    return (struct flush_entry){.generation = generation, .must_flush = !hart->has_asids || seen != generation};
}

// Model: testing/models/shootdown.pml.
void flush_leave(struct flush_hart *hart) {
    // Pairs with the loads of current. No fence: nothing is read that has to be newer.
    atomic_store_explicit(&hart->current, FLUSH_NO_SPACE, memory_order_release);
}

// Model: testing/models/shootdown.pml.
uint64_t flush_requested(const struct flush_space *space) {
    // Pairs with flush_begin, as in flush_enter.
    return atomic_load_explicit(&space->generation, memory_order_acquire);
}

// Model: testing/models/shootdown.pml.
void flush_seen(struct flush_hart *hart, const struct flush_space *space, uint64_t generation) {
    // Pairs with the loads of seen: the flush, and what user code did before it, are done.
    atomic_store_explicit(&hart->seen[space->number], generation, memory_order_release);
}
