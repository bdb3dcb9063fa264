// SPDX-License-Identifier: Apache-2.0
// The time that a task may run at PerfBurst, in a simulation of the harts that charge it: 10 ms in each 100 ms at 10 MHz, then it
// competes as Normal until its budget is whole again.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>

#include "kernel/ipi/rate_limiter.h"

namespace {

constexpr rate_limit kBurst = {100000, 1000000};
constexpr uint64_t kRound = 40000;

// What ran, by what it was at that moment.
struct Received {
    uint64_t burst = 0;
    uint64_t as_normal = 0;
    uint64_t others = 0;
    uint64_t most_in_a_window = 0;
    uint64_t windows = 0;
};

// One hart with a busy task of PerfBurst and a busy one of Normal. It charges what was used when it looks, and looks when the slice or
// what is left of the budget ends, `late` ticks after that.
class Hart {
  public:
    explicit Hart(uint64_t late) : late_(late) {
        rate_account_init(&account_);
    }

    void Run(uint64_t time) {
        for (uint64_t end = now_ + time; now_ < end;) {
            uint64_t left = rate_limiter_left(&account_, kBurst, now_);
            is_spent_ = left == 0 || (is_spent_ && now_ < spent_until_);
            is_spent_ ? RunAsNormal() : RunBurst(left);
        }
    }

    const Received &Result() const {
        return received_;
    }

  private:
    void RunBurst(uint64_t left) {
        uint64_t window = rate_limiter_window_end(&account_, kBurst, now_ + 1);
        uint64_t time = std::min(left, kRound) + late_;
        now_ += time;
        received_.burst += time;
        bool is_new_window = rate_limiter_left(&account_, kBurst, now_) == kBurst.budget;
        in_window_ = is_new_window ? time : in_window_ + time;
        received_.windows += is_new_window ? 1 : 0;
        received_.most_in_a_window = std::max(received_.most_in_a_window, in_window_);
        EXPECT_TRUE(is_new_window || rate_limiter_window_end(&account_, kBurst, now_) == window);
        is_spent_ = rate_limiter_charge(&account_, kBurst, time, now_);
        spent_until_ = rate_limiter_window_end(&account_, kBurst, now_);
    }

    // Equal shares, until the timer that was armed for the end of the window.
    void RunAsNormal() {
        uint64_t time = std::min(spent_until_ - now_, kRound / 2);
        now_ += time;
        uint64_t &mine = is_my_turn_ ? received_.as_normal : received_.others;
        mine += time;
        is_my_turn_ = !is_my_turn_;
    }

    rate_account account_;
    const uint64_t late_;
    Received received_;
    uint64_t now_ = 12345;
    uint64_t in_window_ = 0;
    uint64_t spent_until_ = 0;
    bool is_spent_ = false;
    bool is_my_turn_ = false;
};

TEST(RateLimiterBurst, ABusyTaskGetsItsBudgetInEachWindowAndHalfOfTheRest) {
    constexpr uint64_t kTime = 1000000000;
    for (uint64_t late : {0u, 1u, 100u, 10000u}) {
        Hart hart(late);
        hart.Run(kTime);
        const Received &received = hart.Result();
        // The last look of a window may be late by so much, and each window begins when the first time is charged.
        EXPECT_LE(received.most_in_a_window, kBurst.budget + late) << late;
        EXPECT_GE(received.most_in_a_window, uint64_t{kBurst.budget}) << late;
        EXPECT_LE(received.burst, (kTime / kBurst.window_ticks + 1) * (kBurst.budget + late)) << late;
        uint64_t longest = kBurst.window_ticks + kRound + late;
        EXPECT_GE(received.burst, kTime / longest * kBurst.budget) << late;
        EXPECT_GE(received.windows, kTime / longest) << late;
        EXPECT_LE(std::max(received.as_normal, received.others) - std::min(received.as_normal, received.others),
                  kRound * received.windows / 2)
            << late;
        EXPECT_GE(received.others * 100, kTime * 40) << "those below get what is left";
    }
}

// Servers on other harts work at the expense of one caller: each charges what it used when it looks, and runs for no longer
// than was left when it began.
TEST(RateLimiterBurst, ManyHartsThatChargeOneTaskGoTooFarByNoMoreThanOneSliceEach) {
    constexpr uint32_t kHarts = 4;
    rate_account account;
    rate_account_init(&account);
    std::mt19937_64 random(5);
    struct Turn {
        uint64_t end = 0;
        uint64_t time = 0;
        bool is_burst = false;
    };
    std::array<Turn, kHarts> turns;
    uint64_t window = 0;
    uint64_t in_window = 0;
    uint64_t most = 0;
    uint64_t windows = 0;
    for (uint64_t now = 1000; now < 300000000;) {
        for (Turn &turn : turns) {
            if (turn.end > now) {
                continue;
            }
            if (turn.is_burst) {
                bool is_new = rate_limiter_window_end(&account, kBurst, now) == now;
                (void)rate_limiter_charge(&account, kBurst, turn.time, now);
                in_window = is_new ? turn.time : in_window + turn.time;
                windows += is_new ? 1 : 0;
                ASSERT_TRUE(is_new || rate_limiter_window_end(&account, kBurst, now) == window);
                window = rate_limiter_window_end(&account, kBurst, now);
                most = std::max(most, in_window);
            }
            uint64_t left = rate_limiter_left(&account, kBurst, now);
            turn.is_burst = left != 0 && random() % 2 == 0;
            uint64_t slice = kRound / (1 + random() % 4);
            turn.time = turn.is_burst ? std::min(left, slice) : slice;
            turn.end = now + turn.time;
        }
        now = std::min_element(turns.begin(), turns.end(), [](const Turn &a, const Turn &b) {
                  return a.end < b.end;
              })->end;
    }
    EXPECT_GT(windows, 200u);
    EXPECT_GT(most, uint64_t{kBurst.budget}) << "the harts were never at it together";
    EXPECT_LE(most, kBurst.budget + (kHarts - 1) * kRound);
}

}  // namespace
