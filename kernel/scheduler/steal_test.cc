// SPDX-License-Identifier: Apache-2.0
#include "kernel/scheduler/steal.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <vector>

namespace {

TEST(Steal, TakesAtMostHalfAndAtMostFour) {
    struct Case {
        uint32_t ready;
        uint32_t limit;
    };
    const Case cases[] = {{0, 0}, {1, 1}, {2, 1}, {3, 2}, {4, 2},   {5, 3},
                          {6, 3}, {7, 4}, {8, 4}, {9, 4}, {256, 4}, {UINT32_MAX, 4}};
    for (const Case &c : cases) {
        EXPECT_EQ(steal_limit(c.ready), c.limit) << c.ready;
    }
    for (uint32_t ready = 0; ready <= 256; ready++) {
        EXPECT_LE(2 * steal_limit(ready), ready + 1) << "more than half of what is there, the running task included";
        EXPECT_LE(steal_limit(ready), ready);
    }
}

TEST(Steal, LooksAtAllOthersOnceInTheOrderOfTheirNumbers) {
    struct Case {
        uint32_t thief;
        uint32_t count;
        std::vector<uint32_t> victims;
    };
    const Case cases[] = {
        {0, 1, {}},        {0, 2, {1}},       {1, 2, {0}},       {0, 4, {1, 2, 3}},
        {1, 4, {2, 3, 0}}, {2, 4, {3, 0, 1}}, {3, 4, {0, 1, 2}},
    };
    for (const Case &c : cases) {
        std::vector<uint32_t> victims;
        for (uint32_t round = 0; round + 1 < c.count; round++) {
            victims.push_back(steal_victim(c.thief, round, c.count));
        }
        EXPECT_EQ(victims, c.victims) << c.thief;
    }
    for (uint32_t count = 1; count <= 64; count++) {
        for (uint32_t thief = 0; thief < count; thief++) {
            std::set<uint32_t> seen;
            for (uint32_t round = 0; round + 1 < count; round++) {
                uint32_t victim = steal_victim(thief, round, count);
                EXPECT_LT(victim, count);
                EXPECT_NE(victim, thief);
                seen.insert(victim);
            }
            EXPECT_EQ(seen.size(), count - 1);
            EXPECT_EQ(steal_victim(thief, count - 1, count), thief) << "the round after the last other";
        }
    }
}

TEST(Steal, RoundsThatGoOnForEverGoAround) {
    // 3 + 1 + UINT32_MAX is 2^32 + 3.
    EXPECT_EQ(steal_victim(3, UINT32_MAX, 64), 3u);
    EXPECT_EQ(steal_victim(3, UINT32_MAX, 5), 4u);
    EXPECT_EQ(steal_victim(0, UINT32_MAX, 3), 1u);
}

TEST(Steal, WaitsForTheRestOfTheInterval) {
    struct Case {
        uint64_t last;
        uint64_t now;
        uint64_t interval;
        uint64_t wait;
    };
    constexpr uint64_t kMax = UINT64_MAX;
    const Case cases[] = {
        // Never attempted.
        {0, 0, 10000, 0},
        {0, 5, 10000, 0},
        {0, kMax, 10000, 0},
        // Both sides of the interval's end.
        {100, 100, 10000, 10000},
        {100, 101, 10000, 9999},
        {100, 10099, 10000, 1},
        {100, 10100, 10000, 0},
        {100, 10101, 10000, 0},
        {100, kMax, 10000, 0},
        // A clock that reads a little less than it did.
        {100, 99, 10000, 10000},
        {100, 0, 10000, 10000},
        // No interval, and the longest one.
        {100, 100, 0, 0},
        {100, 99, 0, 0},
        {1, kMax, kMax, 1},
        {kMax, kMax, 10000, 10000},
    };
    for (const Case &c : cases) {
        EXPECT_EQ(steal_wait(c.last, c.now, c.interval), c.wait) << c.last << " " << c.now;
    }
}

}  // namespace
