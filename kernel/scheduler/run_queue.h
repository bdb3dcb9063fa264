// SPDX-License-Identifier: Apache-2.0
// The ready tasks of one hart: the highest class first, within a class first come, first served. Pure: bounded rings of task
// numbers; it never allocates. Locks: the caller holds the hart's run-queue lock.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/limits.h"
#include "abi/object.h"

#ifdef __cplusplus
extern "C" {
#endif

struct run_queue_ring {
    uint16_t head;  // index of the oldest entry
    uint16_t count;
    uint16_t tasks[ABI_TASKS_MAX];  // task numbers; every live task fits, so that inserting cannot fail
};

struct run_queue {
    // Bit c: class c has a ready task. Written under the lock; the hart itself reads it without (relaxed).
    uint64_t ready_classes;
    struct run_queue_ring rings[ABI_CLASS_COUNT];
};

void run_queue_init(struct run_queue *queue);

// Is nothing ready? The hart itself may ask without the lock: what another hart adds is followed by an interrupt.
static inline bool run_queue_is_empty(const struct run_queue *queue) {
    return __atomic_load_n(&queue->ready_classes, __ATOMIC_RELAXED) == 0;
}

// Is a task of a higher class ready? As run_queue_is_empty.
static inline bool run_queue_has_above(const struct run_queue *queue, uint32_t class_) {
    return __atomic_load_n(&queue->ready_classes, __ATOMIC_RELAXED) >> class_ >> 1 != 0;
}

// Is a task of that class ready? As run_queue_is_empty.
static inline bool run_queue_has_class(const struct run_queue *queue, uint32_t class_) {
    return (__atomic_load_n(&queue->ready_classes, __ATOMIC_RELAXED) >> class_ & 1) != 0;
}

// Adds a task that is on no queue (the caller's invariant: a task is on at most one queue, once).
// False when the ring is full, which means that invariant is broken.
bool run_queue_insert(struct run_queue *queue, uint32_t task, enum abi_class class_);

// Takes the task of the highest class that waited longest. False when empty; *task is untouched.
bool run_queue_take(struct run_queue *queue, uint32_t *task);

// Takes this task out, whatever its place; the order of the others stays. False when it is not queued at that class.
bool run_queue_remove(struct run_queue *queue, uint32_t task, enum abi_class class_);

#ifdef __cplusplus
}
#endif
