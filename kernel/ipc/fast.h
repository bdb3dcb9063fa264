// SPDX-License-Identifier: Apache-2.0
// What the straight paths share: fastpath.c, and a signal that wakes nobody. They try a lock once, without the bookkeeping of kernels
// with checks: it is the only lock they take, and nothing is called while they hold it.
// Context: kernel, interrupts off, no lock is held.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/capability/capability.h"
#include "kernel/sync/spinlock.h"
#include "kernel/task/task.h"

#define LIKELY(condition) __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)
// A call has no registers to go by.
#define ALWAYS_INLINE static inline __attribute__((always_inline))

// The lock was free and is held now; *ticket is what unlocking needs. Acquire on `serving` pairs with the release of the last
// holder, and orders everything that follows. It was free then; if `next` is still that number, nobody has come since.
ALWAYS_INLINE bool try_lock(struct spinlock *lock, uint32_t *ticket) UNCHECKED_LOCKING {
    *ticket = atomic_load_explicit(&lock->serving, memory_order_acquire);
    uint32_t next = *ticket;
    return LIKELY(atomic_compare_exchange_strong_explicit(&lock->next, &next, *ticket + 1, memory_order_relaxed,
                                                          memory_order_relaxed));
}

ALWAYS_INLINE void unlock(struct spinlock *lock, uint32_t ticket) UNCHECKED_LOCKING {
    atomic_store_explicit(&lock->serving, ticket + 1, memory_order_release);
}

// The slot that the handle names, if that is an object of the kind with the right. The slot may be emptied, or filled for another handle, at any
// time: *object is read once and not null, so it begins with a lock, and under that lock is_still tells whether it was the handle's.
ALWAYS_INLINE struct capability *find_object(const struct task *task, uint64_t handle, uint8_t kind, uint8_t right,
                                             void **object) {
    struct capability *slot = &task->capabilities[handle & (ABI_CAPABILITIES_MAX - 1)];
    int64_t value = (int32_t)atomic_load_explicit(&slot->handle, memory_order_acquire);
    *object = __atomic_load_n(&slot->object, __ATOMIC_RELAXED);
    bool is_it = value == (int64_t)handle && slot->kind == kind && (slot->rights & right) != 0 && *object != NULL;
    return LIKELY(is_it) ? slot : NULL;
}

ALWAYS_INLINE bool is_still(const struct capability *slot, uint64_t handle) {
    return (int64_t)(int32_t)atomic_load_explicit(&slot->handle, memory_order_relaxed) == (int64_t)handle;
}
