// SPDX-License-Identifier: Apache-2.0
#include "services/execd/patience.h"

#include <gtest/gtest.h>

#include "services/auditd/protocol.h"

namespace {

constexpr uint64_t kWindow = PATIENCE_WINDOW_MILLISECONDS;

class Patience : public testing::Test {
  protected:
    uint32_t SpendAll(uint32_t recipe, uint64_t now) {
        uint32_t spent = 0;
        while (patience_is_left(&patience_, recipe, now)) {
            patience_spend(&patience_, recipe);
            spent++;
        }
        return spent;
    }

    patience patience_ = {};
};

TEST_F(Patience, EachHasSoMuchInAWindow) {
    EXPECT_EQ(SpendAll(1, 7), static_cast<uint32_t>(PATIENCE_EACH));
    EXPECT_EQ(SpendAll(1, kWindow - 1), 0u);
    EXPECT_EQ(SpendAll(1, kWindow), static_cast<uint32_t>(PATIENCE_EACH));
    EXPECT_EQ(SpendAll(1, 2 * kWindow - 1), 0u);
    EXPECT_EQ(SpendAll(RECIPES_MAX, 2 * kWindow - 1), static_cast<uint32_t>(PATIENCE_EACH));
}

TEST_F(Patience, WhatIsNotRefusedCostsNothing) {
    for (uint32_t i = 0; i < 1000; i++) {
        EXPECT_TRUE(patience_is_left(&patience_, 2, 5));
    }
}

TEST_F(Patience, ManyTogetherLeaveTheFirstRequestOfEachOther) {
    uint32_t spent = 0;
    uint32_t recipe = 1;
    for (; spent < PATIENCE_ALL; recipe++) {
        spent += SpendAll(recipe, 5);
    }
    EXPECT_EQ(spent, static_cast<uint32_t>(PATIENCE_ALL));
    for (; recipe <= RECIPES_MAX; recipe++) {
        EXPECT_EQ(SpendAll(recipe, 5), 1u) << recipe;
    }
}

// Nobody but the recipes asks, and each may be told of once.
TEST_F(Patience, AllThatIsSpentIsLessThanAuditdTakes) {
    uint32_t programs = 48;
    EXPECT_LT(PATIENCE_ALL + programs, static_cast<uint32_t>(AUDITD_SENDER_RECORDS));
}

TEST_F(Patience, ThatItIsOverIsToldOnceInAWindow) {
    EXPECT_TRUE(patience_is_left(&patience_, 3, 5));
    EXPECT_TRUE(patience_tells(&patience_, 3));
    EXPECT_FALSE(patience_tells(&patience_, 3));
    EXPECT_TRUE(patience_tells(&patience_, 4));
    EXPECT_TRUE(patience_is_left(&patience_, 3, 5 + kWindow));
    EXPECT_TRUE(patience_tells(&patience_, 3));
}

}  // namespace
