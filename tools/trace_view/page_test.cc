// SPDX-License-Identifier: Apache-2.0
#include "tools/trace_view/page.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tools/trace_view/dumps.h"

namespace trace_view {
namespace {

// So many tasks, the first ones run longer.
Timeline WithTasks(uint32_t count) {
    std::vector<abi_trace_record> records;
    uint64_t time = 0;
    for (uint32_t i = 0; i < count; i++) {
        records.push_back(At(time, ABI_TRACE_SWITCH, 1000 + i));
        time += 2 * count - i;
    }
    records.push_back(At(time, ABI_TRACE_IDLE, 0));
    return MakeTimeline(DumpOf({records}));
}

TEST(Page, TasksComeByTheTimeThatTheyRanThenByNumber) {
    EXPECT_EQ(TasksByTime(MakeTimeline(DumpOf({{At(0, ABI_TRACE_SWITCH, 9), At(10, ABI_TRACE_SWITCH, 8),
                                                At(30, ABI_TRACE_SWITCH, 7), At(40, ABI_TRACE_IDLE, 0)},
                                               {At(0, ABI_TRACE_SWITCH, 9), At(5, ABI_TRACE_IDLE, 0)}}))),
              (std::vector<uint32_t>{8, 9, 7}));
    EXPECT_EQ(TasksByTime(MakeTimeline(
                  DumpOf({{At(0, ABI_TRACE_SWITCH, 9), At(10, ABI_TRACE_SWITCH, 8), At(20, ABI_TRACE_IDLE, 0)}}))),
              (std::vector<uint32_t>{8, 9}));
}

TEST(Page, ColoursOfManyTasksDiffer) {
    std::set<std::string> colours;
    for (size_t place = 0; place < 100; place++) {
        EXPECT_TRUE(colours.insert(TaskColour(place)).second) << place;
    }
}

TEST(Page, TheLegendNamesWhatIsDrawnAndNothingElse) {
    int64_t bottom = 0;
    std::set<std::string> names;
    for (const LegendEntry &entry : PlaceLegend(MakeTimeline(Busy()), 40, &bottom)) {
        names.insert(entry.text);
    }
    EXPECT_EQ(names,
              (std::set<std::string>{"shell", "task 6", "task 7", "IPI", "steal", "timer", "fault", "records lost"}));
    EXPECT_TRUE(PlaceLegend(MakeTimeline(DumpOf({{}})), 40, &bottom).empty());
    EXPECT_EQ(bottom, 40);
}

TEST(Page, TheLegendStaysOnThePageAndSaysWhatItLeavesOut) {
    int64_t bottom = 0;
    const std::vector<LegendEntry> entries = PlaceLegend(WithTasks(40), 40, &bottom);
    ASSERT_EQ(entries.size(), 25u);
    EXPECT_EQ(entries[0].text, "task 1000");
    EXPECT_EQ(entries[24].text, "and 16 more tasks");
    for (size_t i = 1; i < entries.size(); i++) {
        const bool is_right = entries[i].y == entries[i - 1].y && entries[i].x > entries[i - 1].x;
        const bool is_below = entries[i].y > entries[i - 1].y && entries[i].x == kPageMargin;
        EXPECT_TRUE(is_right || is_below) << i;
        EXPECT_LT(entries[i].x + 80, kPageWidth);
        EXPECT_LT(entries[i].y, bottom);
    }
    EXPECT_GT(entries[24].y, 40);
}

TEST(Page, RowsLeaveRoomForArrows) {
    for (size_t harts = 1; harts <= 64; harts++) {
        const Rows rows(harts, 100);
        EXPECT_EQ(rows.Top(0), 100);
        EXPECT_GE(rows.Top(1) - rows.Bottom(0), 14);
        EXPECT_LT(rows.Bottom(harts - 1), 2200);
    }
}

}  // namespace
}  // namespace trace_view
