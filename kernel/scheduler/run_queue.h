// SPDX-License-Identifier: Apache-2.0
// The ready tasks of one hart: a heap for each class, ordered by virtual time. A task's virtual time advances by the time it runs, divided
// by its shares; whose is least is due first, so that each gets time in proportion to its shares. A class that waits too long while
// higher ones run can be told. Pure: bounded arrays; it never allocates. Locks: the caller holds the hart's run-queue lock.
// Units: time in ticks of the time base; virtual time in 2^-20 ticks for each share, compared modulo 2^64.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/limits.h"
#include "abi/object.h"

#ifdef __cplusplus
extern "C" {
#endif

enum run_queue_constants {
    RUN_VIRTUAL_BITS = 20,
    // No turn takes a task further ahead: it would last for 2^36 ticks. Whoever is slept until virtual time came round.
    RUN_AHEAD_BITS = 56,
};

struct run_entry {
    uint64_t virtual_time;
    uint16_t task;
    uint16_t shares;
};

// The ready tasks of one class.
struct run_region {
    // Virtual time of the class on this hart: that of the task that was taken last. Written under the lock; another hart that brings a
    // task along reads it without (relaxed), to know how far ahead the task was.
    uint64_t now;
    uint64_t last_arrival;  // what the last task got that came without being ahead; never before `now`
    uint64_t waits_since;   // tick since when none of the class runs though one is ready; while `count` is not 0
    uint32_t count;
    uint32_t shares;  // sum of those of the ready tasks
};

struct run_queue {
    // Bit c: class c has a ready task. Written under the lock; the hart itself reads it without (relaxed).
    uint64_t ready_classes;
    uint32_t count;  // of all classes. As ready_classes, and thieves read it
    // In front of what is large: a short way from the beginning, and side by side.
    struct run_region regions[ABI_CLASS_COUNT];
    uint16_t places[ABI_TASKS_MAX];  // by task number: index in the heap of its class, while it is in one
    // Binary, the least virtual time first; as many entries as the class has tasks ready.
    struct run_entry heaps[ABI_CLASS_COUNT][ABI_TASKS_MAX];
};

// Only the heaps themselves need no memory that is zero.
void run_queue_init(struct run_queue *queue);

// Is nothing ready? The hart itself may ask without the lock: what another hart adds is followed by an interrupt.
static inline bool run_queue_is_empty(const struct run_queue *queue) {
    return __atomic_load_n(&queue->ready_classes, __ATOMIC_RELAXED) == 0;
}

// Is a task of a higher class ready? As run_queue_is_empty.
static inline bool run_queue_has_above(const struct run_queue *queue, uint32_t class_) {
    return __atomic_load_n(&queue->ready_classes, __ATOMIC_RELAXED) >> class_ >> 1 != 0;
}

// Number of ready tasks; by anybody, as a hint.
static inline uint32_t run_queue_count(const struct run_queue *queue) {
    return __atomic_load_n(&queue->count, __ATOMIC_RELAXED);
}

// Does a come before b?
static inline bool run_queue_is_before(uint64_t a, uint64_t b) {
    return (int64_t)(a - b) < 0;
}

// Virtual time that passes for a task with these shares when it runs so long.
static inline uint64_t run_queue_virtual(uint64_t ticks, uint32_t shares) {
    return (ticks << RUN_VIRTUAL_BITS) / shares;
}

// How far ahead a task is that had so many shares and has others now: the time that the others are due first stays the same.
uint64_t run_queue_reweigh(uint64_t ahead, uint32_t before, uint32_t after);

// Adds a task that is in no queue. One that is behind the class's virtual time does not get back what it did not use: it starts
// there, behind those that came before it. False when the region is full: the caller's invariant is broken.
ABI_MUST_USE bool run_queue_insert(struct run_queue *queue, enum abi_class class_, struct run_entry entry,
                                   uint64_t now_ticks);

// The same where nothing is ready, in fewer steps.
void run_queue_insert_only(struct run_queue *queue, enum abi_class class_, struct run_entry entry, uint64_t now_ticks);

// The task that is due first in a class that has one.
static inline const struct run_entry *run_queue_first(const struct run_queue *queue, uint32_t class_) {
    return &queue->heaps[class_][0];
}

// Takes the task that is due first in the class; the class's virtual time is its own from now on. The class has one.
struct run_entry run_queue_take(struct run_queue *queue, enum abi_class class_);

// Takes the task that is due first in the class, and adds the one that ran until now: as run_queue_take and then run_queue_insert in fewer
// steps. The class has one.
struct run_entry run_queue_exchange(struct run_queue *queue, enum abi_class class_, struct run_entry entry,
                                    uint64_t now_ticks);

// The running task, which is still due first, begins another turn at this virtual time: the class's is the same from now on.
void run_queue_begin_turn(struct run_queue *queue, uint32_t class_, uint64_t virtual_time);

// Takes this task out. False when it is not queued at that class; *entry is untouched.
ABI_MUST_USE bool run_queue_remove(struct run_queue *queue, enum abi_class class_, uint32_t task,
                                   struct run_entry *entry);

// The highest class that has a ready task. There is one.
uint32_t run_queue_highest(const struct run_queue *queue);

// A task of the class runs, or ran until now: the class does not wait.
static inline void run_queue_ran(struct run_queue *queue, uint32_t class_, uint64_t now_ticks) {
    queue->regions[class_].waits_since = now_ticks;
}

// The class below `class_` that has waited for at least bound_ticks, the longest one if there are several; `class_` if none has.
uint32_t run_queue_starved(const struct run_queue *queue, uint32_t class_, uint64_t now_ticks, uint64_t bound_ticks);

// When run_queue_starved finds one, if nothing changes; UINT64_MAX: never.
uint64_t run_queue_starves_at(const struct run_queue *queue, uint32_t class_, uint64_t bound_ticks);

// How long a task with these shares runs before another of its class is looked at: its part of a round in which each of them, and it,
// runs once; at least least_ticks.
uint64_t run_queue_slice(const struct run_queue *queue, uint32_t class_, uint32_t shares, uint64_t round_ticks,
                         uint64_t least_ticks);

#ifdef __cplusplus
}
#endif
