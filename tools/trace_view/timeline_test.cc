// SPDX-License-Identifier: Apache-2.0
#include "tools/trace_view/timeline.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tools/trace_view/dumps.h"

namespace trace_view {
namespace {

// "task 5 0-100, idle 100-200"
std::string SpansOf(const Hart &hart) {
    std::string text;
    for (const Span &span : hart.spans) {
        const std::string what = span.doing == Doing::kTask   ? "task " + std::to_string(span.task)
                                 : span.doing == Doing::kIdle ? "idle"
                                 : span.doing == Doing::kLost ? "lost " + std::to_string(span.lost)
                                                              : "between";
        text += (text.empty() ? "" : ", ") + what + " " + std::to_string(span.begin) + "-" + std::to_string(span.end);
    }
    return text;
}

std::string ArrowsOf(const Timeline &timeline) {
    std::string text;
    for (const Arrow &arrow : timeline.arrows) {
        text += (text.empty() ? "" : ", ") + std::string(arrow.effect == Effect::kSteal ? "steal " : "ipi ") +
                std::to_string(arrow.from) + "@" + std::to_string(arrow.begin) + ">" + std::to_string(arrow.to) + "@" +
                std::to_string(arrow.end);
    }
    return text;
}

std::string FirstSpans(const std::vector<std::vector<abi_trace_record>> &harts) {
    return SpansOf(MakeTimeline(DumpOf(harts)).harts[0]);
}

TEST(Timeline, ATaskRunsUntilTheNextSwitchOrIdleAndTheLastOneToTheEnd) {
    EXPECT_EQ(FirstSpans({{At(100, ABI_TRACE_SWITCH, 5), At(200, ABI_TRACE_SWITCH, 6), At(300, ABI_TRACE_IDLE, 0),
                           At(400, ABI_TRACE_SWITCH, 5)},
                          {At(500, ABI_TRACE_SWITCH, 7)}}),
              "task 5 0-100, task 6 100-200, idle 200-300, task 5 300-400");
}

TEST(Timeline, TicksBecomeNanosecondsSinceTheFirstRecord) {
    Dump dump = DumpOf({{At(1000003, ABI_TRACE_SWITCH, 5)}, {At(1000000, ABI_TRACE_SWITCH, 6)}});
    dump.ticks_per_second = 10000000;
    const Timeline timeline = MakeTimeline(dump);
    EXPECT_EQ(timeline.length, 300u);
    EXPECT_EQ(SpansOf(timeline.harts[1]), "task 6 0-300");
}

TEST(Timeline, WhatTheFirstRecordTellsByTheWayWasSoBefore) {
    EXPECT_EQ(FirstSpans({{At(50, ABI_TRACE_WAKE, 5)}, {At(0, ABI_TRACE_IDLE, 0)}}), "task 5 0-50");
    EXPECT_EQ(FirstSpans({{At(50, ABI_TRACE_IPI_RECEIVE, 0)}, {At(0, ABI_TRACE_IDLE, 0)}}), "idle 0-50");
}

TEST(Timeline, BeforeAFirstSwitchNothingIsKnown) {
    EXPECT_EQ(FirstSpans({{At(50, ABI_TRACE_SWITCH, 5), At(60, ABI_TRACE_IDLE, 0)}, {At(0, ABI_TRACE_IDLE, 0)}}),
              "task 5 50-60");
}

TEST(Timeline, ATaskThatShowsWithoutASwitchHasTheHartFromThere) {
    EXPECT_EQ(FirstSpans({{At(0, ABI_TRACE_SWITCH, 5), At(10, ABI_TRACE_IPC_CALL, 5, 0, 6),
                           At(20, ABI_TRACE_IPC_REPLY, 6, 0, 5), At(30, ABI_TRACE_IDLE, 0)}}),
              "task 5 0-20, task 6 20-30");
}

TEST(Timeline, BetweenTasksTheKernelHasTheHart) {
    EXPECT_EQ(FirstSpans({{At(0, ABI_TRACE_SWITCH, 5), At(10, ABI_TRACE_STEAL, 0, 0, 6), At(15, ABI_TRACE_SWITCH, 6),
                           At(20, ABI_TRACE_IDLE, 0)}}),
              "task 5 0-10, between 10-15, task 6 15-20");
}

TEST(Timeline, AnIdleHartThatIsInterruptedIsIdle) {
    EXPECT_EQ(FirstSpans({{At(0, ABI_TRACE_IDLE, 0), At(10, ABI_TRACE_TIMER, 0), At(11, ABI_TRACE_IDLE, 0),
                           At(20, ABI_TRACE_SWITCH, 5), At(30, ABI_TRACE_IDLE, 0)}}),
              "idle 0-20, task 5 20-30");
}

TEST(Timeline, LostRecordsAreShownWhereTheyWere) {
    Dump dump = DumpOf({{At(10, ABI_TRACE_SWITCH, 5), At(20, ABI_TRACE_WAKE, 5), At(50, ABI_TRACE_TIMER, 6),
                         At(60, ABI_TRACE_IDLE, 0)},
                        {At(0, ABI_TRACE_IDLE, 0)}});
    Lose(&dump, 0, 2, 7);
    EXPECT_EQ(SpansOf(MakeTimeline(dump).harts[0]), "task 5 10-20, lost 7 20-50, task 6 50-60");
    Lose(&dump, 0, 0, 3);
    const Timeline timeline = MakeTimeline(dump);
    EXPECT_EQ(SpansOf(timeline.harts[0]), "lost 3 0-10, task 5 10-20, lost 7 20-50, task 6 50-60");
    EXPECT_EQ(timeline.harts[0].lost, 10u);
    EXPECT_EQ(timeline.lost, 10u);
}

TEST(Timeline, AHartThatLostAllIsLostForItsWhole) {
    Dump dump = DumpOf({{At(0, ABI_TRACE_IDLE, 0), At(9, ABI_TRACE_SWITCH, 5)}, {}});
    dump.harts[1].lost = 2;
    EXPECT_EQ(SpansOf(MakeTimeline(dump).harts[1]), "lost 2 0-9");
}

TEST(Timeline, NothingIsDrawnOfNoRecords) {
    const Timeline timeline = MakeTimeline(DumpOf({{}, {}}));
    EXPECT_EQ(timeline.length, 0u);
    EXPECT_EQ(SpansOf(timeline.harts[0]), "");
    EXPECT_EQ(timeline.arrows.size(), 0u);
}

TEST(Timeline, AnInterruptIsAnArrowFromItsSenderToWhoTookIt) {
    EXPECT_EQ(ArrowsOf(MakeTimeline(DumpOf({{At(0, ABI_TRACE_IPI_SEND, 5, 1, 1), At(20, ABI_TRACE_IPI_SEND, 5, 2, 1)},
                                            {At(10, ABI_TRACE_IPI_RECEIVE, 0, 1, 1)},
                                            {At(35, ABI_TRACE_IPI_RECEIVE, 0, 1, 1)}}))),
              "ipi 0@0>1@10, ipi 0@20>2@35");
}

TEST(Timeline, OneSentWhileAnotherIsTakenIsTheNextOnes) {
    // The receiver writes its record down last, after it emptied its mailbox.
    EXPECT_EQ(ArrowsOf(MakeTimeline(
                  DumpOf({{At(0, ABI_TRACE_IPI_SEND, 5, 2, 1)},
                          {At(8, ABI_TRACE_IPI_SEND, 6, 2, 1)},
                          {At(10, ABI_TRACE_IPI_RECEIVE, 0, 1, 1), At(12, ABI_TRACE_IPI_RECEIVE, 0, 1, 2)}}))),
              "ipi 0@0>2@10, ipi 1@8>2@12");
}

TEST(Timeline, ASenderThatFoundAnInterruptOnItsWayHasNoArrow) {
    EXPECT_EQ(ArrowsOf(MakeTimeline(DumpOf({{At(0, ABI_TRACE_IPI_SEND, 5, 2, 1)},
                                            {At(1, ABI_TRACE_SWITCH, 6)},
                                            {At(10, ABI_TRACE_IPI_RECEIVE, 0, 1, 3)}}))),
              "ipi 0@0>2@10");
}

TEST(Timeline, AnInterruptIsNotDrawnTwice) {
    EXPECT_EQ(ArrowsOf(MakeTimeline(
                  DumpOf({{At(0, ABI_TRACE_IPI_SEND, 5, 1, 1)},
                          {At(10, ABI_TRACE_IPI_RECEIVE, 0, 1, 1), At(20, ABI_TRACE_IPI_RECEIVE, 0, 1, 1)}}))),
              "ipi 0@0>1@10");
}

TEST(Timeline, AnInterruptThatWasSentWhereRecordsAreLostHasNoArrow) {
    Dump dump = DumpOf({{At(10, ABI_TRACE_IPI_SEND, 5, 1, 1)},
                        {At(5, ABI_TRACE_IDLE, 0), At(20, ABI_TRACE_IDLE, 0), At(30, ABI_TRACE_IPI_RECEIVE, 0, 1, 1)}});
    Lose(&dump, 1, 1, 1);
    EXPECT_EQ(ArrowsOf(MakeTimeline(dump)), "");
}

TEST(Timeline, AStealIsAnArrowFromWhereTheTaskWas) {
    const Timeline timeline = MakeTimeline(
        DumpOf({{At(0, ABI_TRACE_IDLE, 0), At(7, ABI_TRACE_STEAL, 0, 1, 42)}, {At(0, ABI_TRACE_SWITCH, 5)}}));
    EXPECT_EQ(ArrowsOf(timeline), "steal 1@7>0@7");
    EXPECT_EQ(timeline.arrows[0].said, 42u);
}

TEST(Timeline, WhoeverAsksOthersBeforeAnythingIsKnownIsTheKernelAndNotIdle) {
    EXPECT_EQ(
        FirstSpans({{At(0, ABI_TRACE_SHOOTDOWN, 0, 0, 2), At(50, ABI_TRACE_SWITCH, 5)}, {At(60, ABI_TRACE_IDLE, 0)}}),
        "between 0-50, task 5 50-60");
    EXPECT_EQ(
        FirstSpans({{At(0, ABI_TRACE_IPI_RECEIVE, 0, 1, 2), At(50, ABI_TRACE_SWITCH, 5)}, {At(60, ABI_TRACE_IDLE, 0)}}),
        "idle 0-50, task 5 50-60");
}

constexpr uint64_t kShell = 0x6c6c656873;  // "shell", the first letter lowest

TEST(Timeline, ATaskIsCalledWhatTheLabelOfItsProcessSays) {
    const Timeline timeline = MakeTimeline(DumpOf(
        {{At(0, ABI_TRACE_SWITCH, 5, 0, kShell), At(1, ABI_TRACE_SWITCH, 6), At(2, ABI_TRACE_WAKE, 6, 0, 0x61)}}));
    EXPECT_EQ(TaskName(timeline, 5), "shell");
    EXPECT_EQ(TaskName(timeline, 6), "task 6");
    EXPECT_EQ(TaskName(timeline, 7), "task 7");
}

TEST(Timeline, OfSeveralTasksThatAreCalledTheSameTheNumberIsSaidToo) {
    const Timeline timeline =
        MakeTimeline(DumpOf({{At(0, ABI_TRACE_SWITCH, 5, 0, kShell)}, {At(0, ABI_TRACE_SWITCH, 6, 0, kShell)}}));
    EXPECT_EQ(TaskName(timeline, 5), "shell 5");
    EXPECT_EQ(TaskName(timeline, 6), "shell 6");
}

// Labels are whatever programs say: what is no name of a program gets nowhere near a page.
TEST(Timeline, ALabelThatIsNoNameIsNotSaid) {
    const std::string bad = "<&\"'\\ A\x7f\xff";
    for (const char letter : bad) {
        const uint64_t label = 0x61 | static_cast<uint64_t>(static_cast<uint8_t>(letter)) << 8 | 0x610000;
        EXPECT_EQ(TaskName(MakeTimeline(DumpOf({{At(0, ABI_TRACE_SWITCH, 5, 0, label)}})), 5), "task 5") << letter;
    }
    EXPECT_EQ(TaskName(MakeTimeline(DumpOf({{At(0, ABI_TRACE_SWITCH, 5, 0, 0x610061)}})), 5), "task 5");
    EXPECT_EQ(TaskName(MakeTimeline(DumpOf({{At(0, ABI_TRACE_SWITCH, 5, 0, UINT64_MAX)}})), 5), "task 5");
}

TEST(Timeline, SpansOfAHartFollowEachOther) {
    const Timeline timeline = MakeTimeline(Busy());
    for (const Hart &hart : timeline.harts) {
        ASSERT_FALSE(hart.spans.empty());
        for (size_t i = 0; i < hart.spans.size(); i++) {
            EXPECT_LE(hart.spans[i].begin, hart.spans[i].end);
            EXPECT_EQ(hart.spans[i].end, i + 1 < hart.spans.size() ? hart.spans[i + 1].begin : timeline.length);
        }
    }
}

}  // namespace
}  // namespace trace_view
