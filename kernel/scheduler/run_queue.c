// SPDX-License-Identifier: Apache-2.0
#include "kernel/scheduler/run_queue.h"

_Static_assert((ABI_TASKS_MAX & (ABI_TASKS_MAX - 1)) == 0, "the ring wraps by a mask");

static uint32_t wrap(uint32_t index) {
    return index % ABI_TASKS_MAX;
}

void run_queue_init(struct run_queue *queue) {
    queue->head = 0;
    queue->count = 0;
}

bool run_queue_is_empty(const struct run_queue *queue) {
    return queue->count == 0;
}

bool run_queue_insert(struct run_queue *queue, uint32_t task) {
    uint32_t count = queue->count;
    if (count == ABI_TASKS_MAX) {
        return false;
    }
    queue->tasks[wrap(queue->head + count)] = task;
    queue->count = count + 1;
    return true;
}

bool run_queue_take(struct run_queue *queue, uint32_t *task) {
    uint32_t head = queue->head;
    uint32_t count = queue->count;
    if (count == 0) {
        return false;
    }
    queue->head = wrap(head + 1);
    queue->count = count - 1;
    *task = queue->tasks[head];
    return true;
}
