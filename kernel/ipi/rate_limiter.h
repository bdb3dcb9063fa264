// SPDX-License-Identifier: Apache-2.0
// So much in so much time: the one limiter of the kernel, for control calls, best-effort IPIs and the time of PerfBurst.
// Pure: the clock and the limits are arguments.
//
// Any hart may use an account at any time, without a lock. Memory order is relaxed: an account orders nothing but itself. What
// it counts is passed on by other means, and one atomic word is exact alone.
//
// Harts read the clock apart, and then one may be held up before it gets to the account. So `now_ticks` may lie before the
// beginning of the window by up to RATE_LIMIT_LATE_TICKS: it then counts in that window, and never opens one.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    RATE_LIMIT_USED_BITS = 24,
    RATE_LIMIT_USED_MAX = (1 << RATE_LIMIT_USED_BITS) - 1,
    // 7 s at 10 MHz. Of the clock an account keeps 40 bits: one that was spent and then left alone counts as spent once more
    // when they come round after 30 hours, for this long and a window. So it is no longer than a hart may be held up.
    RATE_LIMIT_LATE_TICKS = 1 << 26,
};

struct rate_limit {
    uint32_t budget;        // at most RATE_LIMIT_USED_MAX
    uint64_t window_ticks;  // below 2^39
};

struct rate_account {
    // Low 40 bits of the tick at which the window began << RATE_LIMIT_USED_BITS | used. Nothing used: no window is open.
    // Relaxed, see above.
    _Atomic uint64_t word;
};

// With nothing used. Context: before another hart can see the account.
void rate_account_init(struct rate_account *account);

// Takes one unit. A window begins with the first use after the last one ended.
// False when the budget of the window is used up; nothing has changed then.
ABI_MUST_USE bool rate_limiter_take(struct rate_account *account, struct rate_limit limit, uint64_t now_ticks);

// Adds what was used already, and stays at RATE_LIMIT_USED_MAX rather than forget. True when the budget is spent after that.
ABI_MUST_USE bool rate_limiter_charge(struct rate_account *account, struct rate_limit limit, uint64_t amount,
                                      uint64_t now_ticks);

// What is left in the window.
ABI_MUST_USE uint32_t rate_limiter_left(const struct rate_account *account, struct rate_limit limit,
                                        uint64_t now_ticks);

// The first tick with the whole budget: now, when no window is open.
ABI_MUST_USE uint64_t rate_limiter_window_end(const struct rate_account *account, struct rate_limit limit,
                                              uint64_t now_ticks);

#ifdef __cplusplus
}
#endif
