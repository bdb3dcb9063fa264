// SPDX-License-Identifier: Apache-2.0
#include "testing/markers/marker.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace {

const marker kOne = {"one", "KSELFTEST", "step one", 1, "ladder", "none", "A1", "tick_lost", "a==1"};
const marker kTwo = {"two", "SELFTEST", "step two", 2, "ladder", "one", "A1", "tick_lost", "a==1"};
const marker kEnd = {"end", "PANIC", "gone", 1, "own", "none", "A1", "tick_lost", nullptr};

bool Check(const std::vector<marker> &markers, std::string *why) {
    marker_table table = {static_cast<uint32_t>(markers.size()), markers.data()};
    diagnostic diagnostic = {};
    bool good = marker_table_check(&table, &diagnostic);
    *why = diagnostic.text;
    return good;
}

template <typename Change> marker Changed(marker row, Change change) {
    change(row);
    return row;
}

TEST(MarkerTest, TheDeclaredTableMakesSense) {
    marker_table table = marker_table_declared();
    diagnostic why = {};
    EXPECT_TRUE(marker_table_check(&table, &why)) << why.text;
    EXPECT_GT(table.count, 0u);
}

TEST(MarkerTest, ATableThatMakesSensePasses) {
    std::string why;
    EXPECT_TRUE(Check({kOne, kTwo, kEnd}, &why)) << why;
}

TEST(MarkerTest, EveryMistakeOfATableNamesItsRow) {
    struct {
        const char *why;
        std::vector<marker> markers;
    } const cases[] = {
        {"two: an earlier row has the id", {kOne, kTwo, Changed(kTwo, [](marker &row) { row.text = "other"; })}},
        {"three: an earlier row has the text", {kOne, kTwo, Changed(kTwo, [](marker &row) { row.id = "three"; })}},
        {"end2: an earlier row has ended the boot", {kEnd, Changed(kEnd, [](marker &row) { row.id = "end2"; })}},
        {"one: an earlier row has ended the boot", {kEnd, Changed(kOne, [](marker &row) { row.boot = "own"; })}},
        {"two: no earlier row has the id that it is after", {kTwo, kOne}},
        {"one: no earlier row has the id that it is after", {Changed(kOne, [](marker &row) { row.after = "one"; })}},
        {"two: it is after a marker of another boot", {Changed(kOne, [](marker &row) { row.boot = "other"; }), kTwo}},
        {"one: no such source", {Changed(kOne, [](marker &row) { row.source = "TEST"; })}},
        {"one: no such source", {Changed(kOne, [](marker &row) { row.source = "PANIC"; })}},
        {"end: no such source", {Changed(kEnd, [](marker &row) { row.source = "KSELFTEST"; })}},
        {"one: no machine has so few harts", {Changed(kOne, [](marker &row) { row.least_harts = 0; })}},
        {"one: no switch extinguishes it", {Changed(kOne, [](marker &row) { row.fault = "no_such"; })}},
        {"one: no switch extinguishes it", {Changed(kOne, [](marker &row) { row.fault = "none"; })}},
        {"one: no name of the evidence", {Changed(kOne, [](marker &row) { row.predicate = ""; })}},
        {"one: no text, or too much", {Changed(kOne, [](marker &row) { row.text = ""; })}},
        {"one: the text reads like a failure", {Changed(kOne, [](marker &row) { row.text = "FAIL one"; })}},
    };
    for (const auto &one : cases) {
        std::string why;
        EXPECT_FALSE(Check(one.markers, &why)) << one.why;
        EXPECT_EQ(why.rfind(std::string("marker table, ") + one.why, 0), 0u) << why;
    }
}

TEST(MarkerTest, ATextMayFillItsLineAndNoMore) {
    const std::string longest(MARKER_LINE_BYTES - sizeof("KSELFTEST:  ok"), 'x');
    const std::string longer = longest + "x";
    std::string why;
    EXPECT_TRUE(Check({Changed(kOne, [&](marker &row) { row.text = longest.c_str(); })}, &why)) << why;
    EXPECT_FALSE(Check({Changed(kOne, [&](marker &row) { row.text = longer.c_str(); })}, &why));
}

TEST(MarkerTest, ARowIsFoundByItsWholeLine) {
    const marker rows[] = {kOne, kTwo, kEnd};
    marker_table table = {std::size(rows), rows};
    EXPECT_EQ(marker_find_line(&table, "KSELFTEST: step one ok"), &rows[0]);
    EXPECT_EQ(marker_find_line(&table, "SELFTEST: step two ok"), &rows[1]);
    for (const char *line : {"SELFTEST: step one ok", "KSELFTEST: step one", "KSELFTEST: step one ok.",
                             " KSELFTEST: step one ok", "PANIC: gone ok", ""}) {
        EXPECT_EQ(marker_find_line(&table, line), nullptr) << line;
    }
}

TEST(MarkerTest, SwitchesAreKnownByName) {
    EXPECT_TRUE(marker_fault_is_declared("none"));
    EXPECT_TRUE(marker_fault_is_declared("tick_lost"));
    EXPECT_FALSE(marker_fault_is_declared("tick_los"));
    EXPECT_FALSE(marker_fault_is_declared(""));
}

}  // namespace
