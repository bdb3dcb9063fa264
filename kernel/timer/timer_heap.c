// SPDX-License-Identifier: Apache-2.0
#include "kernel/timer/timer_heap.h"

#include <stddef.h>

_Static_assert((uint32_t)TIMER_NODES_MAX <= TIMER_NODE_IDLE, "a place in the heap is never TIMER_NODE_IDLE");

void timer_heap_init(struct timer_heap *heap) {
    heap->next_sequence = 0;
    heap->count = 0;
}

void timer_node_init(struct timer_node *node) {
    node->deadline_ticks = 0;
    node->sequence = 0;
    node->place = TIMER_NODE_IDLE;
}

// A total order: no two nodes of a heap have the same sequence number.
static bool is_before(const struct timer_node *node, const struct timer_node *other) {
    if (node->deadline_ticks != other->deadline_ticks) {
        return node->deadline_ticks < other->deadline_ticks;
    }
    return node->sequence < other->sequence;
}

static void put(struct timer_heap *heap, uint32_t place, struct timer_node *node) {
    heap->nodes[place] = node;
    node->place = (uint16_t)place;
}

// Puts the node at the free `place` or above it, moving down those that come after it.
static void sift_up(struct timer_heap *heap, uint32_t place, struct timer_node *node) {
    while (place > 0) {
        uint32_t parent = (place - 1) / 2;
        if (!is_before(node, heap->nodes[parent])) {
            break;
        }
        put(heap, place, heap->nodes[parent]);
        place = parent;
    }
    put(heap, place, node);
}

// Puts the node at the free `place` or below it, moving up those that come before it.
static void sift_down(struct timer_heap *heap, uint32_t place, struct timer_node *node) {
    for (uint32_t child = 2 * place + 1; child < heap->count; child = 2 * place + 1) {
        if (child + 1 < heap->count && is_before(heap->nodes[child + 1], heap->nodes[child])) {
            child++;
        }
        if (!is_before(heap->nodes[child], node)) {
            break;
        }
        put(heap, place, heap->nodes[child]);
        place = child;
    }
    put(heap, place, node);
}

// Takes out the node at `place`; the last node fills the gap.
static struct timer_node *remove_at(struct timer_heap *heap, uint32_t place) {
    struct timer_node *removed = heap->nodes[place];
    heap->count--;
    struct timer_node *last = heap->nodes[heap->count];
    if (last != removed) {
        // The last node may come from another branch, where everything may be earlier than the parent of the gap.
        if (is_before(last, removed)) {
            sift_up(heap, place, last);
        } else {
            sift_down(heap, place, last);
        }
    }
    removed->place = TIMER_NODE_IDLE;
    return removed;
}

bool timer_heap_insert(struct timer_heap *heap, struct timer_node *node, uint64_t deadline_ticks) {
    if (node->place != TIMER_NODE_IDLE || heap->count == TIMER_NODES_MAX) {
        return false;
    }
    node->deadline_ticks = deadline_ticks;
    node->sequence = heap->next_sequence;
    heap->next_sequence++;
    heap->count++;
    sift_up(heap, heap->count - 1, node);
    return true;
}

bool timer_heap_remove(struct timer_heap *heap, struct timer_node *node) {
    // The second look is for a node of another heap.
    if (node->place >= heap->count || heap->nodes[node->place] != node) {
        return false;
    }
    remove_at(heap, node->place);
    return true;
}

uint64_t timer_heap_next(const struct timer_heap *heap) {
    return heap->count == 0 ? UINT64_MAX : heap->nodes[0]->deadline_ticks;
}

struct timer_node *timer_heap_take_due(struct timer_heap *heap, uint64_t now_ticks) {
    if (heap->count == 0 || heap->nodes[0]->deadline_ticks > now_ticks) {
        return NULL;
    }
    return remove_at(heap, 0);
}
