// SPDX-License-Identifier: Apache-2.0
#include "testing/bench/targets.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"

namespace {

class TargetsTest : public ::testing::Test {
  protected:
    bool Read(const std::string &text) {
        return targets_read(text.c_str(), targets_.get(), reason_);
    }

    std::unique_ptr<targets> targets_ = std::make_unique<targets>();
    char reason_[TARGETS_REASON_BYTES] = "";
};

TEST_F(TargetsTest, ReadsRowsWithAndWithoutEverything) {
    ASSERT_TRUE(Read("# a comment\n\nipc 4 words=0 380 instructions\nsize - - - bytes")) << reason_;
    ASSERT_EQ(targets_->count, 2u);
    EXPECT_STREQ(targets_->list[0].key.name, "ipc");
    EXPECT_STREQ(targets_->list[0].key.qualifier, "words=0");
    EXPECT_EQ(targets_->list[0].key.harts, 4u);
    EXPECT_TRUE(targets_->list[0].has_bound);
    EXPECT_EQ(targets_->list[0].bound, 380u);
    EXPECT_STREQ(targets_->list[0].unit, "instructions");
    EXPECT_STREQ(targets_->list[1].key.qualifier, "");
    EXPECT_EQ(targets_->list[1].key.harts, 0u);
    EXPECT_FALSE(targets_->list[1].has_bound);
}

TEST_F(TargetsTest, RefusesMalformedLinesAndNamesThem) {
    for (const char *line : {"ipc 4 - 380", "ipc 4 - 380 instructions more", "ipc 0 - 380 i", "ipc x - 380 i",
                             "ipc 4 - -1 i", "ipc 4294967296 - 380 i", "first 1 - - i"}) {
        EXPECT_FALSE(Read("first 1 - 1 i\n" + std::string(line) + "\n")) << line;
        EXPECT_EQ(std::string(reason_).rfind("line 2 ", 0), 0u) << reason_;
    }
}

TEST_F(TargetsTest, ReadsBoundsThatAreRelativeToTheRowBefore) {
    ASSERT_TRUE(Read("one 1 - - i\nfour 4 - +5% i\nsame 4 - +0% i\nmost 4 - +1000% i\nplain 4 - 5 i\n")) << reason_;
    EXPECT_FALSE(targets_->list[0].is_relative);
    EXPECT_TRUE(targets_->list[1].is_relative);
    EXPECT_TRUE(targets_->list[1].has_bound);
    EXPECT_EQ(targets_->list[1].bound, 5u);
    EXPECT_EQ(targets_->list[2].bound, 0u);
    EXPECT_EQ(targets_->list[3].bound, 1000u);
    EXPECT_FALSE(targets_->list[4].is_relative);
}

TEST_F(TargetsTest, RefusesRelativeBoundsWithoutSomethingToCompareWith) {
    EXPECT_FALSE(Read("four 4 - +5% i\n"));
    for (const char *bound : {"+5", "5%", "+%", "+", "%", "+-5%", "+5%%", "++5%", "+1001%"}) {
        EXPECT_FALSE(Read("one 1 - - i\nfour 4 - " + std::string(bound) + " i\n")) << bound;
        EXPECT_EQ(std::string(reason_).rfind("line 2 ", 0), 0u) << reason_;
    }
    EXPECT_FALSE(Read("one 1 - - bytes\nfour 4 - +5% i\n"));
}

TEST_F(TargetsTest, HoldsRowsUpToTheLimit) {
    std::string text;
    for (int i = 0; i < TARGETS_MAX; i++) {
        text += "row" + std::to_string(i) + " 1 - - i\n";
    }
    EXPECT_TRUE(Read(text)) << reason_;
    EXPECT_FALSE(Read(text + "another 1 - - i\n"));
}

}  // namespace
