// SPDX-License-Identifier: Apache-2.0
#include "services/auditd/lines.h"

#include <cstring>
#include <memory>
#include <string>

#include "libs/service/identity.h"
#include "gtest/gtest.h"

namespace {

struct Text {
    char bytes[AUDITD_TEXT_BYTES] = {};
    explicit Text(const std::string &text) {
        std::memcpy(bytes, text.data(), text.size());
    }
};

TEST(LineText, IsPrintableAscii) {
    for (int value = 1; value < 256; value++) {
        Text text("a" + std::string(1, static_cast<char>(value)) + "b");
        EXPECT_EQ(line_text_is_valid(text.bytes), value >= 0x20 && value <= 0x7e) << value;
    }
}

TEST(LineText, EndsWithinItsBytes) {
    EXPECT_TRUE(line_text_is_valid(Text("").bytes));
    EXPECT_TRUE(line_text_is_valid(Text(std::string(AUDITD_TEXT_BYTES - 1, 'a')).bytes));
    EXPECT_FALSE(line_text_is_valid(Text(std::string(AUDITD_TEXT_BYTES, 'a')).bytes));
}

TEST(LineText, HasNothingBehindItsEnd) {
    Text text("a");
    text.bytes[AUDITD_TEXT_BYTES - 1] = 'b';
    EXPECT_FALSE(line_text_is_valid(text.bytes));
}

class LinesTest : public testing::Test {
  protected:
    void Add(uint32_t recipe, const std::string &text) {
        line_ring_add(ring_.get(), identity_make(recipe, 0), Text(text).bytes);
    }
    uint32_t Query(uint64_t position, uint16_t sender, uint32_t last) {
        auditd_query query = {};
        query.position = position;
        query.sender = sender;
        query.event = AUDITD_ANY;
        query.last = last;
        return line_ring_query(ring_.get(), &query, lines_, &next_);
    }

    std::unique_ptr<line_ring> ring_ = std::make_unique<line_ring>();
    auditd_line lines_[AUDITD_LINES_SENT] = {};
    uint64_t next_ = 0;
};

TEST_F(LinesTest, ANewOneTakesThePlaceOfTheOldestOfItsSender) {
    for (int i = 1; i <= AUDITD_LINES; i++) {
        Add(1, std::to_string(i));
    }
    ASSERT_EQ(Query(0, AUDITD_ANY, 0), static_cast<uint32_t>(AUDITD_LINES_SENT));
    EXPECT_STREQ(lines_[0].text, "1");
    Add(1, "new");
    ASSERT_EQ(Query(0, AUDITD_ANY, 0), static_cast<uint32_t>(AUDITD_LINES_SENT));
    EXPECT_STREQ(lines_[0].text, "2");
    EXPECT_EQ(lines_[0].sequence, 2u);
    ASSERT_EQ(Query(0, AUDITD_ANY, 1), 1u);
    EXPECT_STREQ(lines_[0].text, "new");
    EXPECT_EQ(next_, AUDITD_LINES + 2u);
}

TEST_F(LinesTest, AFloodCostsNobodyElse) {
    Add(1, "one");
    for (int i = 0; i < 2 * AUDITD_LINES; i++) {
        Add(2, "flood");
    }
    ASSERT_EQ(Query(0, 1, 0), 1u);
    EXPECT_STREQ(lines_[0].text, "one");
}

TEST_F(LinesTest, AreAskedForByTheirSender) {
    Add(1, "one");
    Add(2, "two");
    Add(1, "three");
    ASSERT_EQ(Query(0, 1, 0), 2u);
    EXPECT_STREQ(lines_[1].text, "three");
    EXPECT_EQ(lines_[1].sender, identity_make(1, 0));
    ASSERT_EQ(Query(2, 1, 0), 1u);
}

}  // namespace
