// SPDX-License-Identifier: Apache-2.0
// Which locks one hart holds, and whether it may take another. Pure; each hart has its own.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kernel/sync/lock_rank.h"

#ifdef __cplusplus
extern "C" {
#endif

enum lock_order_limits {
    LOCK_ORDER_DEPTH_MAX = 8,
};

struct lock_held {
    const void *lock;
    enum lock_rank rank;
    uint32_t order;  // within the rank: the cpu number for run queues, else 0
};

struct lock_order {
    uint32_t count;
    struct lock_held held[LOCK_ORDER_DEPTH_MAX];
};

enum lock_order_result {
    LOCK_ORDER_OK,
    LOCK_ORDER_OUT_OF_RANK,  // a lock of a higher or equal (rank, order) is held
    LOCK_ORDER_RECURSIVE,    // this very lock is held
    LOCK_ORDER_TOO_DEEP,
    LOCK_ORDER_NOT_HELD,  // on release
};

// Records the lock unless the result is an error. `suborder` tells locks of one rank apart: two of them are taken in
// ascending suborder only. On LOCK_ORDER_OUT_OF_RANK *conflict is the highest rank that stands against it.
enum lock_order_result lock_order_acquire(struct lock_order *order, const void *lock, enum lock_rank rank,
                                          uint32_t suborder, enum lock_rank *conflict);

// Locks may be released in any order.
enum lock_order_result lock_order_release(struct lock_order *order, const void *lock);

bool lock_order_holds(const struct lock_order *order, const void *lock);

#ifdef __cplusplus
}
#endif
