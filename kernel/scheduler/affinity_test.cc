// SPDX-License-Identifier: Apache-2.0
#include "kernel/scheduler/affinity.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "abi/limits.h"
#include "abi/object.h"

namespace {

constexpr uint64_t kAll = UINT64_MAX;
constexpr uint64_t kLast = uint64_t{1} << 63;
constexpr uint64_t kUntouched = 0xdeadbeefcafef00d;

uint32_t Count(uint64_t mask) {
    return static_cast<uint32_t>(__builtin_popcountll(mask));
}

// What a hint means; kUntouched when it is refused.
uint64_t Resolve(uint32_t hint, uint64_t harts, uint64_t online) {
    uint64_t mask = kUntouched;
    bool resolved = affinity_resolve(hint, harts, online, &mask);
    EXPECT_EQ(resolved, mask != kUntouched);
    return mask;
}

TEST(Affinity, AHintMeansASetOfOnlineHarts) {
    struct Case {
        uint64_t online;
        uint64_t efficiency;
        uint64_t performance;
    };
    // A quarter, rounded down, of 1 to 64 harts; numbers without gaps and with.
    const Case cases[] = {
        {0b1, 0b1, 0b1},
        {0b11, 0b1, 0b10},
        {0b111, 0b1, 0b110},
        {0b1111, 0b1, 0b1110},
        {0b1111111, 0b1, 0b1111110},
        {0b11111111, 0b11, 0b11111100},
        {0b111111111111, 0b111, 0b111111111000},
        {0b100000, 0b100000, 0b100000},
        {0b110100, 0b100, 0b110000},
        {0b1011101111, 0b11, 0b1011101100},
        {kLast, kLast, kLast},
        {kLast | 1, 1, kLast},
        {kAll, 0xffff, ~uint64_t{0xffff}},
        {kAll << 1, 0xfffe, kAll << 16},
        {0xf0f0f0f0f0f0f0f0, 0xf0f0, 0xf0f0f0f0f0f00000},
    };
    for (const Case &c : cases) {
        for (uint64_t harts : {uint64_t{0}, uint64_t{2}, kAll}) {
            EXPECT_EQ(Resolve(ABI_PLACEMENT_ANY, harts, c.online), c.online) << std::hex << c.online;
            EXPECT_EQ(Resolve(ABI_PLACEMENT_EFFICIENCY, harts, c.online), c.efficiency) << std::hex << c.online;
            EXPECT_EQ(Resolve(ABI_PLACEMENT_PERFORMANCE, harts, c.online), c.performance) << std::hex << c.online;
        }
    }
}

TEST(Affinity, EfficiencyAndPerformanceShareTheHartsOfEveryMachine) {
    for (uint32_t count = 1; count <= ABI_HARTS_MAX; count++) {
        uint64_t online = kAll >> (ABI_HARTS_MAX - count);
        uint64_t efficiency = Resolve(ABI_PLACEMENT_EFFICIENCY, 0, online);
        uint64_t performance = Resolve(ABI_PLACEMENT_PERFORMANCE, 0, online);
        EXPECT_EQ(Count(efficiency), count < 4 ? 1 : count / 4) << count;
        EXPECT_EQ(efficiency | performance, online) << count;
        EXPECT_EQ(efficiency & performance, count == 1 ? online : 0) << count;
        EXPECT_EQ(efficiency & (efficiency + 1), 0u) << "not the lowest ones " << count;
    }
}

TEST(Affinity, NamedHartsAreCutToThoseOnline) {
    struct Case {
        uint64_t harts;
        uint64_t online;
        uint64_t mask;
    };
    const Case cases[] = {
        {0b1, 0b1111, 0b1},        {0b1111, 0b1111, 0b1111},      {kAll, 0b1111, 0b1111},
        {0b11000, 0b1111, 0b1000}, {0b10000, 0b1111, kUntouched}, {0, 0b1111, kUntouched},
        {0, kAll, kUntouched},     {kLast, kAll, kLast},          {kLast, kAll >> 1, kUntouched},
        {kAll, 0, kUntouched},
    };
    for (const Case &c : cases) {
        EXPECT_EQ(Resolve(ABI_PLACEMENT_HARTS, c.harts, c.online), c.mask) << std::hex << c.harts;
    }
}

TEST(Affinity, RefusesAHintThatIsNone) {
    for (uint32_t hint : {uint32_t{ABI_PLACEMENT_COUNT}, uint32_t{ABI_PLACEMENT_COUNT} + 1, 255u, 256u, 259u,
                          uint32_t{1} << 31, UINT32_MAX - 3, UINT32_MAX}) {
        EXPECT_EQ(Resolve(hint, kAll, kAll), kUntouched) << hint;
    }
}

TEST(Affinity, NoHintMeansAnythingWithoutAHart) {
    for (uint32_t hint = 0; hint < ABI_PLACEMENT_COUNT; hint++) {
        EXPECT_EQ(Resolve(hint, kAll, 0), kUntouched) << hint;
    }
}

TEST(Affinity, NarrowerIsWhatHasNothingNew) {
    struct Case {
        uint64_t from;
        uint64_t to;
        bool is_narrower;
    };
    const Case cases[] = {
        {0b1111, 0b1111, true},
        {0b1111, 0b0111, true},
        {0b0111, 0b1111, false},
        {0b1111, 0b10000, false},
        {0b1010, 0b0101, false},
        {0b1010, 0b1011, false},
        {0, 0, true},
        {0b1, 0, true},
        {0, 0b1, false},
        {kAll, kLast, true},
        {kAll >> 1, kLast, false},
        {kLast, kAll, false},
    };
    for (const Case &c : cases) {
        EXPECT_EQ(affinity_is_narrower(c.from, c.to), c.is_narrower) << std::hex << c.from << " " << c.to;
    }
}

TEST(Affinity, FindsTheLowest) {
    EXPECT_EQ(affinity_lowest(0), uint32_t{ABI_HARTS_MAX});
    for (uint32_t cpu = 0; cpu < ABI_HARTS_MAX; cpu++) {
        EXPECT_EQ(affinity_lowest(uint64_t{1} << cpu), cpu);
        EXPECT_EQ(affinity_lowest(kAll << cpu), cpu);
    }
}

TEST(Affinity, ATaskWakesWhereItWaitsLeast) {
    struct Case {
        uint64_t allowed;
        uint64_t idle;
        uint32_t previous;
        bool previous_is_lower;
        uint32_t placed;
    };
    const Case cases[] = {
        // The previous hart is idle, also when others are.
        {0b1111, 0b0100, 2, false, 2},
        {0b1111, 0b1111, 2, false, 2},
        // It is not, but runs something lower.
        {0b1111, 0b0000, 2, true, 2},
        {0b1111, 0b1011, 2, true, 2},
        {0b1111, 0b0100, 2, true, 2},
        // The lowest idle one, of those that are allowed.
        {0b1111, 0b1010, 2, false, 1},
        {0b1101, 0b1010, 2, false, 3},
        {kAll, kLast, 2, false, 63},
        // Nothing is idle that is allowed: where it was.
        {0b1111, 0b0000, 2, false, 2},
        {0b0101, 0b1010, 2, false, 2},
        {kAll, 0, 63, false, 63},
        // The previous hart is not allowed, whatever it does.
        {0b1011, 0b0100, 2, false, 0},
        {0b1010, 0b0100, 2, true, 1},
        {0b1010, 0b1100, 2, true, 3},
        {0b1010, 0b0000, 2, false, 1},
        // There is none.
        {0b1010, 0b1000, ABI_HARTS_MAX, false, 3},
        {0b1010, 0b0000, ABI_HARTS_MAX, true, 1},
        {kAll, 0, UINT32_MAX, true, 0},
        {0b10, kAll, ABI_HARTS_MAX + 1, true, 1},
        // One hart.
        {0b1, 0b1, 0, false, 0},
        {0b1, 0b0, 0, false, 0},
        {kLast, 0, 0, true, 63},
    };
    for (const Case &c : cases) {
        EXPECT_EQ(affinity_place(c.allowed, c.idle, c.previous, c.previous_is_lower), c.placed)
            << std::hex << c.allowed << " " << c.idle << " " << c.previous;
    }
}

TEST(Affinity, ATaskNeverWakesWhereItMayNotRun) {
    // Every question about four harts.
    for (uint64_t allowed = 1; allowed < 16; allowed++) {
        for (uint64_t idle = 0; idle < 16; idle++) {
            for (uint32_t previous = 0; previous < 5; previous++) {
                for (bool is_lower : {false, true}) {
                    uint32_t placed = affinity_place(allowed, idle, previous, is_lower);
                    ASSERT_LT(placed, 4u);
                    EXPECT_EQ(allowed >> placed & 1, 1u) << allowed << " " << idle << " " << previous;
                    bool waits = (idle >> placed & 1) == 0 && !(placed == previous && is_lower);
                    EXPECT_TRUE(!waits || (allowed & idle) == 0) << "an idle hart was left idle";
                }
            }
        }
    }
}

}  // namespace
