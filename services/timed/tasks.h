// SPDX-License-Identifier: Apache-2.0
// How many timers each task has: a hash table of the ids of tasks that have any. Pure.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum tasks_limits {
    TASKS_SLOTS_BITS = 13,
    TASKS_SLOTS = 1 << TASKS_SLOTS_BITS,
};

// All zero is an empty one. A task is in the first free slot from its own on, so nothing is free between the two.
struct tasks {
    uint32_t ids[TASKS_SLOTS];  // 0: free
    uint8_t counts[TASKS_SLOTS];
};

uint32_t tasks_count(const struct tasks *tasks, uint32_t task);

// One more. The caller has fewer tasks than slots in here, and fewer than 255 timers of one; task is not 0.
void tasks_add(struct tasks *tasks, uint32_t task);

// One less. The task has one.
void tasks_remove(struct tasks *tasks, uint32_t task);

#ifdef __cplusplus
}
#endif
