// SPDX-License-Identifier: Apache-2.0
#include "testing/bench/row.h"

#include <string>

#include "gtest/gtest.h"

namespace {

TEST(RowTest, ReadsARow) {
    row read = {};
    ASSERT_EQ(row_read("BENCH: row=ipc_round_trip harts=4 words=0 min=371 median=372 max=373 unit=instructions", &read),
              ROW_READ);
    EXPECT_STREQ(read.key.name, "ipc_round_trip");
    EXPECT_STREQ(read.key.qualifier, "words=0");
    EXPECT_EQ(read.key.harts, 4u);
    EXPECT_EQ(read.minimum, 371u);
    EXPECT_EQ(read.median, 372u);
    EXPECT_EQ(read.maximum, 373u);
    EXPECT_STREQ(read.unit, "instructions");
}

TEST(RowTest, PassesOverOtherLines) {
    row read = {};
    for (const char *line : {"", "KINIT: cpu0 online", "BENCH:", " BENCH: row=x", "bench: row=x"}) {
        EXPECT_EQ(row_read(line, &read), ROW_NONE) << line;
    }
}

TEST(RowTest, RefusesMalformedRows) {
    const std::string longest(ROW_TEXT_BYTES - 1, 'x');
    row read = {};
    EXPECT_EQ(row_read(("BENCH: row=" + longest + " harts=1 min=1 median=1 max=1 unit=i").c_str(), &read), ROW_READ);
    for (const std::string &line : {
             std::string("BENCH: "),
             std::string("BENCH: harts=1 min=1 median=1 max=1 unit=i"),
             std::string("BENCH: row=x min=1 median=1 max=1 unit=i"),
             std::string("BENCH: row=x harts=1 median=1 max=1 unit=i"),
             std::string("BENCH: row=x harts=1 min=1 max=1 unit=i"),
             std::string("BENCH: row=x harts=1 min=1 median=1 unit=i"),
             std::string("BENCH: row=x harts=1 min=1 median=1 max=1"),
             std::string("BENCH: row=x row=y harts=1 min=1 median=1 max=1 unit=i"),
             std::string("BENCH: row=x harts=1 harts=1 min=1 median=1 max=1 unit=i"),
             std::string("BENCH: row=x harts=0 min=1 median=1 max=1 unit=i"),
             std::string("BENCH: row=x harts=4294967296 min=1 median=1 max=1 unit=i"),
             std::string("BENCH: row=x harts=1 min=2 median=1 max=2 unit=i"),
             std::string("BENCH: row=x harts=1 min=1 median=2 max=1 unit=i"),
             std::string("BENCH: row=x harts=1 min=-1 median=1 max=1 unit=i"),
             std::string("BENCH: row=x harts=1 min=1 median=1 max=18446744073709551616 unit=i"),
             std::string("BENCH: row=x harts=1 min=1 median=1 max=1 unit=i words=4 more=5"),
             std::string("BENCH: row=x harts=1 min=1 median=1 max=1 unit=i words=four"),
             std::string("BENCH: row=x harts=1 min=1 median=1 max=1 unit=i words"),
             std::string("BENCH: row=x harts=1 min=1 median=1 max=1 unit=i =4"),
             "BENCH: row=x" + longest + " harts=1 min=1 median=1 max=1 unit=i",
             "BENCH: row=x" + std::string(512, ' '),
         }) {
        EXPECT_EQ(row_read(line.c_str(), &read), ROW_MALFORMED) << line;
    }
}

TEST(RowTest, AKeyIsNameQualifierAndHarts) {
    const row_key key = {"a", "words=4", 1};
    EXPECT_TRUE(row_key_equal(&key, &key));
    for (const row_key &other : {row_key{"b", "words=4", 1}, row_key{"a", "words=5", 1}, row_key{"a", "words=4", 2}}) {
        EXPECT_FALSE(row_key_equal(&key, &other));
    }
}

}  // namespace
