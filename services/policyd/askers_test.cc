// SPDX-License-Identifier: Apache-2.0
#include "services/policyd/askers.h"

#include "gtest/gtest.h"
#include "services/auditd/protocol.h"

namespace {

class AskersTest : public testing::Test {
  protected:
    AskersTest() {
        askers_.window_ticks = 1000;
    }
    uint32_t TakeAll(uint32_t recipe, uint64_t now) {
        uint32_t taken = 0;
        while (askers_take(&askers_, recipe, now)) {
            taken++;
        }
        return taken;
    }

    askers askers_ = {};
};

TEST_F(AskersTest, EachHasSoManyInAWindow) {
    EXPECT_EQ(TakeAll(1, 0), static_cast<uint32_t>(POLICYD_ASKER_QUERIES));
    EXPECT_EQ(TakeAll(1, 999), 0u);
    EXPECT_EQ(TakeAll(2, 999), static_cast<uint32_t>(POLICYD_ASKER_QUERIES));
    EXPECT_EQ(TakeAll(1, 1000), static_cast<uint32_t>(POLICYD_ASKER_QUERIES));
}

TEST_F(AskersTest, AllTogetherHaveSoMany) {
    uint32_t taken = 0;
    for (uint32_t recipe = 1; recipe <= RECIPES_MAX; recipe++) {
        taken += TakeAll(recipe, 5);
    }
    EXPECT_EQ(taken, static_cast<uint32_t>(POLICYD_OTHERS_QUERIES));
}

TEST_F(AskersTest, WhoIsNoRecipeHasNone) {
    EXPECT_EQ(TakeAll(0, 5), 0u);
    EXPECT_EQ(TakeAll(RECIPES_MAX + 1, 5), 0u);
    EXPECT_GT(TakeAll(RECIPES_MAX, 5), 0u);
}

TEST_F(AskersTest, MostOfWhatAuditdTakesIsLeftForExecd) {
    EXPECT_GE(static_cast<int>(POLICYD_WINDOW_MILLISECONDS), static_cast<int>(AUDITD_WINDOW_MILLISECONDS));
    EXPECT_LE(2 * POLICYD_OTHERS_QUERIES, AUDITD_SENDER_RECORDS / 2);
}

}  // namespace
