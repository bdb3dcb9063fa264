// SPDX-License-Identifier: Apache-2.0
// A hart's deadlines: none is lost, the earliest comes first, and none fires early. From every valid heap of a machine with few tasks.
#include "kernel/timer/timer_heap.h"

#include <stddef.h>

#include "testing/proofs/proof.h"

static struct timer_heap heap;
static struct timer_node nodes[TIMER_NODES_MAX];

// The heap only compares times: as many as tell all nodes apart, and more.
enum { TICKS_MAX = 255 };

static bool is_in_order(const struct timer_node *first, const struct timer_node *second) {
    return first->deadline_ticks < second->deadline_ticks ||
           (first->deadline_ticks == second->deadline_ticks && first->sequence < second->sequence);
}

// Each node says where it is, and is there.
static bool is_valid(void) {
    bool valid = heap.count <= TIMER_NODES_MAX;
    for (uint32_t i = 0; i < TIMER_NODES_MAX; i++) {
        const struct timer_node *node = &nodes[i];
        valid &= node->place == TIMER_NODE_IDLE ||
                 (node->place < heap.count && heap.nodes[node->place % TIMER_NODES_MAX] == node);
        if (valid && i < heap.count) {
            valid &= heap.nodes[i]->place == i && heap.nodes[i]->sequence < heap.next_sequence;
            valid &= i == 0 || is_in_order(heap.nodes[(i - 1) / 2], heap.nodes[i]);
            for (uint32_t other = 0; other < i; other++) {
                valid &= heap.nodes[other]->sequence != heap.nodes[i]->sequence;
            }
        }
    }
    return valid;
}

// Nodes have no names: whichever are in the heap, those that come first here are as good as any.
static void make_heap(void) {
    heap.count = any_below(TIMER_NODES_MAX + 1);
    heap.next_sequence = any_below(TICKS_MAX);
    for (uint32_t i = 0; i < TIMER_NODES_MAX; i++) {
        heap.nodes[i] = &nodes[i];
        nodes[i].deadline_ticks = any_below(TICKS_MAX);
        nodes[i].sequence = any_below(TICKS_MAX);
        nodes[i].place = i < heap.count ? (uint16_t)i : TIMER_NODE_IDLE;
    }
    SUPPOSE(is_valid());
}

static bool is_unchanged(uint32_t one, const struct timer_node *before) {
    const struct timer_node *node = &nodes[one];
    return (node->place == TIMER_NODE_IDLE) == (before->place == TIMER_NODE_IDLE) &&
           node->deadline_ticks == before->deadline_ticks;
}

void prove_insert_keeps_order(void) {
    make_heap();
    uint32_t added = any_below(TIMER_NODES_MAX);
    uint32_t other = any_below(TIMER_NODES_MAX);
    SUPPOSE(other != added);
    uint64_t deadline_ticks = any_below(TICKS_MAX);
    bool was_idle = nodes[added].place == TIMER_NODE_IDLE;
    struct timer_node before = nodes[other];

    bool inserted = timer_heap_insert(&heap, &nodes[added], deadline_ticks);

    PROVE(inserted == was_idle, "refused exactly when it is in a heap");
    PROVE(is_valid(), "a valid heap stays valid");
    PROVE(nodes[added].place != TIMER_NODE_IDLE, "the deadline is in it");
    PROVE(IMPLIES(inserted, nodes[added].deadline_ticks == deadline_ticks), "at its time");
    PROVE(is_unchanged(other, &before), "no other deadline is lost");
    REACHED();
}

void prove_remove_takes_only_that(void) {
    make_heap();
    uint32_t removed = any_below(TIMER_NODES_MAX);
    uint32_t other = any_below(TIMER_NODES_MAX);
    SUPPOSE(other != removed);
    bool was_idle = nodes[removed].place == TIMER_NODE_IDLE;
    struct timer_node before = nodes[other];

    bool done = timer_heap_remove(&heap, &nodes[removed]);

    PROVE(done == !was_idle, "removed exactly when it was there");
    PROVE(is_valid(), "a valid heap stays valid");
    PROVE(nodes[removed].place == TIMER_NODE_IDLE, "it is not in it any more");
    PROVE(is_unchanged(other, &before), "no other deadline is lost");
    REACHED();
}

void prove_due_is_earliest(void) {
    make_heap();
    uint32_t other = any_below(TIMER_NODES_MAX);
    struct timer_node before = nodes[other];
    uint64_t now_ticks = any_below(TICKS_MAX);
    uint64_t next_ticks = timer_heap_next(&heap);
    bool was_empty = heap.count == 0;

    const struct timer_node *due = timer_heap_take_due(&heap, now_ticks);

    bool was_waiting = before.place != TIMER_NODE_IDLE;
    PROVE(is_valid(), "a valid heap stays valid");
    PROVE(IMPLIES(due != NULL, due->deadline_ticks <= now_ticks), "none fires early");
    PROVE(IMPLIES(was_waiting && before.deadline_ticks <= now_ticks, due != NULL), "none that is due is kept");
    PROVE(IMPLIES(due != NULL && was_waiting, due == &nodes[other] || is_in_order(due, &before)),
          "the earliest comes first");
    PROVE(IMPLIES(was_waiting && due != &nodes[other], is_unchanged(other, &before)), "no other deadline is lost");
    PROVE((due != NULL) == (!was_empty && next_ticks <= now_ticks), "what was told to be next is what comes");
    REACHED();
}
