// SPDX-License-Identifier: Apache-2.0
// The deadlines of one hart, earliest first. Pure: a bounded binary heap; it never allocates. Locks: the caller holds the
// heap's lock. Units: ticks of the time base.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/limits.h"

#ifdef __cplusplus
extern "C" {
#endif

enum timer_heap_limits {
    TIMER_NODES_MAX = 2 * ABI_TASKS_MAX + ABI_TIMERS_MAX,  // two a task, and every TIMER
    TIMER_NODE_IDLE = UINT16_MAX,
};

// One deadline. Lives in the task or TIMER it belongs to; in at most one heap at a time, and must not move while in it.
struct timer_node {
    uint64_t deadline_ticks;
    uint64_t sequence;  // counts the heap's inserts: of equal deadlines the smaller comes first
    uint16_t place;     // index in the heap; TIMER_NODE_IDLE while in none (timer_node_init)
};

struct timer_heap {
    uint64_t next_sequence;  // never wraps: one insert a nanosecond would take 584 years
    uint32_t count;
    struct timer_node *nodes[TIMER_NODES_MAX];
};

void timer_heap_init(struct timer_heap *heap);
void timer_node_init(struct timer_node *node);

// Adds an idle node. False when the heap is full or the node is in a heap: the caller's invariant is broken.
bool timer_heap_insert(struct timer_heap *heap, struct timer_node *node, uint64_t deadline_ticks);

// Takes the node out. False when it is not in this heap.
bool timer_heap_remove(struct timer_heap *heap, struct timer_node *node);

// The earliest deadline; UINT64_MAX when empty, which is also what a deadline of UINT64_MAX (never) reads as.
uint64_t timer_heap_next(const struct timer_heap *heap);

// Takes the earliest node that is due at `now`; of equal deadlines the one inserted first. Null: none is due.
struct timer_node *timer_heap_take_due(struct timer_heap *heap, uint64_t now_ticks);

#ifdef __cplusplus
}
#endif
