// SPDX-License-Identifier: Apache-2.0
#include "libs/deadline/deadline.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>

#include "abi/object.h"

namespace {

constexpr uint64_t kMax = UINT64_MAX;

struct Window {
    uint64_t ticks_per_second;
    abi_class class_;
    uint64_t ticks;
};

// What the window is at a rate; written out, not computed.
constexpr Window kWindows[] = {
    {10000000, ABI_CLASS_IDLE, 80000},
    {10000000, ABI_CLASS_NORMAL, 40000},
    {10000000, ABI_CLASS_INTERACTIVE, 10000},
    {1000000, ABI_CLASS_IDLE, 8000},
    {1000000, ABI_CLASS_NORMAL, 4000},
    {1000000, ABI_CLASS_INTERACTIVE, 1000},
    // Odd rates: fractions of a tick fall away.
    {32768, ABI_CLASS_IDLE, 262},
    {32768, ABI_CLASS_NORMAL, 131},
    {32768, ABI_CLASS_INTERACTIVE, 32},
    {24999999, ABI_CLASS_IDLE, 199999},
    {24999999, ABI_CLASS_NORMAL, 99999},
    {24999999, ABI_CLASS_INTERACTIVE, 24999},
    {1999, ABI_CLASS_IDLE, 15},
    {1999, ABI_CLASS_NORMAL, 7},
    {1999, ABI_CLASS_INTERACTIVE, 1},
    {500, ABI_CLASS_IDLE, 4},
    {500, ABI_CLASS_NORMAL, 2},
    // A window that would be less than a tick is one.
    {500, ABI_CLASS_INTERACTIVE, 1},
    {999, ABI_CLASS_INTERACTIVE, 1},
    {250, ABI_CLASS_NORMAL, 1},
    {249, ABI_CLASS_NORMAL, 1},
    {125, ABI_CLASS_IDLE, 1},
    {124, ABI_CLASS_IDLE, 1},
    {1, ABI_CLASS_IDLE, 1},
    {0, ABI_CLASS_IDLE, 1},
    // The fastest rate there can be: 2^64 - 1 = 18446744073709551 * 1000 + 615.
    {kMax, ABI_CLASS_IDLE, 147573952589676412},
    {kMax, ABI_CLASS_NORMAL, 73786976294838206},
    {kMax, ABI_CLASS_INTERACTIVE, 18446744073709551},
};

TEST(RoundDeadline, GoesToTheNextMultipleOfTheWindow) {
    for (const Window &row : kWindows) {
        auto round = [&row](uint64_t deadline) {
            return deadline_round(deadline, row.class_, false, row.ticks_per_second);
        };
        SCOPED_TRACE(testing::Message() << row.ticks_per_second << " Hz, class " << row.class_);
        EXPECT_EQ(round(0), 0u);
        EXPECT_EQ(round(1), row.ticks);
        for (uint64_t multiple : {uint64_t{1}, uint64_t{2}, uint64_t{3}, uint64_t{99}}) {
            uint64_t boundary = multiple * row.ticks;
            EXPECT_EQ(round(boundary - 1), row.ticks == 1 ? boundary - 1 : boundary) << multiple;
            EXPECT_EQ(round(boundary), boundary) << multiple;
            EXPECT_EQ(round(boundary + 1), boundary + row.ticks) << multiple;
            EXPECT_EQ(round(boundary + row.ticks / 2), row.ticks == 1 ? boundary : boundary + row.ticks) << multiple;
        }
    }
}

TEST(RoundDeadline, StopsAtTheEndOfTime) {
    for (const Window &row : kWindows) {
        auto round = [&row](uint64_t deadline) {
            return deadline_round(deadline, row.class_, false, row.ticks_per_second);
        };
        SCOPED_TRACE(testing::Message() << row.ticks_per_second << " Hz, class " << row.class_);
        uint64_t last = kMax / row.ticks * row.ticks;  // the last multiple that there is
        EXPECT_EQ(round(kMax), kMax);
        EXPECT_EQ(round(last), last);
        if (row.ticks == 1) {
            EXPECT_EQ(round(kMax - 1), kMax - 1);
            continue;
        }
        EXPECT_EQ(round(last - 1), last);
        EXPECT_EQ(round(last - row.ticks + 1), last);
        EXPECT_EQ(round(last - row.ticks), last - row.ticks);
        if (last < kMax) {
            EXPECT_EQ(round(last + 1), kMax);
            EXPECT_EQ(round(last + (kMax - last) / 2), (kMax - last) / 2 == 0 ? last : kMax);
        }
        EXPECT_EQ(round(kMax - 1), kMax - 1 == last ? last : kMax);
    }
}

TEST(RoundDeadline, LeavesAPreciseOneAndPerfBurstAlone) {
    for (uint64_t rate : {uint64_t{0}, uint64_t{1}, uint64_t{32768}, uint64_t{1000000}, uint64_t{10000000}, kMax}) {
        for (uint64_t deadline : {uint64_t{0}, uint64_t{1}, uint64_t{9999}, uint64_t{10001}, kMax - 1, kMax}) {
            SCOPED_TRACE(testing::Message() << rate << " Hz, deadline " << deadline);
            EXPECT_EQ(deadline_round(deadline, ABI_CLASS_PERF_BURST, false, rate), deadline);
            for (uint32_t class_ = 0; class_ < ABI_CLASS_COUNT; class_++) {
                EXPECT_EQ(deadline_round(deadline, static_cast<abi_class>(class_), true, rate), deadline);
            }
        }
    }
}

TEST(RoundDeadline, NeverEarlyLessThanAWindowLateAndStable) {
    std::mt19937_64 random(1);
    for (uint32_t step = 0; step < 100000; step++) {
        const Window &row = kWindows[random() % std::size(kWindows)];
        // Of every magnitude; a third of them at the end of time.
        uint64_t deadline = random() >> (random() % 64);
        deadline = step % 3 == 0 ? kMax - deadline : deadline;
        uint64_t rounded = deadline_round(deadline, row.class_, false, row.ticks_per_second);
        SCOPED_TRACE(testing::Message() << row.ticks_per_second << " Hz, class " << row.class_ << ", " << deadline);
        ASSERT_GE(rounded, deadline);
        ASSERT_LT(rounded - deadline, row.ticks);
        ASSERT_TRUE(rounded % row.ticks == 0 || rounded == kMax) << rounded;
        ASSERT_EQ(deadline_round(rounded, row.class_, false, row.ticks_per_second), rounded);
    }
}

}  // namespace
