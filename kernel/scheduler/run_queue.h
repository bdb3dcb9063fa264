// SPDX-License-Identifier: Apache-2.0
// The ready tasks of one hart, first come, first served. Pure: a bounded ring of task numbers; it never allocates.
// Locks: the caller holds the hart's run-queue lock.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/limits.h"

#ifdef __cplusplus
extern "C" {
#endif

struct run_queue {
    uint32_t head;  // index of the oldest entry
    uint32_t count;
    uint32_t tasks[ABI_TASKS_MAX];  // task numbers; every live task fits, so that inserting cannot fail
};

void run_queue_init(struct run_queue *queue);
bool run_queue_is_empty(const struct run_queue *queue);

// Adds a task that is on no queue (the caller's invariant: a task is on at most one queue, once).
// False when the queue is full, which means that invariant is broken.
bool run_queue_insert(struct run_queue *queue, uint32_t task);

// Takes the task that waited longest. False when empty; *task is untouched.
bool run_queue_take(struct run_queue *queue, uint32_t *task);

#ifdef __cplusplus
}
#endif
