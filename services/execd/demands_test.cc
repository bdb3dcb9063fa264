// SPDX-License-Identifier: Apache-2.0
#include "services/execd/demands.h"

#include <gtest/gtest.h>

#include "services/auditd/protocol.h"
#include "services/execd/checks.h"
#include "services/policyd/protocol.h"

namespace {

class DemandsTest : public testing::Test {
  protected:
    uint32_t TakeAll(uint32_t number, uint32_t cost, uint64_t now) {
        uint32_t taken = 0;
        while (demands_take(&demands_, number, cost, now)) {
            taken++;
        }
        return taken;
    }

    demands demands_ = {};
};

constexpr uint32_t kOne = EXECD_DEMANDS_OF_ONE;
constexpr uint32_t kAll = EXECD_DEMANDS_OF_ALL;
constexpr uint64_t kWindow = EXECD_DEMANDS_MILLISECONDS;

TEST_F(DemandsTest, EachHasSoManyInAWindow) {
    EXPECT_EQ(TakeAll(1, 1, 5), kOne);
    EXPECT_EQ(TakeAll(1, 1, kWindow - 1), 0u);
    EXPECT_EQ(TakeAll(1, 1, kWindow), kOne);
    EXPECT_EQ(TakeAll(1, 1, 2 * kWindow - 1), 0u);
    EXPECT_EQ(TakeAll(1, 1, 2 * kWindow), kOne);
}

TEST_F(DemandsTest, WhoAsksWithoutEndLeavesSomeForOthers) {
    EXPECT_EQ(TakeAll(1, 1, 5), kOne);
    EXPECT_EQ(TakeAll(RECIPES_MAX, 1, 5), kAll - kOne);
}

TEST_F(DemandsTest, AllTogetherHaveSoMany) {
    uint32_t taken = 0;
    for (uint32_t number = 1; number <= RECIPES_MAX; number++) {
        taken += TakeAll(number, 1, 5);
    }
    EXPECT_EQ(taken, kAll);
}

TEST_F(DemandsTest, WhatIsNotTakenCostsNothing) {
    EXPECT_TRUE(demands_take(&demands_, 1, kOne - 1, 5));
    EXPECT_FALSE(demands_take(&demands_, 1, 2, 5));
    EXPECT_TRUE(demands_take(&demands_, 1, 1, 5));
    EXPECT_FALSE(demands_take(&demands_, 1, 1, 5));
}

TEST_F(DemandsTest, TheFirstOneMayBeAsLargeAsThereIs) {
    EXPECT_TRUE(demands_take(&demands_, 1, kAll, 5));
    EXPECT_FALSE(demands_take(&demands_, 2, 1, 5));
    EXPECT_TRUE(demands_take(&demands_, 2, kAll, 5 + kWindow));
}

// A window of auditd's sees two of these at most, and two of policyd's.
TEST_F(DemandsTest, WhatIsLeftStartsAnyProgram) {
    EXPECT_GE(kWindow, static_cast<uint64_t>(AUDITD_WINDOW_MILLISECONDS));
    EXPECT_LE(2 * kAll + 2 * POLICYD_OTHERS_QUERIES + CHECKS_MAX, static_cast<uint32_t>(AUDITD_SENDER_RECORDS));
    // A launch by a program is its own question, and what is asked for what is launched.
    EXPECT_LE(1u + CHECKS_MAX, kAll);
}

}  // namespace
