// SPDX-License-Identifier: Apache-2.0
// Whoever takes and charges at the same time: an account counts each use once.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "kernel/ipi/rate_limiter.h"

namespace {

constexpr uint32_t kThreads = 4;

template <typename Work> void OnAllThreads(const Work &work) {
    std::vector<std::thread> threads;
    for (uint32_t thread = 0; thread < kThreads; thread++) {
        threads.emplace_back([&work, thread] { work(thread); });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
}

// All harts send as fast as they can, in window after window; they begin each one together.
struct Rush {
    static constexpr uint32_t kWindows = 2000;
    static constexpr rate_limit kLimit = {100, 1000};

    rate_account account;
    std::atomic<uint32_t> arrived{0};
    std::atomic<uint32_t> taken{0};
    std::atomic<uint32_t> miscounts{0};
    std::atomic<uint32_t> winners{0};

    Rush() {
        rate_account_init(&account);
    }

    void Meet(uint32_t meeting) {
        arrived.fetch_add(1);
        while (arrived.load() < meeting * kThreads) {
            std::this_thread::yield();
        }
    }

    // Each thread's clock is a few ticks apart from the others', on both sides of the beginning of a window, and moves.
    void Compete(uint32_t thread) {
        uint32_t won = 0;
        for (uint32_t window = 0; window < kWindows; window++) {
            Meet(2 * window + 1);
            uint64_t now = 1000000 + 2 * kLimit.window_ticks * window + 3 * thread;
            uint32_t own = 0;
            for (uint32_t attempt = 0; attempt < 2 * kLimit.budget; attempt++) {
                own += rate_limiter_take(&account, kLimit, now + attempt % 5) ? 1 : 0;
            }
            won += own;
            taken.fetch_add(own);
            Meet(2 * window + 2);
            if (thread == 0 && taken.exchange(0) != kLimit.budget) {
                miscounts.fetch_add(1);
            }
        }
        winners.fetch_add(won != 0 ? 1 : 0);
    }
};

TEST(RateLimiterThreads, TakeTogetherExactlyTheBudgetOfEachWindow) {
    Rush rush;
    OnAllThreads([&rush](uint32_t thread) { rush.Compete(thread); });
    EXPECT_EQ(rush.miscounts.load(), 0u);
    EXPECT_GT(rush.winners.load(), 1u) << "there was no race";
}

TEST(RateLimiterThreads, ChargesAreAllCounted) {
    constexpr uint32_t kCharges = 100000;
    constexpr rate_limit kLimit = {kThreads * kCharges * 3, 1000};
    static_assert(kLimit.budget <= RATE_LIMIT_USED_MAX);
    rate_account account;
    rate_account_init(&account);
    std::atomic<uint32_t> told{0};
    OnAllThreads([&](uint32_t thread) {
        for (uint32_t i = 0; i < kCharges; i++) {
            told.fetch_add(rate_limiter_charge(&account, kLimit, 3, 5000 + (i + thread) % 7) ? 1 : 0);
        }
    });
    EXPECT_EQ(rate_limiter_left(&account, kLimit, 5000), 0u);
    EXPECT_EQ(told.load(), 1u) << "the last of all reached the budget, and no other";
}

TEST(RateLimiterThreads, ABudgetThatIsSpentByChargesIsNotTaken) {
    constexpr rate_limit kLimit = {10000, 1000};
    constexpr uint32_t kAttempts = 10000;
    rate_account account;
    rate_account_init(&account);
    std::atomic<uint32_t> taken{0};
    OnAllThreads([&](uint32_t thread) {
        for (uint32_t i = 0; i < kAttempts; i++) {
            if (thread % 2 == 0) {
                taken.fetch_add(rate_limiter_take(&account, kLimit, 5000) ? 1 : 0);
            } else if (i % 10 == 0) {
                (void)rate_limiter_charge(&account, kLimit, 1, 5000);
            }
        }
    });
    // Two threads want 10,000 each, and the other two used 1000 each, some of it perhaps beyond the budget.
    EXPECT_LE(taken.load(), kLimit.budget);
    EXPECT_GE(taken.load(), kLimit.budget - 2000);
    EXPECT_FALSE(rate_limiter_take(&account, kLimit, 5999));
}

}  // namespace
