// SPDX-License-Identifier: Apache-2.0
#include "kernel/ipi/rate_limiter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

namespace {

constexpr uint64_t kLate = RATE_LIMIT_LATE_TICKS;
constexpr uint64_t kAround = uint64_t{1} << 40;  // when the part of the clock that an account keeps repeats

// Every kind of use, at a 10 MHz clock: control calls of a task, IPIs of a hart and of the machine, PerfBurst; and the ends of
// what can be asked for.
constexpr rate_limit kLimits[] = {
    {100, 1000000}, {1000, 10000000}, {10000, 100000}, {100000, 1000000}, {1, 1}, {1, (uint64_t{1} << 39) - 1}, {3, 2},
};

// A window that begins when the clock starts, is ordinary, that wraps what an account keeps, and that is beyond it.
constexpr uint64_t kStarts[] = {0, 1, 12345, kAround - 1, kAround, kAround + 77, 5 * kAround - 1, uint64_t{1} << 62};

// An account whose storage held something before.
struct Account {
    rate_account account;
    rate_limit limit;

    explicit Account(rate_limit of) : limit(of) {
        account.word = 0xdeadbeefcafef00d;
        rate_account_init(&account);
    }

    bool Take(uint64_t now) {
        return rate_limiter_take(&account, limit, now);
    }

    bool Charge(uint64_t amount, uint64_t now) {
        return rate_limiter_charge(&account, limit, amount, now);
    }

    uint32_t Left(uint64_t now) const {
        return rate_limiter_left(&account, limit, now);
    }

    uint64_t End(uint64_t now) const {
        return rate_limiter_window_end(&account, limit, now);
    }

    uint64_t Word() const {
        return account.word;
    }

    // Takes until it is refused, or more than there can be.
    uint32_t TakeAll(uint64_t now) {
        uint32_t taken = 0;
        while (taken <= limit.budget && Take(now)) {
            taken++;
        }
        return taken;
    }
};

TEST(RateLimiter, StartsWithTheWholeBudgetWhateverTheClockReads) {
    for (rate_limit limit : kLimits) {
        for (uint64_t now : kStarts) {
            Account account(limit);
            EXPECT_EQ(account.Left(now), limit.budget) << now;
            EXPECT_EQ(account.End(now), now);
            EXPECT_TRUE(account.Take(now)) << now;
            EXPECT_EQ(account.Left(now), limit.budget - 1) << now;
            EXPECT_EQ(account.End(now), now + limit.window_ticks) << now;
        }
    }
}

TEST(RateLimiter, GivesTheBudgetAndNotOneMore) {
    for (rate_limit limit : kLimits) {
        for (uint64_t start : kStarts) {
            Account account(limit);
            ASSERT_TRUE(account.Take(start));
            // The rest at the last tick of the window.
            uint64_t last = start + limit.window_ticks - 1;
            EXPECT_EQ(account.TakeAll(last), limit.budget - 1) << start;
            EXPECT_EQ(account.Left(last), 0u);
            EXPECT_EQ(account.End(last), last + 1);
        }
    }
}

TEST(RateLimiter, ARefusalChangesNothing) {
    for (uint64_t now : kStarts) {
        Account account({3, 1000});
        ASSERT_EQ(account.TakeAll(now), 3u);
        uint64_t before = account.Word();
        for (uint64_t later : {0u, 1u, 500u, 999u}) {
            EXPECT_FALSE(account.Take(now + later));
            EXPECT_EQ(account.Word(), before);
        }
    }
}

TEST(RateLimiter, AWindowIsOverAtItsEndAndNotBefore) {
    for (rate_limit limit : kLimits) {
        for (uint64_t start : kStarts) {
            Account account(limit);
            ASSERT_EQ(account.TakeAll(start), limit.budget);
            uint64_t end = start + limit.window_ticks;
            EXPECT_FALSE(account.Take(end - 1)) << start;
            EXPECT_EQ(account.Left(end - 1), 0u);
            EXPECT_EQ(account.Left(end), limit.budget) << start;
            EXPECT_EQ(account.End(end), end) << "no window is open";
            EXPECT_TRUE(account.Take(end)) << start;
            EXPECT_EQ(account.Left(end), limit.budget - 1);
        }
    }
}

TEST(RateLimiter, TheNextWindowBeginsWithTheNextUse) {
    Account account({2, 1000});
    ASSERT_TRUE(account.Take(50));
    ASSERT_TRUE(account.Take(1049));
    EXPECT_FALSE(account.Take(1049));
    // Not at 1050, and not at 2050.
    EXPECT_EQ(account.Left(2500), 2u);
    ASSERT_TRUE(account.Take(2500));
    EXPECT_EQ(account.End(2600), 3500u);
    ASSERT_TRUE(account.Take(3499));
    EXPECT_FALSE(account.Take(3499));
    EXPECT_TRUE(account.Take(3500));
}

TEST(RateLimiter, NothingCanBeTakenFromNoBudget) {
    Account account({0, 1000});
    for (uint64_t now : kStarts) {
        EXPECT_FALSE(account.Take(now));
        EXPECT_EQ(account.Left(now), 0u);
        EXPECT_TRUE(account.Charge(0, now));
        EXPECT_TRUE(account.Charge(1, now));
    }
}

TEST(RateLimiter, AClockThatStandsStillOpensNoWindow) {
    for (uint64_t now : kStarts) {
        Account account({100, 1});
        EXPECT_EQ(account.TakeAll(now), 100u);
        for (int i = 0; i < 1000; i++) {
            ASSERT_FALSE(account.Take(now));
        }
    }
}

TEST(RateLimiter, AHartThatReadTheClockEarlierUsesTheSameWindow) {
    for (rate_limit limit : kLimits) {
        // With the clock's start before it, so that there is an earlier.
        for (uint64_t start : {kLate, kLate + 1, kAround, kAround + 3, kAround + kLate, 7 * kAround - 1}) {
            for (uint64_t late : {uint64_t{1}, uint64_t{2}, uint64_t{1000}, limit.window_ticks % kLate, kLate}) {
                Account account(limit);
                ASSERT_TRUE(account.Take(start));
                EXPECT_EQ(account.Left(start - late), limit.budget - 1) << start << " " << late;
                EXPECT_EQ(account.End(start - late), start + limit.window_ticks) << start << " " << late;
                EXPECT_EQ(account.TakeAll(start - late), limit.budget - 1) << start << " " << late;
                EXPECT_TRUE(account.Charge(1, start - late));
                // Its use did not move the window.
                EXPECT_FALSE(account.Take(start + limit.window_ticks - 1)) << start << " " << late;
                EXPECT_EQ(account.TakeAll(start + limit.window_ticks), limit.budget) << start << " " << late;
            }
        }
    }
}

TEST(RateLimiter, HartsThatDisagreeAboutTheTimeGetOneBudgetInAWindow) {
    // Their clocks differ by up to twice the window, and each window ends for some before it does for others.
    constexpr rate_limit limit = {10, 100};
    std::mt19937_64 random(1);
    Account account(limit);
    uint64_t now = 1000;
    uint64_t taken = 0;
    uint64_t first = now - 199;
    for (int step = 0; step < 200000; step++) {
        uint64_t behind = random() % 200;
        uint64_t before = account.End(now);
        taken += account.Take(now - behind) ? 1 : 0;
        uint64_t after = account.End(now);
        ASSERT_GE(after, before) << "a window ends earlier than it did";
        now += random() % 3;
    }
    // From the beginning of one to that of the next at least the length of a window.
    uint64_t windows = (now - first) / limit.window_ticks + 1;
    EXPECT_LE(taken, windows * limit.budget);
    EXPECT_GT(taken, windows * limit.budget / 3) << "the limiter gave nearly nothing";
}

TEST(RateLimiter, ForgetsAnAccountThatNobodyUsedForLong) {
    constexpr rate_limit limit = {5, 1000000};
    constexpr uint64_t kStart = 3 * kAround + 99;
    struct Case {
        uint64_t later;
        bool is_spent;
    };
    const Case cases[] = {
        {limit.window_ticks - 1, true},
        {limit.window_ticks, false},
        {kAround / 4, false},
        {kAround / 2 - 1, false},
        {kAround / 2, false},
        {kAround - kLate - 1, false},
        // The beginning looks like one that is yet to come, as the header says.
        {kAround - kLate, true},
        {kAround, true},
        {kAround + limit.window_ticks - 1, true},
        {kAround + limit.window_ticks, false},
        {2 * kAround - kLate - 1, false},
    };
    for (const Case &c : cases) {
        Account account(limit);
        ASSERT_EQ(account.TakeAll(kStart), limit.budget);
        EXPECT_EQ(account.Left(kStart + c.later), c.is_spent ? 0 : limit.budget) << c.later;
        EXPECT_EQ(account.Take(kStart + c.later), !c.is_spent) << c.later;
    }
}

TEST(RateLimiter, ChargesAmountsAndTellsWhenTheBudgetIsSpent) {
    struct Case {
        uint64_t amount;
        bool is_spent;
        uint32_t left;
    };
    // In one window, one after the other.
    const Case cases[] = {
        {0, false, 100000}, {1, false, 99999}, {40000, false, 59999}, {59998, false, 1},     {0, false, 1},
        {1, true, 0},       {0, true, 0},      {40000, true, 0},      {UINT64_MAX, true, 0},
    };
    Account account({100000, 1000000});
    for (const Case &c : cases) {
        EXPECT_EQ(account.Charge(c.amount, 10), c.is_spent) << c.amount;
        EXPECT_EQ(account.Left(10), c.left) << c.amount;
    }
    EXPECT_TRUE(account.Charge(0, 1000009));
    EXPECT_EQ(account.Left(1000010), 100000u);
    EXPECT_FALSE(account.Charge(99999, 1000010)) << "the next window";
    EXPECT_TRUE(account.Charge(1, 1000010));
}

TEST(RateLimiter, WhatIsChargedBeyondTheBudgetIsNotCarriedOver) {
    Account account({10, 100});
    EXPECT_TRUE(account.Charge(1000, 5));
    EXPECT_FALSE(account.Take(104));
    EXPECT_EQ(account.TakeAll(105), 10u);
}

TEST(RateLimiter, ChargingNothingOpensNoWindow) {
    Account account({10, 100});
    EXPECT_FALSE(account.Charge(0, 50));
    EXPECT_EQ(account.End(60), 60u);
    EXPECT_FALSE(account.Charge(9, 90));
    EXPECT_EQ(account.End(95), 190u);
}

TEST(RateLimiter, ChargingStaysAtTheLargestNumber) {
    const uint64_t max = RATE_LIMIT_USED_MAX;
    const std::vector<std::vector<uint64_t>> amounts = {
        {max},        {max - 1, 1},  {max - 1, 2},        {max, 1},
        {max, max},   {max + 1},     {1, UINT64_MAX},     {UINT64_MAX, UINT64_MAX},
        {1, max - 1}, {2, max, 100}, {1, UINT64_MAX - 1}, {uint64_t{1} << 40, uint64_t{1} << 63},
    };
    for (const std::vector<uint64_t> &each : amounts) {
        Account account({RATE_LIMIT_USED_MAX, 1000});
        for (size_t i = 0; i < each.size(); i++) {
            EXPECT_EQ(account.Charge(each[i], 70), i + 1 == each.size() || each[i] >= max) << each[i];
        }
        EXPECT_EQ(account.Word(), uint64_t{70} << RATE_LIMIT_USED_BITS | max) << each.front();
        EXPECT_EQ(account.End(70), 1070u) << "the window's beginning is as it was";
    }
    Account nearly({RATE_LIMIT_USED_MAX, 1000});
    EXPECT_FALSE(nearly.Charge(max - 1, 70));
    EXPECT_EQ(nearly.Left(70), 1u);
    EXPECT_TRUE(nearly.Take(70));
    EXPECT_FALSE(nearly.Take(70));
}

TEST(RateLimiter, ALimitThatIsLoweredHoldsAtOnce) {
    Account account({10, 100});
    for (int i = 0; i < 6; i++) {
        ASSERT_TRUE(account.Take(1));
    }
    account.limit.budget = 5;
    EXPECT_EQ(account.Left(1), 0u);
    EXPECT_FALSE(account.Take(1));
    EXPECT_TRUE(account.Charge(0, 1));
    account.limit.budget = 7;
    EXPECT_TRUE(account.Take(1));
    EXPECT_FALSE(account.Take(1));
    account.limit.window_ticks = 50;
    EXPECT_FALSE(account.Take(50));
    EXPECT_TRUE(account.Take(51));
}

// Beside a model that keeps the whole clock and any number.
TEST(RateLimiter, AnswersAsAModelDoes) {
    std::mt19937_64 random(7);
    for (rate_limit limit : kLimits) {
        Account account(limit);
        bool is_first = true;
        uint64_t start = 0;
        uint64_t used_in_window = 0;
        uint64_t now = kAround - limit.window_ticks;
        for (int step = 0; step < 20000; step++) {
            // Sometimes the clock goes back a little, sometimes it jumps, but never so far that it comes round.
            uint64_t kind = random() % 16;
            uint64_t jump = random() % std::min(2 * limit.window_ticks, kAround / 4);
            uint64_t advance = kind == 0 ? jump : random() % (limit.window_ticks / 8 + 1);
            now = kind == 1 ? now - random() % 1000 : now + advance;
            bool is_open = !is_first && now < start + limit.window_ticks;
            uint64_t used = is_open ? used_in_window : 0;
            ASSERT_EQ(account.Left(now), used < limit.budget ? limit.budget - used : 0) << step;
            ASSERT_EQ(account.End(now), is_open ? start + limit.window_ticks : now) << step;
            uint64_t amount = random() % 4 == 0 ? random() % limit.budget + 1 : 1;
            bool charges = amount != 1 || random() % 2 == 0;
            bool fits = used < limit.budget;
            if (charges || fits) {
                start = is_open ? start : now;
                is_first = false;
                used += charges ? amount : 1;
                used_in_window = used;
            }
            if (charges) {
                ASSERT_EQ(account.Charge(amount, now), used >= limit.budget) << step;
            } else {
                ASSERT_EQ(account.Take(now), fits) << step;
            }
        }
    }
}

}  // namespace
