// SPDX-License-Identifier: Apache-2.0
#include "services/timed/tasks.h"

// Ids are given in sequence: multiples of the golden ratio spread those evenly, whatever the stride.
static uint32_t home_of(uint32_t task) {
    return task * UINT32_C(2654435769) >> (32 - TASKS_SLOTS_BITS);
}

static uint32_t after(uint32_t slot) {
    return (slot + 1) % TASKS_SLOTS;
}

// Where it is, or would be put.
static uint32_t slot_of(const struct tasks *tasks, uint32_t task) {
    uint32_t slot = home_of(task);
    while (tasks->ids[slot] != 0 && tasks->ids[slot] != task) {
        slot = after(slot);
    }
    return slot;
}

uint32_t tasks_count(const struct tasks *tasks, uint32_t task) {
    uint32_t slot = slot_of(tasks, task);
    return tasks->ids[slot] == 0 ? 0 : tasks->counts[slot];
}

void tasks_add(struct tasks *tasks, uint32_t task) {
    uint32_t slot = slot_of(tasks, task);
    if (tasks->ids[slot] == 0) {
        tasks->ids[slot] = task;
        tasks->counts[slot] = 0;
    }
    tasks->counts[slot]++;
}

// Frees the slot; those behind it that it was in the way of move up.
static void close_gap(struct tasks *tasks, uint32_t gap) {
    for (uint32_t slot = after(gap); tasks->ids[slot] != 0; slot = after(slot)) {
        uint32_t from_home = (slot - home_of(tasks->ids[slot])) % TASKS_SLOTS;
        uint32_t from_gap = (slot - gap) % TASKS_SLOTS;
        if (from_home >= from_gap) {
            tasks->ids[gap] = tasks->ids[slot];
            tasks->counts[gap] = tasks->counts[slot];
            gap = slot;
        }
    }
    tasks->ids[gap] = 0;
}

void tasks_remove(struct tasks *tasks, uint32_t task) {
    uint32_t slot = slot_of(tasks, task);
    tasks->counts[slot]--;
    if (tasks->counts[slot] == 0) {
        close_gap(tasks, slot);
    }
}
