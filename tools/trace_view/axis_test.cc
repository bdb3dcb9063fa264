// SPDX-License-Identifier: Apache-2.0
#include "tools/trace_view/axis.h"

#include <gtest/gtest.h>

#include <string>

#include "tools/trace_view/dumps.h"

namespace trace_view {
namespace {

constexpr int64_t LEFT = 100 * Axis::kTenths;
constexpr int64_t RIGHT = 1100 * Axis::kTenths;

// Somebody types: two bursts of 1 us, a second apart.
Timeline Typed() {
    return MakeTimeline(DumpOf({{At(0, ABI_TRACE_SWITCH, 5), At(1000, ABI_TRACE_IDLE, 0),
                                 At(1000000000, ABI_TRACE_SWITCH, 5), At(1000001000, ABI_TRACE_IDLE, 0)},
                                {At(0, ABI_TRACE_IDLE, 0), At(500, ABI_TRACE_SWITCH, 6), At(600, ABI_TRACE_IDLE, 0)}}));
}

// The same, but the other hart works all the time.
Timeline Working() {
    return MakeTimeline(DumpOf({{At(0, ABI_TRACE_SWITCH, 5), At(1000, ABI_TRACE_IDLE, 0),
                                 At(1000000000, ABI_TRACE_SWITCH, 5), At(1000001000, ABI_TRACE_IDLE, 0)},
                                {At(0, ABI_TRACE_SWITCH, 6)}}));
}

TEST(Axis, BeginsLeftAndEndsRight) {
    for (const Timeline &timeline : {Typed(), Working(), MakeTimeline(Busy())}) {
        const Axis axis(timeline, LEFT, RIGHT);
        EXPECT_EQ(axis.X(0), LEFT);
        EXPECT_NEAR(static_cast<double>(axis.X(timeline.length)), static_cast<double>(RIGHT), 1);
    }
}

TEST(Axis, NeverGoesBack) {
    const Timeline timeline = MakeTimeline(Busy());
    const Axis axis(timeline, LEFT, RIGHT);
    for (uint64_t time = 1; time <= timeline.length; time++) {
        ASSERT_LE(axis.X(time - 1), axis.X(time)) << time;
    }
}

TEST(Axis, ALongSilenceOfAllHartsIsCutOut) {
    const Axis axis(Typed(), LEFT, RIGHT);
    ASSERT_EQ(axis.cuts().size(), 1u);
    EXPECT_EQ(axis.cuts()[0].begin, 1000u);
    EXPECT_EQ(axis.cuts()[0].end, 1000000000u);
    EXPECT_EQ(axis.X(1000000000) - axis.X(1000), Axis::kCutWidth);
    // Both halves have the same scale.
    EXPECT_NEAR(static_cast<double>(axis.X(1000) - axis.X(0)),
                static_cast<double>(axis.X(1000001000) - axis.X(1000000000)), 1);
}

TEST(Axis, WhereAnyHartWorksNothingIsCutOut) {
    EXPECT_TRUE(Axis(Working(), LEFT, RIGHT).cuts().empty());
}

TEST(Axis, ShortSilencesStay) {
    const Timeline timeline = MakeTimeline(DumpOf({{At(0, ABI_TRACE_SWITCH, 5), At(500, ABI_TRACE_IDLE, 0),
                                                    At(600, ABI_TRACE_SWITCH, 5), At(1000, ABI_TRACE_IDLE, 0)}}));
    EXPECT_TRUE(Axis(timeline, LEFT, RIGHT).cuts().empty());
}

TEST(Axis, TicksAreRoundApartAndOutsideOfCuts) {
    for (const Timeline &timeline : {Typed(), Working(), MakeTimeline(Busy())}) {
        const Axis axis(timeline, LEFT, RIGHT);
        const std::vector<Tick> ticks = axis.Ticks();
        ASSERT_GE(ticks.size(), 4u);
        const uint64_t step = ticks[1].time - ticks[0].time;
        const char first = std::to_string(step)[0];
        EXPECT_TRUE(first == '1' || first == '2' || first == '5') << step;
        for (size_t i = 0; i < ticks.size(); i++) {
            EXPECT_EQ(ticks[i].time % step, 0u);
            EXPECT_EQ(ticks[i].x, axis.X(ticks[i].time));
            EXPECT_TRUE(i == 0 || ticks[i].x - ticks[i - 1].x >= Axis::kTickDistance) << i;
            for (const Cut &cut : axis.cuts()) {
                EXPECT_TRUE(ticks[i].time <= cut.begin || ticks[i].time >= cut.end) << ticks[i].time;
            }
        }
    }
}

TEST(Axis, NoTimeAtAllIsAllLeft) {
    const Axis axis(MakeTimeline(DumpOf({{}})), LEFT, RIGHT);
    EXPECT_EQ(axis.X(0), LEFT);
    EXPECT_LE(axis.Ticks().size(), 1u);
}

TEST(Microseconds, HaveTheDigitsThatTheyNeed) {
    EXPECT_EQ(MicrosecondsNumber(0), "0");
    EXPECT_EQ(MicrosecondsNumber(5), "0.005");
    EXPECT_EQ(MicrosecondsNumber(1500), "1.5");
    EXPECT_EQ(MicrosecondsNumber(20000), "20");
    EXPECT_EQ(MicrosecondsText(120), "0.12 \u00b5s");
}

}  // namespace
}  // namespace trace_view
