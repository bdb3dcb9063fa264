// SPDX-License-Identifier: Apache-2.0
#include "kernel/scheduler/run_queue.h"

_Static_assert((ABI_TASKS_MAX & (ABI_TASKS_MAX - 1)) == 0, "the ring wraps by a mask");
_Static_assert(ABI_TASKS_MAX <= UINT16_MAX, "an entry holds every task number, and a count every number of entries");
_Static_assert(ABI_CLASS_COUNT <= 64, "ready_classes has a bit for every class");

static uint16_t wrap(uint32_t index) {
    return (uint16_t)(index & (ABI_TASKS_MAX - 1));
}

// The hart reads the word without the lock and must never see anything in between: one store, none without a change.
static void set_ready(struct run_queue *queue, uint32_t class_, bool ready) {
    uint64_t bit = UINT64_C(1) << class_;
    uint64_t before = queue->ready_classes;
    uint64_t after = ready ? before | bit : before & ~bit;
    if (after != before) {
        __atomic_store_n(&queue->ready_classes, after, __ATOMIC_RELAXED);
    }
}

void run_queue_init(struct run_queue *queue) {
    __atomic_store_n(&queue->ready_classes, 0, __ATOMIC_RELAXED);
    for (uint32_t class_ = 0; class_ < ABI_CLASS_COUNT; class_++) {
        queue->rings[class_].head = 0;
        queue->rings[class_].count = 0;
    }
}

bool run_queue_insert(struct run_queue *queue, uint32_t task, enum abi_class class_) {
    struct run_queue_ring *ring = &queue->rings[class_];
    if (ring->count == ABI_TASKS_MAX) {
        return false;
    }
    ring->tasks[wrap((uint32_t)ring->head + ring->count)] = (uint16_t)task;
    ring->count++;
    set_ready(queue, class_, true);
    return true;
}

bool run_queue_take(struct run_queue *queue, uint32_t *task) {
    uint64_t ready = queue->ready_classes;
    if (ready == 0) {
        return false;
    }
    // The highest bit; without an instruction for it, four comparisons are the shortest way.
    uint32_t class_ = ABI_CLASS_COUNT - 1;
    while (ready >> class_ == 0) {
        class_--;
    }
    struct run_queue_ring *ring = &queue->rings[class_];
    *task = ring->tasks[ring->head];
    ring->head = wrap((uint32_t)ring->head + 1);
    ring->count--;
    set_ready(queue, class_, ring->count != 0);
    return true;
}

bool run_queue_remove(struct run_queue *queue, uint32_t task, enum abi_class class_) {
    struct run_queue_ring *ring = &queue->rings[class_];
    uint32_t offset = 0;
    while (offset < ring->count && ring->tasks[wrap(ring->head + offset)] != task) {
        offset++;
    }
    if (offset == ring->count) {
        return false;
    }
    // Those behind it move up by one.
    for (; offset + 1 < ring->count; offset++) {
        ring->tasks[wrap(ring->head + offset)] = ring->tasks[wrap(ring->head + offset + 1)];
    }
    ring->count--;
    set_ready(queue, class_, ring->count != 0);
    return true;
}
