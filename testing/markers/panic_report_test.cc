// SPDX-License-Identifier: Apache-2.0
#include "testing/markers/panic_report.h"

#include "gtest/gtest.h"

namespace {

TEST(PanicReportTest, BeginsWithTheTextAndTheCpu) {
    struct {
        const char *text;
        const char *line;
        bool begins;
    } const cases[] = {
        {"gone", "PANIC: gone (cpu0)", true},
        {"gone", "PANIC: gone (cpu3)", true},
        {"gone", "PANIC: gone (cpu4)", false},
        {"gone", "PANIC: gone (cpu03)", false},
        {"gone", "PANIC: gone (cpu)", false},
        {"gone", "PANIC: gone (cpu0) ", false},
        {"gone", "PANIC: gone", false},
        {"gone", "PANIC: gone away (cpu0)", false},
        {"gone", "PANIC: is gone (cpu0)", false},
        {"gone", "gone (cpu0)", false},
        {"gone", "PANIC! gone (cpu0)", false},
        {"gone", " PANIC: gone (cpu0)", false},
        {"", "PANIC: (cpu0)", false},
        {"cpu* wrote state of cpu*", "PANIC: cpu1 wrote state of cpu0 (cpu1)", true},
        {"cpu* wrote state of cpu*", "PANIC: cpu1 read state of cpu0 (cpu1)", false},
        {"* at *, pc 0x*", "PANIC: fault at 0x8, pc 0x10 (cpu1)", true},
        {"* at *, pc 0x*", "PANIC:  at , pc 0x (cpu1)", true},
        {"* at *, pc 0x*", "PANIC: fault at 0x8, pc 10 (cpu1)", false},
        {"a*b*b", "PANIC: a b c b (cpu0)", true},
        {"a*b*b", "PANIC: a b (cpu0)", false},
        {"pc (cpu1) *", "PANIC: pc (cpu1) x (cpu0)", true},
        {"lock \"run queue\" taken", "PANIC: lock \"run queue\" taken (cpu2)", true},
    };
    for (const auto &one : cases) {
        EXPECT_EQ(panic_report_begins(one.text, one.line, 4), one.begins) << one.text << " | " << one.line;
    }
}

TEST(PanicReportTest, EndsWithOneLine) {
    EXPECT_TRUE(panic_report_ends("PANIC: end of report"));
    EXPECT_FALSE(panic_report_ends("PANIC: end of report."));
    EXPECT_FALSE(panic_report_ends("PANIC: end"));
}

}  // namespace
