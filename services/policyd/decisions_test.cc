// SPDX-License-Identifier: Apache-2.0
#include "services/policyd/decisions.h"

#include <cstring>
#include <string>

#include "gtest/gtest.h"

namespace {

class DecisionsTest : public testing::Test {
  protected:
    policyd_decision *Keep(const char *reason = "a reason", uint32_t owner = 7) {
        policyd_query query = {};
        query.operation = POLICY_LAUNCH;
        query.subject = 3;
        query.object = 4;
        query.value = 5;
        const policy_decided decided = {POLICY_DENIED_BOUND, 6, reason};
        return decisions_keep(&decisions_, &query, 7, owner, &decided);
    }

    decisions decisions_ = {};
    policyd_decision sent_[POLICYD_DECISIONS_SENT] = {};
};

TEST_F(DecisionsTest, HaveAllThatWasAskedAndSaid) {
    Keep();
    ASSERT_EQ(decisions_from(&decisions_, 1, sent_), 1u);
    EXPECT_EQ(sent_[0].number, 1u);
    EXPECT_EQ(sent_[0].operation, POLICY_LAUNCH);
    EXPECT_EQ(sent_[0].subject, 3);
    EXPECT_EQ(sent_[0].object, 4u);
    EXPECT_EQ(sent_[0].value, 5u);
    EXPECT_EQ(sent_[0].asked_by, 7);
    EXPECT_EQ(sent_[0].rule, 6);
    EXPECT_EQ(sent_[0].verdict, POLICY_DENIED_BOUND);
    EXPECT_STREQ(sent_[0].reason, "a reason");
}

TEST_F(DecisionsTest, AReasonEndsWithinItsBytes) {
    std::string longest(POLICY_REASON_BYTES - 1, 'a');
    EXPECT_STREQ(Keep(longest.c_str())->reason, longest.c_str());
    EXPECT_STREQ(Keep((longest + "b").c_str())->reason, longest.c_str());
}

TEST_F(DecisionsTest, NoneIsNone) {
    EXPECT_EQ(decisions_from(&decisions_, 0, sent_), 0u);
    Keep();
    EXPECT_EQ(decisions_from(&decisions_, 2, sent_), 0u);
    EXPECT_EQ(decisions_from(&decisions_, UINT64_MAX, sent_), 0u);
}

TEST_F(DecisionsTest, WhoAsksWithoutEndForgetsItsOwn) {
    Keep("another's", 3);
    for (int i = 0; i < 2 * POLICYD_DECISIONS_KEPT; i++) {
        Keep();
    }
    ASSERT_EQ(decisions_from(&decisions_, 1, sent_), static_cast<uint32_t>(POLICYD_DECISIONS_SENT));
    EXPECT_EQ(sent_[0].number, 1u);
    EXPECT_STREQ(sent_[0].reason, "another's");
    EXPECT_EQ(sent_[1].number, POLICYD_DECISIONS_KEPT + 3u);
    ASSERT_EQ(decisions_from(&decisions_, 2, sent_), static_cast<uint32_t>(POLICYD_DECISIONS_SENT));
    EXPECT_EQ(sent_[0].number, POLICYD_DECISIONS_KEPT + 3u);
}

TEST_F(DecisionsTest, TheOldestIsForgottenFirst) {
    for (int i = 0; i < POLICYD_DECISIONS_KEPT; i++) {
        Keep();
    }
    ASSERT_EQ(decisions_from(&decisions_, 1, sent_), static_cast<uint32_t>(POLICYD_DECISIONS_SENT));
    EXPECT_EQ(sent_[0].number, 1u);
    Keep();
    ASSERT_EQ(decisions_from(&decisions_, 1, sent_), static_cast<uint32_t>(POLICYD_DECISIONS_SENT));
    EXPECT_EQ(sent_[0].number, 2u);
    ASSERT_EQ(decisions_from(&decisions_, POLICYD_DECISIONS_KEPT + 1, sent_), 1u);
    EXPECT_EQ(sent_[0].number, POLICYD_DECISIONS_KEPT + 1u);
}

}  // namespace
