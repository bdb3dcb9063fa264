// SPDX-License-Identifier: Apache-2.0
// Records that make no sense: each is refused at its line.
#include "gtest/gtest.h"
#include "testing/consistency/check_fixture.h"

namespace {

using Lines = std::vector<std::string>;

TEST(CheckShape, RefusesWhatMeansNothing) {
    struct {
        const char *from;
        const char *to;
        Lines expected;
    } const cases[] = {
        {"requirement = C2",
         "requirement = C7",
         {":1: gap: C2 has no row", ":52: syntax: requirement: not in a group of this register"}},
        {"requirement = C2",
         "requirement = C02",
         {":1: gap: C2 has no row", ":52: syntax: requirement: not in a group of this register"}},
        {"requirement = C2",
         "requirement = D1",
         {":1: gap: C2 has no row", ":52: syntax: requirement: not in a group of this register"}},
        {"last = 2", "last = 0", {":1: syntax: a group has from 1 to 99 requirements"}},
        {"last = 2", "last = 99", {":1: gap: C99 has no row"}},
        {"last = 2", "last = 100", {":1: syntax: a group has from 1 to 99 requirements"}},
        {"last = 2\n",
         "",
         {":1: syntax: \"group\" has 0 of \"last\"", ":1: syntax: a group has from 1 to 99 requirements"}},
        {"status = open", "status = done", {":54: syntax: status: not one of the words it can be"}},
        {"status = open\n", "", {":52: syntax: \"requirement\" has 0 of \"status\""}},
        {"issue = Models of the core\n",
         "",
         {":52: syntax: requirement: an issue belongs to a row that is open, and to no other"}},
        {"missing = the model\n",
         "",
         {":52: syntax: requirement: what is missing belongs to a row that is open, and to no other"}},
        {"class = host\n",
         "class = host\nissue = x\n",
         {":43: syntax: requirement: an issue belongs to a row that is open, and to no other"}},
        {"class = host", "class = hosts", {":46: syntax: class: not one of the words it can be"}},
        {"class = host", "class = host\nclass = host", {":43: syntax: \"requirement\" has 2 of \"class\""}},
        {"fault = sender_forged", "fault = sender_forged x", {":28: syntax: fault: one word is expected"}},
        {"reject = none a mailbox is never full", "reject = none", {":49: syntax: reject: two words are expected"}},
        {"proof = test //kernel/ipi:mailbox_test",
         "proof = mailbox test",
         {":48: syntax: proof: not one of the words it can be"}},
        {"proof = test //kernel/ipi:mailbox_test",
         "proof = none x",
         {":48: syntax: proof: not one of the words it can be"}},
        {"reject = none a mailbox is never full",
         "reject = marker ipi_resched",
         {":49: syntax: reject: the marker of a reject test begins with test_reject_"}},
        {"place = abi/limits.h\n", "place = abi/limits.h HARTS_MAX\n", {":13: syntax: place: one word is expected"}},
        {"says = harts", "proof = test //kernel/ipi:mailbox_test", {":12: syntax: \"limit\" has 1 of \"proof\""}},
        {"limit = BOUND_SECONDS",
         "place = x y\n\nlimit = BOUND_SECONDS",
         {":17: syntax: \"place\" does not begin a record"}},
        {"says = cpu count\n\n", "says = cpu count\n", {":16: syntax: an empty line is missing before \"limit\""}},
    };
    for (const auto &one : cases) {
        CheckFixture fixture;
        fixture.Replace(kRegister, one.from, one.to);
        Lines lines = fixture.Check();
        for (const std::string &expected : one.expected) {
            EXPECT_EQ(std::count(lines.begin(), lines.end(), kRegister + expected), 1)
                << one.from << " -> " << one.to << "\n"
                << ::testing::PrintToString(lines);
        }
    }
}

TEST(CheckShape, RefusesLinesThatAreNoRecords) {
    for (const char *line :
         {"part", "part =", "part = ", "part= x", "part =x", "part =  x", "part = x ", " part = x", "= x", " "}) {
        CheckFixture fixture;
        fixture.Replace(kRegister, "part = nothing queues", std::string("part = nothing queues\n") + line);
        EXPECT_EQ(fixture.Check(), Lines{std::string(kRegister) + ":54: syntax: not \"key = value\""}) << line;
    }
}

TEST(CheckShape, RefusesKeysThatItDoesNotKnow) {
    CheckFixture fixture;
    fixture.Replace(kRegister, "part = nothing queues", "part = nothing queues\nparts = x");
    EXPECT_EQ(fixture.Check(), Lines{std::string(kRegister) + ":54: syntax: no such key: parts"});
}

TEST(CheckShape, TakesEveryNumberOfAGroup) {
    for (const char *number : {"1", "9", "10", "99"}) {
        CheckFixture fixture;
        fixture.Replace(kRegister, "last = 2", "last = 99");
        fixture.Replace(kRegister, "requirement = C2", std::string("requirement = C") + number);
        for (const std::string &line : fixture.Check()) {
            EXPECT_EQ(line.find("syntax"), std::string::npos) << line;
        }
    }
}

TEST(CheckShape, TakesCommentsAnywhere) {
    CheckFixture fixture;
    fixture.Replace(kRegister, "part = nothing queues", "# a comment\npart = nothing queues\n#");
    EXPECT_EQ(fixture.Check(), Lines{});
}

TEST(CheckShape, RefusesRowsOfTheTablesThatLackColumns) {
    CheckFixture fixture;
    fixture.Replace(kMarkers, "\"forged!=0\")", "\"forged!=0\", more)");
    fixture.Replace(kFaults, "FAULT(none, \"nothing\")", "FAULT(none)");
    Lines lines = fixture.Check();
    EXPECT_EQ(std::count(lines.begin(), lines.end(),
                         "testing/markers/marker_table.h:3: syntax: a row has not all its columns"),
              1);
    EXPECT_EQ(
        std::count(lines.begin(), lines.end(), "testing/faults/fault_table.h:2: syntax: a row has not all its columns"),
        1);
}

}  // namespace
