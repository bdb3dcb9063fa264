// SPDX-License-Identifier: Apache-2.0
#include "libs/trial/dice.h"

#include <array>
#include <cstdint>
#include <set>

#include "gtest/gtest.h"

namespace {

TEST(Dice, RepeatsForTheSameSeedAndStream) {
    dice first = dice_make(7, 3);
    dice second = dice_make(7, 3);
    for (int i = 0; i < 1000; i++) {
        ASSERT_EQ(dice_roll(&first), dice_roll(&second));
    }
}

TEST(Dice, StreamsAndSeedsDiffer) {
    std::set<uint64_t> firsts;
    for (uint64_t seed = 0; seed < 64; seed++) {
        for (uint64_t stream = 0; stream < 64; stream++) {
            dice dice = dice_make(seed, stream);
            firsts.insert(dice_roll(&dice));
        }
    }
    EXPECT_EQ(firsts.size(), 64U * 64U);
}

TEST(Dice, StaysBelowTheLimitAndReachesEachNumberAboutAsOften) {
    dice dice = dice_make(0, 0);
    std::array<int, 10> seen = {};
    for (int i = 0; i < 10000; i++) {
        uint64_t number = dice_below(&dice, seen.size());
        ASSERT_LT(number, seen.size());
        seen[number]++;
    }
    for (int count : seen) {
        EXPECT_GT(count, 900);
        EXPECT_LT(count, 1100);
    }
}

TEST(Dice, OneSidedDiceAlwaysHit) {
    dice dice = dice_make(1, 1);
    for (int i = 0; i < 100; i++) {
        EXPECT_TRUE(dice_hits(&dice, 1));
    }
}

}  // namespace
