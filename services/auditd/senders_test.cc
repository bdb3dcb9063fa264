// SPDX-License-Identifier: Apache-2.0
#include "services/auditd/senders.h"

#include "libs/service/identity.h"
#include "gtest/gtest.h"

namespace {

const uint64_t kWindow = 1000;

class SendersTest : public testing::Test {
  protected:
    SendersTest() {
        senders_.window_ticks = kWindow;
    }
    sender *Find(uint32_t recipe, uint64_t now, uint64_t launch = 0) {
        return senders_find(&senders_, identity_make(recipe, launch), now);
    }
    uint32_t TakeAllRecords(sender *sender) {
        uint32_t taken = 0;
        while (sender_takes_record(sender)) {
            taken++;
        }
        return taken;
    }
    uint32_t TakeAllLines(sender *sender) {
        uint32_t taken = 0;
        while (sender_takes_line(sender)) {
            taken++;
        }
        return taken;
    }

    senders senders_ = {};
};

TEST_F(SendersTest, EachMaySoMuchInAWindow) {
    EXPECT_EQ(TakeAllRecords(Find(1, 0)), static_cast<uint32_t>(AUDITD_SENDER_RECORDS));
    EXPECT_EQ(TakeAllRecords(Find(1, 0)), 0u);
    EXPECT_EQ(TakeAllRecords(Find(1, kWindow - 1)), 0u);
    EXPECT_EQ(TakeAllRecords(Find(1, kWindow)), static_cast<uint32_t>(AUDITD_SENDER_RECORDS));
}

TEST_F(SendersTest, LinesAndRecordsAreCountedApart) {
    EXPECT_EQ(TakeAllRecords(Find(1, 5)), static_cast<uint32_t>(AUDITD_SENDER_RECORDS));
    EXPECT_EQ(TakeAllLines(Find(1, 5)), static_cast<uint32_t>(AUDITD_SENDER_LINES));
    EXPECT_EQ(TakeAllLines(Find(1, 5)), 0u);
}

TEST_F(SendersTest, OneCostsTheOthersNothing) {
    for (uint32_t recipe = 1; recipe <= RECIPES_MAX; recipe++) {
        EXPECT_EQ(TakeAllRecords(Find(recipe, 5)), static_cast<uint32_t>(AUDITD_SENDER_RECORDS)) << recipe;
    }
}

TEST_F(SendersTest, WhoIsStartedAgainDoesNotBeginAnew) {
    TakeAllRecords(Find(1, 5, 0));
    EXPECT_EQ(TakeAllRecords(Find(1, 5, 1)), 0u);
}

TEST_F(SendersTest, WhoseBadgeNamesNoRecipeHasNoPlace) {
    EXPECT_EQ(Find(IDENTITY_KERNEL, 5), nullptr);
    EXPECT_EQ(Find(IDENTITY_KERNEL, 5, 1), nullptr);
    EXPECT_NE(Find(RECIPES_MAX, 5), nullptr);
    EXPECT_EQ(Find(RECIPES_MAX + 1, 5), nullptr);
    EXPECT_EQ(Find(UINT16_MAX, 5), nullptr);
}

TEST_F(SendersTest, AClockThatIsBehindGivesNothing) {
    TakeAllRecords(Find(1, 50));
    EXPECT_EQ(TakeAllRecords(Find(1, 49)), 0u);
}

}  // namespace
