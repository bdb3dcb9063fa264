// SPDX-License-Identifier: Apache-2.0
// What holds of a run queue between two operations. Proofs suppose it of an arbitrary queue and prove it of what an operation leaves: so it
// holds after any number of them.
#pragma once

#include "kernel/scheduler/run_queue.h"
#include "testing/proofs/proof.h"

enum run_queue_validity {
    // Virtual times of a class lie in this window from its own on: no turn takes a task further ahead (RUN_AHEAD_BITS), and arrivals
    // count up from there, one at each.
    VALID_AHEAD_BITS = RUN_AHEAD_BITS + 1,
};

static inline bool is_within(const struct run_region *region, uint64_t virtual_time) {
    return (virtual_time - region->now) >> VALID_AHEAD_BITS == 0;
}

static inline bool is_heap_valid(const struct run_queue *queue, uint32_t class_) {
    const struct run_region *region = &queue->regions[class_];
    const struct run_entry *heap = queue->heaps[class_];
    bool valid = region->count <= ABI_TASKS_MAX && is_within(region, region->last_arrival);
    uint32_t shares = 0;
    for (uint32_t i = 0; i < ABI_TASKS_MAX; i++) {
        const struct run_entry *entry = &heap[i];
        if (valid && i < region->count) {
            valid &= entry->task < ABI_TASKS_MAX && queue->places[entry->task % ABI_TASKS_MAX] == i;
            valid &= entry->shares != 0 && is_within(region, entry->virtual_time);
            valid &= i == 0 || !run_queue_is_before(entry->virtual_time, heap[(i - 1) / 2].virtual_time);
            shares += entry->shares;
        }
    }
    return valid && region->shares == shares;
}

static inline uint32_t ready_of(const struct run_queue *queue) {
    uint32_t ready = 0;
    for (uint32_t class_ = 0; class_ < ABI_CLASS_COUNT; class_++) {
        ready |= (uint32_t)(queue->regions[class_].count != 0) << class_;
    }
    return ready;
}

// The class whose tasks the proof is about is a heap; of the others the counts are what they may be: their heaps are not read.
static inline bool is_queue_valid(const struct run_queue *queue, uint32_t class_) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < ABI_CLASS_COUNT; i++) {
        count += queue->regions[i].count;
    }
    return queue->ready_classes == ready_of(queue) && queue->count == count && is_heap_valid(queue, class_);
}

static inline bool is_queued(const struct run_queue *queue, uint32_t class_, uint32_t task) {
    uint32_t place = queue->places[task];
    return place < queue->regions[class_].count && queue->heaps[class_][place].task == task;
}
