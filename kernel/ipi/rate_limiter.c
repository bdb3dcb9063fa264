// SPDX-License-Identifier: Apache-2.0
#include "kernel/ipi/rate_limiter.h"

#include <stdatomic.h>

static const uint64_t start_mask = (UINT64_C(1) << (64 - RATE_LIMIT_USED_BITS)) - 1;

static uint64_t used_of(uint64_t word) {
    return word & RATE_LIMIT_USED_MAX;
}

// The tick at which the window of this word began, or begins: of all that have these low bits the last one that is not later
// than a hart can be late.
static uint64_t start_of(uint64_t word, uint64_t now) {
    uint64_t latest = now + RATE_LIMIT_LATE_TICKS;
    return latest - ((latest - (word >> RATE_LIMIT_USED_BITS)) & start_mask);
}

static bool is_open(uint64_t word, struct rate_limit limit, uint64_t now) {
    uint64_t end = start_of(word, now) + limit.window_ticks;
    // A difference, since the clock may wrap between the two.
    return used_of(word) != 0 && (int64_t)(end - now) > 0;
}

// The word as it is, or that of a window that begins now.
static uint64_t current(uint64_t word, struct rate_limit limit, uint64_t now) {
    return is_open(word, limit, now) ? word : now << RATE_LIMIT_USED_BITS;
}

static bool exchange(struct rate_account *account, uint64_t *before, uint64_t after) {
    return atomic_compare_exchange_weak_explicit(&account->word, before, after, memory_order_relaxed,
                                                 memory_order_relaxed);
}

void rate_account_init(struct rate_account *account) {
    atomic_init(&account->word, 0);
}

bool rate_limiter_take(struct rate_account *account, struct rate_limit limit, uint64_t now_ticks) {
    uint64_t before = atomic_load_explicit(&account->word, memory_order_relaxed);
    uint64_t after;
    do {
        after = current(before, limit, now_ticks);
        if (used_of(after) >= limit.budget) {
            return false;
        }
    } while (!exchange(account, &before, after + 1));
    return true;
}

bool rate_limiter_charge(struct rate_account *account, struct rate_limit limit, uint64_t amount, uint64_t now_ticks) {
    uint64_t before = atomic_load_explicit(&account->word, memory_order_relaxed);
    uint64_t after;
    do {
        after = current(before, limit, now_ticks);
        uint64_t room = RATE_LIMIT_USED_MAX - used_of(after);
        after += amount < room ? amount : room;
    } while (!exchange(account, &before, after));
    return used_of(after) >= limit.budget;
}

uint32_t rate_limiter_left(const struct rate_account *account, struct rate_limit limit, uint64_t now_ticks) {
    uint64_t word = atomic_load_explicit(&account->word, memory_order_relaxed);
    uint64_t used = used_of(current(word, limit, now_ticks));
    return used < limit.budget ? limit.budget - (uint32_t)used : 0;
}

uint64_t rate_limiter_window_end(const struct rate_account *account, struct rate_limit limit, uint64_t now_ticks) {
    uint64_t word = atomic_load_explicit(&account->word, memory_order_relaxed);
    return is_open(word, limit, now_ticks) ? start_of(word, now_ticks) + limit.window_ticks : now_ticks;
}
