// SPDX-License-Identifier: Apache-2.0
#include "tools/trace_view/recording.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace trace_view {
namespace {

const std::vector<std::string> kSound = {
    "TRACE: begin version=1 ticks_per_second=10000000 harts=2",  // 1
    "TRACE: 0 5 1000 switch 5 0 0x0",
    "TRACE: 0 6 1001 wake 5 1 0x2a",
    "TRACE: hart=0 records=2 lost=5",
    "TRACE: 1 0 1002 ipi_receive 0 1 0x1",  // 5
    "TRACE: 1 3 1004 idle 0 0 0x0",
    "TRACE: hart=1 records=2 lost=2",
    "TRACE: end records=4 lost=7",
};

std::string Text(const std::vector<std::string> &lines, const std::string &end = "\n") {
    std::string text;
    for (const std::string &line : lines) {
        text += line + end;
    }
    return text;
}

// The problem as the tool prints it; "": there is none.
std::string ProblemOf(const std::string &recording) {
    Problem problem;
    return ReadRecording(recording, &problem) ? "" : std::to_string(problem.line) + ": " + problem.text;
}

TEST(Recording, ADumpIsReadWhole) {
    Problem problem;
    const auto dump = ReadRecording(Text(kSound), &problem);
    ASSERT_TRUE(dump) << problem.text;
    EXPECT_EQ(dump->ticks_per_second, 10000000u);
    ASSERT_EQ(dump->harts.size(), 2u);
    EXPECT_EQ(dump->harts[0].lost, 5u);
    ASSERT_EQ(dump->harts[0].records.size(), 2u);
    const abi_trace_record &record = dump->harts[0].records[1];
    EXPECT_EQ(record.position, 6u);
    EXPECT_EQ(record.time, 1001u);
    EXPECT_EQ(record.event, ABI_TRACE_WAKE);
    EXPECT_EQ(record.task, 5u);
    EXPECT_EQ(record.detail, 1u);
    EXPECT_EQ(record.argument, 0x2au);
    EXPECT_EQ(record.cpu, 0u);
    EXPECT_EQ(dump->harts[1].lost, 2u);
}

TEST(Recording, TextAroundAndBetweenAndATerminalsLineEndsAreIgnored) {
    std::vector<std::string> lines = kSound;
    lines.insert(lines.begin() + 3, "KINIT: cpu0 online");
    lines.insert(lines.begin(), {"neuron> trace dump", "", "a TRACE: begin of something else"});
    lines.push_back("neuron> poweroff");
    EXPECT_EQ(ProblemOf(Text(lines)), "");
    EXPECT_EQ(ProblemOf(Text(lines, "\r\n")), "");
    EXPECT_EQ(ProblemOf(Text(lines, "\r\r\n")), "");
}

TEST(Recording, OfSeveralDumpsTheLastCounts) {
    std::vector<std::string> lines = {
        "TRACE: begin version=2 broken",
        "TRACE: 9 9",
        "TRACE: begin version=1 ticks_per_second=7 harts=1",
    };
    lines.insert(lines.end(), kSound.begin(), kSound.end());
    Problem problem;
    const auto dump = ReadRecording(Text(lines), &problem);
    ASSERT_TRUE(dump) << problem.text;
    EXPECT_EQ(dump->ticks_per_second, 10000000u);
}

TEST(Recording, WithoutADumpTheCommandIsNamed) {
    EXPECT_EQ(ProblemOf(""), "1: no dump of a trace up to here; the console's command is: trace dump");
    EXPECT_EQ(ProblemOf("a\nb\nTRACE: beginning\n"),
              "3: no dump of a trace up to here; the console's command is: trace dump");
}

TEST(Recording, WithoutItsEndADumpIsRefused) {
    std::vector<std::string> lines = kSound;
    lines.back() = "neuron> ";
    EXPECT_EQ(ProblemOf(Text(lines)), "8: the dump has no end line");
}

struct Harm {
    size_t line;  // from 1, instead of which comes
    const char *instead;
    const char *problem;
};

class HarmedRecording : public testing::TestWithParam<Harm> {};

TEST_P(HarmedRecording, IsRefusedWithItsLine) {
    std::vector<std::string> lines = kSound;
    lines[GetParam().line - 1] = GetParam().instead;
    EXPECT_EQ(ProblemOf(Text(lines)), GetParam().problem);
}

const char kNoFirstLine[] = "1: not a first line: begin version=1 ticks_per_second=HZ harts=N";
const char kNoRecord[] = "2: not a record: CPU POSITION TIME EVENT TASK DETAIL 0xARGUMENT";
const char kNoNumber[] = "2: not a record: a field is no number, or too large";
const char kNoEndOfHart[] = "4: not the end of a hart: hart=CPU records=N lost=N";
const char kNoEnd[] = "8: not the end of a dump: end records=N lost=N";

INSTANTIATE_TEST_SUITE_P(
    FirstLine, HarmedRecording,
    testing::Values(Harm{1, "TRACE: begin", "1: the first line of a dump says no version"},
                    Harm{1, "TRACE: begin 1", "1: the first line of a dump says no version"},
                    Harm{1, "TRACE: begin version=2 ticks_per_second=10000000 harts=2",
                         "1: version 2 of the format; only version 1 is known here"},
                    Harm{1, "TRACE: begin version=1", kNoFirstLine},
                    Harm{1, "TRACE: begin version=1 ticks_per_second=0 harts=2", kNoFirstLine},
                    Harm{1, "TRACE: begin version=1 ticks_per_second=1000000000001 harts=2", kNoFirstLine},
                    Harm{1, "TRACE: begin version=1 ticks_per_second=10 harts=0", kNoFirstLine},
                    Harm{1, "TRACE: begin version=1 ticks_per_second=10 harts=65", kNoFirstLine},
                    Harm{1, "TRACE: begin version=1 ticks_per_second=10 harts=2 more=1", kNoFirstLine}));

INSTANTIATE_TEST_SUITE_P(
    Records, HarmedRecording,
    testing::Values(
        Harm{2, "TRACE: ", kNoRecord}, Harm{2, "TRACE: 0 5 1000 switch 5 0", kNoRecord},
        Harm{2, "TRACE: 0 5 1000 switch 5 0 0", kNoRecord}, Harm{2, "TRACE: 0 5 1000 switch 5 0 0x0 ", kNoRecord},
        Harm{2, "TRACE: 0  5 1000 switch 5 0 0x0", kNoRecord},
        Harm{2, "TRACE: 0 5 1000 dance 5 0 0x0", "2: no such event: dance"},
        Harm{2, "TRACE: 0 5 1000 unknown 5 0 0x0", "2: no such event: unknown"},
        Harm{2, "TRACE: 0 -5 1000 switch 5 0 0x0", kNoNumber}, Harm{2, "TRACE: 0 5 1e3 switch 5 0 0x0", kNoNumber},
        Harm{2, "TRACE: 0 5 1000 switch 5 0 0x", kNoNumber}, Harm{2, "TRACE: 0 5 1000 switch 5 0 0xG", kNoNumber},
        Harm{2, "TRACE: 0 5 1000 switch 4294967296 0 0x0", kNoNumber},
        Harm{2, "TRACE: 0 5 1000 switch 5 65536 0x0", kNoNumber},
        Harm{2, "TRACE: 0 5 18446744073709551616 switch 5 0 0x0", kNoNumber},
        Harm{2, "TRACE: 64 5 1000 switch 5 0 0x0", kNoNumber},
        Harm{2, "TRACE: 1 5 1000 switch 5 0 0x0", "2: a record of hart 1 among those of hart 0"},
        Harm{3, "TRACE: 0 6 1001 wake 5 2 0x2a", "3: there is no hart 2"},
        Harm{3, "TRACE: 0 6 1001 ipi_send 5 2 0x1", "3: there is no hart 2"},
        Harm{3, "TRACE: 0 5 1001 wake 5 1 0x2a", "3: positions do not grow"},
        Harm{3, "TRACE: 0 6 999 wake 5 1 0x2a", "3: time goes backwards"}));

INSTANTIATE_TEST_SUITE_P(
    Ends, HarmedRecording,
    testing::Values(Harm{4, "TRACE: hart=0 records=2", kNoEndOfHart},
                    Harm{4, "TRACE: hart=0 lost=5 records=2", kNoEndOfHart},
                    Harm{4, "TRACE: hart=1 records=2 lost=5", "4: the end of hart 1 is not due here"},
                    Harm{4, "TRACE: hart=0 records=3 lost=5", "4: 3 records said, 2 found"},
                    Harm{4, "TRACE: end records=2 lost=5", "4: the dump ends before the end of hart 0"},
                    Harm{7, "TRACE: hart=1 records=2 lost=1", "7: 1 lost records said, 2 are missing"},
                    Harm{7, "TRACE: end records=4 lost=7", "7: the dump ends before the end of hart 1"},
                    Harm{8, "TRACE: end records=4", kNoEnd}, Harm{8, "TRACE: end records=x lost=7", kNoEnd},
                    Harm{8, "TRACE: end records=5 lost=7", "8: what the harts say adds up to records=4 lost=7"},
                    Harm{8, "TRACE: end records=4 lost=6", "8: what the harts say adds up to records=4 lost=7"},
                    Harm{8, "TRACE: 2 0 1 idle 0 0 0x0", "8: a record after those of the last hart"},
                    Harm{8, "TRACE: hart=2 records=0 lost=0", "8: the end of hart 2 is not due here"}));

TEST(Recording, NothingOfADumpComesAfterItsEnd) {
    EXPECT_EQ(ProblemOf(Text(kSound) + "TRACE: 1 4 1005 idle 0 0 0x0\n"), "9: a line of a dump after its end");
}

TEST(Recording, RecordsAreNotMoreThanAYearApart) {
    const auto year = [](const std::string &seconds) {
        return "TRACE: begin version=1 ticks_per_second=1 harts=1\nTRACE: 0 0 0 idle 0 0 0x0\nTRACE: 0 1 " + seconds +
               " idle 0 0 0x0\nTRACE: hart=0 records=2 lost=0\nTRACE: end records=2 lost=0\n";
    };
    EXPECT_EQ(ProblemOf(year("31622400")), "");
    EXPECT_EQ(ProblemOf(year("31622401")), "5: the records are more than a year apart");
}

TEST(Recording, ADumpWithoutRecordsIsOne) {
    Problem problem;
    const auto dump = ReadRecording("TRACE: begin version=1 ticks_per_second=1 harts=1\n"
                                    "TRACE: hart=0 records=0 lost=0\nTRACE: end records=0 lost=0",
                                    &problem);
    ASSERT_TRUE(dump) << problem.text;
    EXPECT_TRUE(dump->harts[0].records.empty());
}

}  // namespace
}  // namespace trace_view
