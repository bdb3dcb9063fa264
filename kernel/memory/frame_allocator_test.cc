// SPDX-License-Identifier: Apache-2.0
#include "kernel/memory/frame_allocator.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "abi/limits.h"

namespace {

constexpr uint64_t kPage = ABI_PAGE_BYTES;
constexpr uint64_t kTop = UINT64_MAX;

using Ranges = std::vector<physical_range>;
using Spans = std::vector<std::pair<uint64_t, uint64_t>>;  // first frame, count

Spans SpansOf(const frame_allocator &allocator) {
    Spans spans;
    for (uint32_t i = 0; i < allocator.span_count; i++) {
        spans.emplace_back(allocator.spans[i].first, allocator.spans[i].count);
    }
    return spans;
}

abi_error Build(frame_allocator *allocator, const Ranges &memory, const Ranges &reserved) {
    return frame_allocator_build(allocator, memory.data(), static_cast<uint32_t>(memory.size()), reserved.data(),
                                 static_cast<uint32_t>(reserved.size()));
}

// `count` ranges of one page with a page of nothing between them.
Ranges Comb(uint32_t count) {
    Ranges ranges;
    for (uint32_t i = 0; i < count; i++) {
        ranges.push_back({2 * i * kPage, kPage});
    }
    return ranges;
}

// An allocator with metadata that was never initialised, as on the machine.
struct Machine {
    frame_allocator allocator = {};
    std::vector<frame_metadata> metadata;

    Machine(const Ranges &memory, const Ranges &reserved) {
        EXPECT_EQ(Build(&allocator, memory, reserved), ABI_OK);
        metadata.resize(frame_allocator_metadata_bytes(&allocator) / sizeof(frame_metadata));
        std::memset(metadata.data(), 0x02, metadata.size() * sizeof(frame_metadata));
    }

    void Start() {
        frame_allocator_start(&allocator, metadata.data());
    }

    bool Take(uint64_t *frame) {
        frame_number number = {};
        bool taken = frame_allocator_take(&allocator, &number) == ABI_OK;
        *frame = number.value;
        return taken;
    }

    abi_error Give(uint64_t frame) {
        return frame_allocator_give(&allocator, {frame});
    }
};

struct BuildCase {
    std::string name;
    Ranges memory;
    Ranges reserved;
    Spans spans;
};

class FrameAllocatorBuild : public testing::TestWithParam<BuildCase> {};

TEST_P(FrameAllocatorBuild, LeavesTheWholeFramesThatAreMemoryAndNotReserved) {
    frame_allocator allocator = {};
    ASSERT_EQ(Build(&allocator, GetParam().memory, GetParam().reserved), ABI_OK);
    EXPECT_EQ(SpansOf(allocator), GetParam().spans);
    EXPECT_EQ(allocator.first_frame, GetParam().spans.front().first);
    EXPECT_EQ(allocator.frame_count,
              GetParam().spans.back().first + GetParam().spans.back().second - GetParam().spans.front().first);
}

const BuildCase kBuildCases[] = {
    {"OneRange", {{8 * kPage, 4 * kPage}}, {}, {{8, 4}}},
    {"FrameZero", {{0, kPage}}, {}, {{0, 1}}},
    {"BeginCutInward", {{kPage + 1, 2 * kPage - 1}}, {}, {{2, 1}}},
    {"BeginOneByteBelowAFrame", {{kPage - 1, kPage + 1}}, {}, {{1, 1}}},
    {"EndCutInward", {{kPage, 2 * kPage - 1}}, {}, {{1, 1}}},
    {"EndOneByteAboveAFrame", {{kPage, kPage + 1}}, {}, {{1, 1}}},
    {"AnyOrder", {{8 * kPage, kPage}, {2 * kPage, kPage}, {5 * kPage, kPage}}, {}, {{2, 1}, {5, 1}, {8, 1}}},
    {"OverlappingMemoryIsCountedOnce", {{kPage, 4 * kPage}, {3 * kPage, 4 * kPage}}, {}, {{1, 6}}},
    {"MemoryInsideMemory", {{kPage, 8 * kPage}, {3 * kPage, kPage}}, {}, {{1, 8}}},
    {"TouchingMemoryIsOneSpan", {{3 * kPage, kPage}, {2 * kPage, kPage}}, {}, {{2, 2}}},
    {"FrameMadeOfTwoRanges", {{kPage, kPage / 2}, {kPage + kPage / 2, kPage / 2}}, {}, {{1, 1}}},
    {"GapOfOneByteCostsItsFrame", {{0, 2 * kPage - 1}, {2 * kPage, kPage}}, {}, {{0, 1}, {2, 1}}},
    {"ReservedInTheMiddle", {{0, 8 * kPage}}, {{2 * kPage, kPage}}, {{0, 2}, {3, 5}}},
    {"ReservedAtTheBegin", {{0, 8 * kPage}}, {{0, kPage}}, {{1, 7}}},
    {"ReservedAtTheEnd", {{0, 8 * kPage}}, {{7 * kPage, kPage}}, {{0, 7}}},
    {"ReservedByteCostsItsFrame", {{0, 4 * kPage}}, {{kPage, 1}}, {{0, 1}, {2, 2}}},
    {"ReservedLastByteOfAFrame", {{0, 4 * kPage}}, {{2 * kPage - 1, 1}}, {{0, 1}, {2, 2}}},
    {"ReservedAcrossTwoFrames", {{0, 4 * kPage}}, {{2 * kPage - 1, 2}}, {{0, 1}, {3, 1}}},
    {"ReservedJustBelow", {{4 * kPage, kPage}}, {{3 * kPage, kPage}}, {{4, 1}}},
    {"ReservedOneByteInside", {{4 * kPage, 2 * kPage}}, {{3 * kPage, kPage + 1}}, {{5, 1}}},
    {"ReservedJustAbove", {{4 * kPage, kPage}}, {{5 * kPage, kPage}}, {{4, 1}}},
    {"ReservedOverlapEachOther", {{0, 8 * kPage}}, {{kPage, 3 * kPage}, {2 * kPage, 4 * kPage}}, {{0, 1}, {6, 2}}},
    {"ReservedAcrossAGap", {{0, 2 * kPage}, {4 * kPage, 2 * kPage}}, {{kPage, 4 * kPage}}, {{0, 1}, {5, 1}}},
    {"ReservedOutsideMemory", {{4 * kPage, kPage}}, {{0, kPage}, {8 * kPage, kPage}}, {{4, 1}}},
    {"EmptyRangesMeanNothing", {{0, 0}, {0, 4 * kPage}, {9 * kPage, 0}}, {{2 * kPage, 0}}, {{0, 4}}},
    {"WrappingMemoryEndsAtTheTop", {{kTop - 2 * kPage + 1, 8 * kPage}}, {}, {{kTop / kPage - 1, 1}}},
    {"WrappingReservedEndsAtTheTop",
     {{kTop - 4 * kPage + 1, kPage}},
     {{kTop - kPage, 8 * kPage}},
     {{kTop / kPage - 3, 1}}},
    {"RangeAtTheLastByte", {{kPage, kPage}, {kTop, 1}}, {}, {{1, 1}}},
    {"MostFramesApart", {{0, kPage}, {(FRAME_INDEX_MAX - 1) * kPage, kPage}}, {}, {{0, 1}, {FRAME_INDEX_MAX - 1, 1}}},
};

INSTANTIATE_TEST_SUITE_P(Cases, FrameAllocatorBuild, testing::ValuesIn(kBuildCases),
                         [](const auto &info) { return info.param.name; });

struct RefusalCase {
    std::string name;
    Ranges memory;
    Ranges reserved;
    abi_error error;
};

class FrameAllocatorRefusal : public testing::TestWithParam<RefusalCase> {};

TEST_P(FrameAllocatorRefusal, LeavesTheAllocatorUntouched) {
    frame_allocator allocator;
    std::memset(&allocator, 0x5a, sizeof(allocator));
    frame_allocator before;
    std::memcpy(&before, &allocator, sizeof(allocator));
    EXPECT_EQ(Build(&allocator, GetParam().memory, GetParam().reserved), GetParam().error);
    EXPECT_EQ(std::memcmp(&allocator, &before, sizeof(allocator)), 0);
}

const RefusalCase kRefusalCases[] = {
    {"NoMemory", {}, {}, ABI_ENOMEM},
    {"EmptyMemory", {{kPage, 0}}, {}, ABI_ENOMEM},
    {"LessThanAFrame", {{kPage, kPage - 1}}, {}, ABI_ENOMEM},
    {"AFrameThatIsNotAligned", {{kPage + 1, 2 * kPage - 2}}, {}, ABI_ENOMEM},
    {"AllReserved", {{kPage, 4 * kPage}}, {{0, 8 * kPage}}, ABI_ENOMEM},
    {"AByteOfEachFrameReserved", {{0, 2 * kPage}}, {{kPage - 1, 2}}, ABI_ENOMEM},
    {"OneSpanTooMany", Comb(FRAME_SPANS_MAX + 1), {}, ABI_ENOSPC},
    {"OneFrameTooFar", {{0, kPage}, {FRAME_INDEX_MAX * kPage, kPage}}, {}, ABI_ENOSPC},
};

INSTANTIATE_TEST_SUITE_P(Cases, FrameAllocatorRefusal, testing::ValuesIn(kRefusalCases),
                         [](const auto &info) { return info.param.name; });

TEST(FrameAllocatorBuildTest, TheMostSpansFitAndAreUsedToTheLast) {
    Machine machine(Comb(FRAME_SPANS_MAX), {});
    EXPECT_EQ(machine.allocator.span_count, FRAME_SPANS_MAX);
    machine.Start();
    uint64_t frame = 0;
    for (uint64_t i = 0; i < FRAME_SPANS_MAX; i++) {
        ASSERT_TRUE(machine.Take(&frame));
        EXPECT_EQ(frame, 2 * i);
    }
    EXPECT_FALSE(machine.Take(&frame));
    EXPECT_EQ(machine.Give(2 * (FRAME_SPANS_MAX - 1)), ABI_OK);
}

TEST(FrameAllocatorBuildTest, PiecesBelowAFrameDoNotCountAsSpans) {
    Ranges memory = Comb(FRAME_SPANS_MAX);
    memory.push_back({1000 * kPage, kPage - 1});
    frame_allocator allocator = {};
    EXPECT_EQ(Build(&allocator, memory, {}), ABI_OK);
}

TEST(FrameAllocatorCarve, TakesTheLowestSpanThatHasEnough) {
    struct {
        uint64_t count;
        abi_error error;
        uint64_t first;
        Spans left;
    } const cases[] = {
        {0, ABI_EINVAL, 77, {{10, 2}, {20, 5}, {30, 5}}},
        {1, ABI_OK, 10, {{11, 1}, {20, 5}, {30, 5}}},
        {2, ABI_OK, 10, {{20, 5}, {30, 5}}},
        {3, ABI_OK, 20, {{10, 2}, {23, 2}, {30, 5}}},
        {5, ABI_OK, 20, {{10, 2}, {30, 5}}},
        {6, ABI_ENOMEM, 77, {{10, 2}, {20, 5}, {30, 5}}},
    };
    for (const auto &c : cases) {
        SCOPED_TRACE(c.count);
        Machine machine({{10 * kPage, 2 * kPage}, {20 * kPage, 5 * kPage}, {30 * kPage, 5 * kPage}}, {});
        uint64_t metadata_bytes = frame_allocator_metadata_bytes(&machine.allocator);
        frame_number first = {77};
        EXPECT_EQ(frame_allocator_carve(&machine.allocator, c.count, &first), c.error);
        EXPECT_EQ(first.value, c.first);
        EXPECT_EQ(SpansOf(machine.allocator), c.left);
        EXPECT_EQ(frame_allocator_metadata_bytes(&machine.allocator), metadata_bytes);
    }
}

TEST(FrameAllocatorCarve, OfAWholeSpanLeavesTheOthers) {
    for (uint64_t span_count : {2u, static_cast<uint32_t>(FRAME_SPANS_MAX)}) {
        SCOPED_TRACE(span_count);
        Machine machine(Comb(static_cast<uint32_t>(span_count)), {});
        frame_number first = {};
        ASSERT_EQ(frame_allocator_carve(&machine.allocator, 1, &first), ABI_OK);
        machine.Start();
        EXPECT_EQ(machine.allocator.total_count, span_count - 1);
        uint64_t frame = 0;
        for (uint64_t i = 1; i < span_count; i++) {
            ASSERT_TRUE(machine.Take(&frame));
            EXPECT_EQ(frame, 2 * i);
        }
        EXPECT_FALSE(machine.Take(&frame));
    }
}

TEST(FrameAllocatorCarve, CarvedFramesAreNeitherHandedOutNorTakenBack) {
    Machine machine({{10 * kPage, 4 * kPage}}, {});
    frame_number first = {};
    ASSERT_EQ(frame_allocator_carve(&machine.allocator, 3, &first), ABI_OK);
    machine.Start();
    EXPECT_EQ(machine.allocator.total_count, 1u);
    uint64_t frame = 0;
    ASSERT_TRUE(machine.Take(&frame));
    EXPECT_EQ(frame, 13u);
    EXPECT_FALSE(machine.Take(&frame));
    for (uint64_t carved = 10; carved < 13; carved++) {
        EXPECT_EQ(machine.Give(carved), ABI_EINVAL) << carved;
    }
}

TEST(FrameAllocatorCarve, MayLeaveNothingToHandOut) {
    Machine machine({{10 * kPage, 4 * kPage}}, {});
    frame_number first = {};
    ASSERT_EQ(frame_allocator_carve(&machine.allocator, 4, &first), ABI_OK);
    machine.Start();
    EXPECT_EQ(machine.allocator.total_count, 0u);
    EXPECT_EQ(machine.allocator.free_count, 0u);
    uint64_t frame = 0;
    EXPECT_FALSE(machine.Take(&frame));
    EXPECT_EQ(machine.Give(10), ABI_EINVAL);
}

TEST(FrameAllocatorMetadata, NeedsEightBytesForEachFrameFromTheFirstToTheLast) {
    frame_allocator allocator = {};
    ASSERT_EQ(Build(&allocator, {{10 * kPage, kPage}, {19 * kPage, kPage}}, {}), ABI_OK);
    EXPECT_EQ(frame_allocator_metadata_bytes(&allocator), 80u);
}

TEST(FrameAllocatorMetadata, IsWrittenOnlyForFramesThatWereHandedOut) {
    Machine machine({{10 * kPage, 4 * kPage}, {16 * kPage, 2 * kPage}}, {});
    const std::vector<frame_metadata> before = machine.metadata;
    auto untouched = [&](size_t index) {
        return std::memcmp(&machine.metadata[index], &before[index], sizeof(frame_metadata)) == 0;
    };
    machine.Start();
    std::set<uint64_t> taken;
    for (bool more = true; more;) {
        for (size_t index = 0; index < before.size(); index++) {
            EXPECT_EQ(untouched(index), taken.count(10 + index) == 0) << index << " after " << taken.size();
        }
        uint64_t frame = 0;
        more = machine.Take(&frame);
        taken.insert(frame);
    }
}

TEST(FrameAllocatorTake, HandsOutEveryFrameOnceInAscendingOrderThenNoMore) {
    Machine machine({{10 * kPage, 2 * kPage}, {20 * kPage, kPage}, {30 * kPage, 3 * kPage}}, {});
    machine.Start();
    EXPECT_EQ(machine.allocator.total_count, 6u);
    std::vector<uint64_t> taken;
    uint64_t frame = 0;
    while (machine.Take(&frame)) {
        taken.push_back(frame);
        EXPECT_EQ(machine.allocator.free_count, 6 - taken.size());
    }
    EXPECT_EQ(taken, (std::vector<uint64_t>{10, 11, 20, 30, 31, 32}));
    frame_number untouched = {77};
    EXPECT_EQ(frame_allocator_take(&machine.allocator, &untouched), ABI_ENOMEM);
    EXPECT_EQ(untouched.value, 77u);
    EXPECT_EQ(machine.allocator.free_count, 0u);
}

TEST(FrameAllocatorTake, PrefersTheFrameGivenBackLast) {
    Machine machine({{10 * kPage, 4 * kPage}}, {});
    machine.Start();
    uint64_t frame = 0;
    for (int i = 0; i < 3; i++) {
        ASSERT_TRUE(machine.Take(&frame));
    }
    ASSERT_EQ(machine.Give(10), ABI_OK);
    ASSERT_EQ(machine.Give(12), ABI_OK);
    for (uint64_t expected : {12u, 10u, 13u}) {
        ASSERT_TRUE(machine.Take(&frame));
        EXPECT_EQ(frame, expected);
    }
}

TEST(FrameAllocatorGive, RefusesWhatIsNotHandedOut) {
    struct {
        const char *what;
        uint64_t frame;
    } const cases[] = {
        {"below the first span", 9},
        {"free, in the first span", 10},
        {"above the first span", 12},
        {"below the second span", 19},
        {"never handed out", 21},
        {"last of the second span", 22},
        {"between spans", 25},
        {"above the second span", 23},
        {"below the third span", 29},
        {"in a span not yet reached", 30},
        {"above the last span", 31},
        {"frame zero", 0},
        {"the highest number", UINT64_MAX},
        {"wraps to a valid index", UINT64_MAX - (UINT64_MAX - 11) % (UINT64_C(1) << 32)},
    };
    Machine machine({{10 * kPage, 2 * kPage}, {20 * kPage, 3 * kPage}, {30 * kPage, kPage}}, {});
    machine.Start();
    uint64_t frame = 0;
    for (int i = 0; i < 3; i++) {
        ASSERT_TRUE(machine.Take(&frame));
    }
    // Metadata that was never written may look like that of a taken frame.
    const frame_metadata taken = machine.metadata[0];
    for (size_t index : {11u, 12u, 20u}) {
        machine.metadata[index] = taken;
    }
    ASSERT_EQ(machine.Give(10), ABI_OK);
    const frame_allocator before = machine.allocator;
    const std::vector<frame_metadata> metadata_before = machine.metadata;
    for (const auto &c : cases) {
        SCOPED_TRACE(c.what);
        EXPECT_EQ(machine.Give(c.frame), ABI_EINVAL);
        EXPECT_EQ(std::memcmp(&machine.allocator, &before, sizeof(before)), 0);
        EXPECT_EQ(std::memcmp(machine.metadata.data(), metadata_before.data(),
                              metadata_before.size() * sizeof(frame_metadata)),
                  0);
    }
    EXPECT_EQ(machine.Give(11), ABI_OK);
    EXPECT_EQ(machine.Give(20), ABI_OK);
}

TEST(FrameAllocatorGive, AcceptsEachFrameOnceForEachTimeItWasTaken) {
    Machine machine({{10 * kPage, kPage}}, {});
    machine.Start();
    for (int round = 0; round < 3; round++) {
        uint64_t frame = 0;
        ASSERT_TRUE(machine.Take(&frame));
        EXPECT_EQ(machine.Give(frame), ABI_OK);
        EXPECT_EQ(machine.Give(frame), ABI_EINVAL);
        EXPECT_EQ(machine.allocator.free_count, 1u);
    }
}

TEST(FrameAllocatorModel, AgreesWithASetOfFramesUnderRandomUse) {
    Machine machine({{10 * kPage, 20 * kPage}, {40 * kPage, 3 * kPage}, {50 * kPage, 40 * kPage}},
                    {{60 * kPage, kPage}});
    machine.Start();
    const uint64_t total = 20 + 3 + 40 - 1;
    ASSERT_EQ(machine.allocator.total_count, total);
    std::set<uint64_t> taken;
    std::mt19937_64 random(1);
    for (int step = 0; step < 20000; step++) {
        uint64_t frame = random() % 100;
        // Long runs of one kind reach both ends: nothing left, and everything given back.
        if (random() % 8 < (step / 500 % 2 != 0 ? 7u : 1u)) {
            ASSERT_EQ(machine.Give(frame), taken.erase(frame) == 1 ? ABI_OK : ABI_EINVAL) << step;
        } else {
            ASSERT_EQ(machine.Take(&frame), taken.size() < total) << step;
            if (taken.size() < total) {
                ASSERT_TRUE(taken.insert(frame).second) << frame << " was handed out twice, step " << step;
                ASSERT_TRUE((frame >= 10 && frame < 30) || (frame >= 40 && frame < 43) || (frame >= 50 && frame < 90));
                ASSERT_NE(frame, 60u);
            }
        }
        ASSERT_EQ(machine.allocator.free_count, total - taken.size());
    }
}

}  // namespace
