// SPDX-License-Identifier: Apache-2.0
// Doctored transcripts: the good ones, and one for each way to fail.
#include "testing/markers/ladder.h"

#include <memory>
#include <string>
#include <vector>

#include "abi/exit_status.h"
#include "gtest/gtest.h"

namespace {

const marker kMarkers[] = {
    {"alpha", "KSELFTEST", "alpha one", 1, "ladder", "none", "A1", "tick_lost", "online==harts,spare==0"},
    {"beta", "KSELFTEST", "beta", 2, "ladder", "alpha", "A1", "tick_lost", "sent==taken,from!=to"},
    {"gamma", "SELFTEST", "gamma", 1, "ladder", "beta", "A1", "tick_lost", "calls>0"},
    {"delta", "KSELFTEST", "delta", 1, "small", "none", "A1", "tick_lost", "rounds>=1"},
    {"broke", "PANIC", "it broke at *, pc 0x*", 1, "small", "none", "A1", "tick_lost", nullptr},
};

using Lines = std::vector<std::string>;

const Lines kLadder = {
    "OpenSBI v1.1",
    "KINIT: cpu0 online",
    "KINIT: cpu1 online",
    "KSELFTEST: alpha one ok",
    "PROOF: alpha seq=1 nonce=5f1c online=2 spare=0",
    "anything",
    "KSELFTEST: beta ok",
    "PROOF: beta seq=2 nonce=5f1c sent=3 taken=3 from=0 to=1",
    "SELFTEST: gamma ok",
    "PROOF: gamma seq=3 nonce=5f1c calls=7",
};

const Lines kSmall = {
    "KINIT: cpu0 online",
    "KINIT: cpu1 online",
    "KSELFTEST: delta ok",
    "PROOF: delta seq=1 nonce=5f1c rounds=1",
    "PANIC: it broke at dawn, pc 0x80200000 (cpu1)",
    "PANIC: trace 0x80201234",
    "PANIC: end of report",
};

std::string Join(const Lines &lines) {
    std::string text;
    for (const auto &line : lines) {
        text += line + "\r\n";
    }
    return text;
}

ladder_verdict JudgeText(const std::string &text, uint32_t harts, const char *boot, process_exit exit) {
    auto printed = std::make_unique<transcript>();
    EXPECT_TRUE(transcript_append(printed.get(), text.data(), text.size()));
    ladder_run run = {};
    run.table = {std::size(kMarkers), kMarkers};
    run.transcript = printed.get();
    run.harts = harts;
    run.nonce = "5f1c";
    run.boot = boot;
    run.exit = exit;
    ladder_verdict verdict = {};
    ladder_judge(&run, &verdict);
    return verdict;
}

ladder_verdict JudgeLadder(const Lines &lines, int status = ABI_EXIT_OK) {
    return JudgeText(Join(lines), 2, "ladder", {false, status});
}

ladder_verdict JudgeSmall(const Lines &lines, int status = ABI_EXIT_PANIC) {
    return JudgeText(Join(lines), 2, "small", {false, status});
}

// Lines are counted from 1, as the verdict does.
Lines Replaced(Lines lines, size_t line, const std::string &text) {
    lines[line - 1] = text;
    return lines;
}

Lines Inserted(Lines lines, size_t line, const Lines &texts) {
    lines.insert(lines.begin() + static_cast<ptrdiff_t>(line - 1), texts.begin(), texts.end());
    return lines;
}

Lines Removed(Lines lines, size_t line, size_t count) {
    auto begin = lines.begin() + static_cast<ptrdiff_t>(line - 1);
    lines.erase(begin, begin + static_cast<ptrdiff_t>(count));
    return lines;
}

std::string RedMarker(const ladder_verdict &verdict) {
    return verdict.red_marker == nullptr ? "" : verdict.red_marker;
}

struct Doctored {
    const char *what;
    Lines lines;
    ladder_finding finding;
    uint32_t line;
    const char *red_marker;
};

void ExpectFinding(const Doctored &one, const ladder_verdict &verdict) {
    EXPECT_EQ(verdict.finding, one.finding) << one.what << ": " << verdict.text.text;
    EXPECT_EQ(verdict.line, one.line) << one.what << ": " << verdict.text.text;
    EXPECT_EQ(RedMarker(verdict), one.red_marker) << one.what << ": " << verdict.text.text;
}

TEST(LadderTest, AGoodTranscriptIsGreen) {
    ladder_verdict verdict = JudgeLadder(kLadder);
    EXPECT_EQ(verdict.finding, LADDER_GREEN) << verdict.text.text;
    EXPECT_EQ(verdict.red_marker, nullptr);
}

TEST(LadderTest, AMachineOfOneHartOwesNoMarkersOfMore) {
    Lines lines = {"KINIT: cpu0 online", "KSELFTEST: alpha one ok", "PROOF: alpha seq=1 nonce=5f1c online=1 spare=0",
                   "SELFTEST: gamma ok", "PROOF: gamma seq=2 nonce=5f1c calls=1"};
    EXPECT_EQ(JudgeText(Join(lines), 1, "ladder", {false, 0}).finding, LADDER_GREEN);
    lines = Inserted(lines, 4, {"KSELFTEST: beta ok", "PROOF: beta seq=2 nonce=5f1c sent=1 taken=1 from=0 to=1"});
    ExpectFinding({"marker of two harts on one", {}, LADDER_TOO_FEW_HARTS, 4, "gamma"},
                  JudgeText(Join(lines), 1, "ladder", {false, 0}));
}

TEST(LadderTest, NamesTheFirstThingThatIsWrongWithHarts) {
    const Doctored cases[] = {
        {"one missing", Removed(kLadder, 3, 1), LADDER_OUT_OF_ORDER, 3, "KINIT"},
        {"one twice", Inserted(kLadder, 3, {kLadder[1]}), LADDER_TWICE, 3, "KINIT"},
        {"twice, later", Inserted(kLadder, 6, {kLadder[1]}), LADDER_TWICE, 6, "beta"},
        {"one too many", Inserted(kLadder, 4, {"KINIT: cpu2 online"}), LADDER_TOO_FEW_HARTS, 4, "alpha"},
        {"out of order", Replaced(kLadder, 2, "KINIT: cpu1 online"), LADDER_OUT_OF_ORDER, 2, "KINIT"},
        {"undeclared", Inserted(kLadder, 3, {"KINIT: cpu1 nearly online"}), LADDER_UNDECLARED, 3, "KINIT"},
        {"undeclared end", Replaced(kLadder, 3, "KINIT: cpu1 online "), LADDER_UNDECLARED, 3, "KINIT"},
        {"refused boot", Inserted(kLadder, 2, {"KINIT: FAIL no memory"}), LADDER_FAILURE, 2, "KINIT"},
    };
    for (const auto &one : cases) {
        ExpectFinding(one, JudgeLadder(one.lines));
    }
}

TEST(LadderTest, NamesTheHartThatIsMissing) {
    ladder_verdict verdict = JudgeLadder(Removed(kLadder, 3, 1));
    EXPECT_EQ(verdict.red_cpu, 1u);
    EXPECT_STREQ(verdict.text.text,
                 "red at KINIT: cpu1 online, transcript line 3: in its place stands \"KSELFTEST: alpha one ok\"");
}

TEST(LadderTest, NamesTheFirstThingThatIsWrongWithMarkers) {
    const Doctored cases[] = {
        {"missing in the middle", Removed(kLadder, 7, 2), LADDER_OUT_OF_ORDER, 7, "beta"},
        {"missing at the end", Removed(kLadder, 9, 2), LADDER_MISSING, 9, "gamma"},
        {"twice", Inserted(kLadder, 6, {kLadder[3], kLadder[4]}), LADDER_TWICE, 6, "beta"},
        {"the last one twice", Inserted(kLadder, 11, {kLadder[8]}), LADDER_TWICE, 11, ""},
        {"undeclared", Inserted(kLadder, 6, {"KSELFTEST: zeta ok"}), LADDER_UNDECLARED, 6, "beta"},
        {"undeclared of the user", Inserted(kLadder, 6, {"SELFTEST: zeta ok"}), LADDER_UNDECLARED, 6, "beta"},
        {"of another source", Replaced(kLadder, 7, "SELFTEST: beta ok"), LADDER_UNDECLARED, 7, "beta"},
        {"without its ok", Replaced(kLadder, 7, "KSELFTEST: beta"), LADDER_UNDECLARED, 7, "beta"},
        {"with a blank behind it", Replaced(kLadder, 7, "KSELFTEST: beta ok "), LADDER_UNDECLARED, 7, "beta"},
        {"not anchored", Replaced(kLadder, 7, "x KSELFTEST: beta ok"), LADDER_MIXED_LINE, 7, "beta"},
        {"torn", Replaced(kLadder, 7, "KSELFTEST: beKSELFTEST: beta ok"), LADDER_MIXED_LINE, 7, "beta"},
        {"of another boot", Inserted(kLadder, 6, {kSmall[2]}), LADDER_OTHER_BOOT, 6, "beta"},
        {"before all harts", Inserted(kLadder, 2, {kLadder[3]}), LADDER_OUT_OF_ORDER, 2, "KINIT"},
    };
    for (const auto &one : cases) {
        ExpectFinding(one, JudgeLadder(one.lines));
    }
}

TEST(LadderTest, NamesTheFirstThingThatIsWrongWithEvidence) {
    const Doctored cases[] = {
        {"none", Removed(kLadder, 8, 1), LADDER_PROOF_MISSING, 8, "beta"},
        {"none at the end", Removed(kLadder, 10, 1), LADDER_PROOF_MISSING, 10, "gamma"},
        {"not next to it", Inserted(kLadder, 8, {"anything"}), LADDER_PROOF_MISSING, 8, "beta"},
        {"stray", Inserted(kLadder, 9, {kLadder[7]}), LADDER_PROOF_STRAY, 9, "gamma"},
        {"stray before it", Inserted(kLadder, 7, {kLadder[7]}), LADDER_PROOF_STRAY, 7, "beta"},
        {"malformed", Replaced(kLadder, 10, "PROOF: gamma seq=3 nonce=5f1c calls=-7"), LADDER_PROOF_MALFORMED, 10,
         "gamma"},
        {"other id", Replaced(kLadder, 10, "PROOF: alpha seq=3 nonce=5f1c calls=7"), LADDER_PROOF_OF_OTHER, 10,
         "gamma"},
        {"wrong seq", Replaced(kLadder, 10, "PROOF: gamma seq=4 nonce=5f1c calls=7"), LADDER_WRONG_SEQ, 10, "gamma"},
        {"old seq", Replaced(kLadder, 10, "PROOF: gamma seq=2 nonce=5f1c calls=7"), LADDER_WRONG_SEQ, 10, "gamma"},
        {"wrong nonce", Replaced(kLadder, 5, "PROOF: alpha seq=1 nonce=5f1 online=2 spare=0"), LADDER_WRONG_NONCE, 5,
         "alpha"},
        {"missing name", Replaced(kLadder, 5, "PROOF: alpha seq=1 nonce=5f1c online=2"), LADDER_EVIDENCE_MISSING, 5,
         "alpha"},
        {"extra name", Replaced(kLadder, 10, "PROOF: gamma seq=3 nonce=5f1c calls=7 x=1"), LADDER_EVIDENCE_EXTRA, 10,
         "gamma"},
        {"harts is no evidence", Replaced(kLadder, 5, "PROOF: alpha seq=1 nonce=5f1c online=2 spare=0 harts=2"),
         LADDER_EVIDENCE_EXTRA, 5, "alpha"},
        {"name twice", Replaced(kLadder, 10, "PROOF: gamma seq=3 nonce=5f1c calls=7 calls=7"), LADDER_EVIDENCE_TWICE,
         10, "gamma"},
        {"false against harts", Replaced(kLadder, 5, "PROOF: alpha seq=1 nonce=5f1c online=1 spare=0"),
         LADDER_EVIDENCE_FALSE, 5, "alpha"},
        {"false against a name", Replaced(kLadder, 8, "PROOF: beta seq=2 nonce=5f1c sent=3 taken=2 from=0 to=1"),
         LADDER_EVIDENCE_FALSE, 8, "beta"},
        {"false in the last comparison",
         Replaced(kLadder, 8, "PROOF: beta seq=2 nonce=5f1c sent=3 taken=3 from=1 to=1"), LADDER_EVIDENCE_FALSE, 8,
         "beta"},
    };
    for (const auto &one : cases) {
        ExpectFinding(one, JudgeLadder(one.lines));
    }
}

TEST(LadderTest, TheOrderOfTheEvidenceIsFree) {
    EXPECT_EQ(JudgeLadder(Replaced(kLadder, 8, "PROOF: beta seq=2 nonce=5f1c to=1 from=0 sent=3 taken=3")).finding,
              LADDER_GREEN);
}

TEST(LadderTest, NamesAlarms) {
    const Doctored cases[] = {
        {"a step fails", Replaced(kLadder, 7, "KSELFTEST: FAIL beta"), LADDER_FAILURE, 7, "beta"},
        {"a user step fails", Replaced(kLadder, 9, "SELFTEST: FAIL gamma"), LADDER_FAILURE, 9, "gamma"},
        {"a panic", Inserted(kLadder, 9, {"PANIC: oops (cpu0)"}), LADDER_PANIC, 9, "gamma"},
        {"a panic after the last marker", Inserted(kLadder, 11, {"PANIC: oops (cpu0)"}), LADDER_PANIC, 11, ""},
        {"a panic of another boot", Inserted(kLadder, 6, {kSmall[4]}), LADDER_PANIC, 6, "beta"},
        {"a panic in place of evidence", Inserted(kLadder, 8, {"PANIC: oops (cpu0)"}), LADDER_PANIC, 8, "beta"},
        {"a fault", Inserted(kLadder, 6, {"FAULT: a user task was stopped"}), LADDER_FAULT, 6, "beta"},
        {"another alarm", Inserted(kLadder, 6, {"init: FAIL to start"}), LADDER_FAULT, 6, "beta"},
    };
    for (const auto &one : cases) {
        ExpectFinding(one, JudgeLadder(one.lines));
    }
}

TEST(LadderTest, TheExitStatusMustBeTheAgreedOne) {
    struct {
        process_exit exit;
        bool green;
    } const cases[] = {
        {{false, 0}, true}, {{false, 1}, false}, {{false, 101}, false}, {{true, 0}, false}, {{true, 9}, false},
    };
    for (const auto &one : cases) {
        ladder_verdict verdict = JudgeText(Join(kLadder), 2, "ladder", one.exit);
        EXPECT_EQ(verdict.finding, one.green ? LADDER_GREEN : LADDER_WRONG_EXIT) << verdict.text.text;
        EXPECT_EQ(verdict.red_marker, nullptr);
    }
}

TEST(LadderTest, AMarkerThatIsMissingSaysHowTheMachineEnded) {
    ladder_verdict verdict = JudgeText(Join(Removed(kLadder, 9, 2)), 2, "ladder", {true, 9});
    EXPECT_STREQ(verdict.text.text, "red at gamma, transcript line 9: missing; QEMU ended with signal 9");
}

TEST(LadderTest, BrokenLinesAreNotPassedOver) {
    std::string text = Join(kLadder);
    EXPECT_EQ(JudgeText(text + "x", 2, "ladder", {false, 0}).finding, LADDER_BROKEN_LINE);
    EXPECT_EQ(JudgeText(text.substr(0, text.size() - 1), 2, "ladder", {false, 0}).finding, LADDER_BROKEN_LINE);
    EXPECT_EQ(JudgeText(std::string(TRANSCRIPT_LINE_BYTES, 'x') + "\n" + text, 2, "ladder", {false, 0}).finding,
              LADDER_BROKEN_LINE);
    EXPECT_EQ(JudgeText("", 2, "ladder", {false, 0}).finding, LADDER_MISSING);
}

TEST(LadderTest, ABootThatEndsInItsPanicIsGreen) {
    ladder_verdict verdict = JudgeSmall(kSmall);
    EXPECT_EQ(verdict.finding, LADDER_GREEN) << verdict.text.text;
}

TEST(LadderTest, NamesTheFirstThingThatIsWrongWithAPanic) {
    const Doctored cases[] = {
        {"no panic", Removed(kSmall, 5, 3), LADDER_MISSING, 5, "broke"},
        {"another panic", Replaced(kSmall, 5, "PANIC: it held (cpu1)"), LADDER_PANIC, 5, "broke"},
        {"a cpu that the machine does not have", Replaced(kSmall, 5, "PANIC: it broke at dawn, pc 0x8 (cpu2)"),
         LADDER_PANIC, 5, "broke"},
        {"the panic before its markers", Inserted(kSmall, 3, {kSmall[4]}), LADDER_PANIC, 3, "delta"},
        {"the panic before all harts", Inserted(kSmall, 2, {kSmall[4]}), LADDER_PANIC, 2, "KINIT"},
        {"a failure in its place", Replaced(kSmall, 5, "KSELFTEST: FAIL broke"), LADDER_FAILURE, 5, "broke"},
        {"a truncated report", Removed(kSmall, 7, 1), LADDER_REPORT_TRUNCATED, 7, "broke"},
        {"a report that faulted", Replaced(kSmall, 7, "PANIC: the report faulted, pc 0x8"), LADDER_REPORT_TRUNCATED, 8,
         "broke"},
        {"another line in the report", Inserted(kSmall, 6, {"hello"}), LADDER_REPORT_MIXED, 6, "broke"},
        {"a line behind the report", Inserted(kSmall, 8, {"hello"}), LADDER_REPORT_MIXED, 8, ""},
        {"a second report", Inserted(kSmall, 8, {kSmall[4]}), LADDER_REPORT_MIXED, 8, ""},
    };
    for (const auto &one : cases) {
        ExpectFinding(one, JudgeSmall(one.lines));
    }
}

TEST(LadderTest, APanicHasItsOwnExitStatus) {
    EXPECT_EQ(JudgeSmall(kSmall, ABI_EXIT_OK).finding, LADDER_WRONG_EXIT);
    EXPECT_EQ(JudgeSmall(kSmall, ABI_EXIT_BOOT_REFUSED).finding, LADDER_WRONG_EXIT);
}

TEST(LadderTest, ABootThatTheTableDoesNotKnowIsNeverGreen) {
    EXPECT_EQ(JudgeText(Join({kLadder[1], kLadder[2]}), 2, "nothing", {false, 0}).finding, LADDER_UNKNOWN_BOOT);
}

TEST(LadderTest, ATableThatMakesNoSenseIsNeverGreen) {
    marker broken = kMarkers[0];
    broken.predicate = "online=harts";
    ladder_run run = {};
    auto printed = std::make_unique<transcript>();
    run.table = {1, &broken};
    run.transcript = printed.get();
    run.harts = 1;
    run.nonce = "5f1c";
    run.boot = "ladder";
    ladder_verdict verdict = {};
    ladder_judge(&run, &verdict);
    EXPECT_EQ(verdict.finding, LADDER_TABLE_IS_WRONG);
    EXPECT_STREQ(verdict.text.text, "not judged: marker table, alpha: no comparison at \"=harts\": online=harts");
}

}  // namespace
