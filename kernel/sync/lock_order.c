// SPDX-License-Identifier: Apache-2.0
#include "kernel/sync/lock_order.h"

const char *lock_rank_text(enum lock_rank rank) {
    switch (rank) {
#define LOCK_RANK_CASE(name, text) \
    case LOCK_RANK_##name:         \
        return text;
        LOCK_RANK_LIST(LOCK_RANK_CASE)
#undef LOCK_RANK_CASE
        case LOCK_RANK_COUNT:
        default:
            return "unknown";
    }
}

// The lock's index, or count when it is not held.
static uint32_t find_lock(const struct lock_order *order, const void *lock) {
    uint32_t index = 0;
    while (index < order->count && order->held[index].lock != lock) {
        index++;
    }
    return index;
}

enum lock_order_result lock_order_acquire(struct lock_order *order, const void *lock, enum lock_rank rank,
                                          uint32_t suborder, enum lock_rank *conflict) {
    if (lock_order_holds(order, lock)) {
        return LOCK_ORDER_RECURSIVE;
    }
    if (order->count != 0) {
        // Every lock was above all others when it was taken, and releasing keeps the sequence: the last is the highest.
        const struct lock_held *highest = &order->held[order->count - 1];
        if (highest->rank > rank || (highest->rank == rank && highest->order >= suborder)) {
            *conflict = highest->rank;
            return LOCK_ORDER_OUT_OF_RANK;
        }
    }
    if (order->count == LOCK_ORDER_DEPTH_MAX) {
        return LOCK_ORDER_TOO_DEEP;
    }
    order->held[order->count++] = (struct lock_held){.lock = lock, .rank = rank, .order = suborder};
    return LOCK_ORDER_OK;
}

enum lock_order_result lock_order_release(struct lock_order *order, const void *lock) {
    uint32_t index = find_lock(order, lock);
    if (index == order->count) {
        return LOCK_ORDER_NOT_HELD;
    }
    order->count--;
    for (; index < order->count; index++) {
        order->held[index] = order->held[index + 1];
    }
    return LOCK_ORDER_OK;
}

bool lock_order_holds(const struct lock_order *order, const void *lock) {
    return find_lock(order, lock) != order->count;
}
