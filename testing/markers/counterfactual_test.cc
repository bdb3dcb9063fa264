// SPDX-License-Identifier: Apache-2.0
#include "testing/markers/counterfactual.h"

#include "abi/exit_status.h"
#include "gtest/gtest.h"

namespace {

ladder_run RunThatEnds(process_exit exit) {
    ladder_run run = {};
    run.harts = 4;
    run.exit = exit;
    return run;
}

ladder_verdict Verdict(ladder_finding finding, const char *red_marker, uint32_t red_cpu = 4) {
    ladder_verdict verdict = {};
    verdict.finding = finding;
    verdict.red_marker = red_marker;
    verdict.red_cpu = red_cpu;
    return verdict;
}

counterfactual_outcome Judge(const ladder_verdict &verdict, const char *marker,
                             process_exit exit = {false, ABI_EXIT_PANIC}) {
    ladder_run run = RunThatEnds(exit);
    diagnostic why = {};
    return counterfactual_judge(&run, &verdict, marker, &why);
}

TEST(CounterfactualTest, GreenIsNotRed) {
    EXPECT_EQ(Judge(Verdict(LADDER_GREEN, nullptr), "beta", {false, ABI_EXIT_OK}), COUNTERFACTUAL_GREEN);
}

TEST(CounterfactualTest, RedCountsAtTheMarkerOnly) {
    EXPECT_EQ(Judge(Verdict(LADDER_FAILURE, "beta"), "beta"), COUNTERFACTUAL_RED);
    EXPECT_EQ(Judge(Verdict(LADDER_FAILURE, "alpha"), "beta"), COUNTERFACTUAL_MISPLACED);
    EXPECT_EQ(Judge(Verdict(LADDER_FAILURE, "beta2"), "beta"), COUNTERFACTUAL_MISPLACED);
    EXPECT_EQ(Judge(Verdict(LADDER_FAILURE, LADDER_HARTS, 3), "beta"), COUNTERFACTUAL_MISPLACED);
    EXPECT_EQ(Judge(Verdict(LADDER_PANIC, nullptr), "beta"), COUNTERFACTUAL_MISPLACED);
}

TEST(CounterfactualTest, OnlyWhatAFaultDoesCounts) {
    struct {
        ladder_finding finding;
        bool counts;
    } const cases[] = {
        {LADDER_TABLE_IS_WRONG, false}, {LADDER_UNKNOWN_BOOT, false},
        {LADDER_BROKEN_LINE, false},    {LADDER_MIXED_LINE, false},
        {LADDER_UNDECLARED, false},     {LADDER_OTHER_BOOT, false},
        {LADDER_TOO_FEW_HARTS, false},  {LADDER_TWICE, false},
        {LADDER_OUT_OF_ORDER, true},    {LADDER_MISSING, true},
        {LADDER_FAILURE, true},         {LADDER_PANIC, true},
        {LADDER_FAULT, true},           {LADDER_PROOF_MISSING, false},
        {LADDER_PROOF_STRAY, false},    {LADDER_PROOF_MALFORMED, false},
        {LADDER_PROOF_OF_OTHER, false}, {LADDER_WRONG_SEQ, false},
        {LADDER_WRONG_NONCE, false},    {LADDER_EVIDENCE_MISSING, false},
        {LADDER_EVIDENCE_EXTRA, false}, {LADDER_EVIDENCE_TWICE, false},
        {LADDER_EVIDENCE_FALSE, true},  {LADDER_REPORT_TRUNCATED, false},
        {LADDER_REPORT_MIXED, false},   {LADDER_WRONG_EXIT, false},
    };
    EXPECT_EQ(std::size(cases), static_cast<size_t>(LADDER_WRONG_EXIT));
    for (const auto &one : cases) {
        EXPECT_EQ(Judge(Verdict(one.finding, "beta"), "beta"),
                  one.counts ? COUNTERFACTUAL_RED : COUNTERFACTUAL_MISPLACED)
            << one.finding;
    }
}

TEST(CounterfactualTest, AHartThatIsMissingIsTheLastOne) {
    EXPECT_EQ(Judge(Verdict(LADDER_OUT_OF_ORDER, LADDER_HARTS, 3), LADDER_HARTS), COUNTERFACTUAL_RED);
    EXPECT_EQ(Judge(Verdict(LADDER_OUT_OF_ORDER, LADDER_HARTS, 2), LADDER_HARTS), COUNTERFACTUAL_MISPLACED);
    EXPECT_EQ(Judge(Verdict(LADDER_FAILURE, LADDER_HARTS, 0), LADDER_HARTS), COUNTERFACTUAL_MISPLACED);
}

TEST(CounterfactualTest, TheMachineMustEndByItself) {
    struct {
        process_exit exit;
        bool counts;
    } const cases[] = {
        {{false, ABI_EXIT_OK}, true}, {{false, ABI_EXIT_PANIC}, true}, {{false, ABI_EXIT_BOOT_REFUSED}, true},
        {{false, 1}, false},          {{true, ABI_EXIT_PANIC}, false}, {{true, 6}, false},
    };
    for (const auto &one : cases) {
        EXPECT_EQ(Judge(Verdict(LADDER_MISSING, "beta"), "beta", one.exit),
                  one.counts ? COUNTERFACTUAL_RED : COUNTERFACTUAL_MISPLACED)
            << one.exit.value;
    }
}

}  // namespace
