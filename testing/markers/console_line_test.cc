// SPDX-License-Identifier: Apache-2.0
#include "testing/markers/console_line.h"

#include "gtest/gtest.h"

namespace {

TEST(ConsoleLineTest, IsKnownByItsFirstWordAndMixedByAnother) {
    struct {
        const char *line;
        console_line_kind kind;
        bool mixed;
        bool failure;
    } const cases[] = {
        {"", CONSOLE_LINE_OTHER, false, false},
        {"OpenSBI v1.1", CONSOLE_LINE_OTHER, false, false},
        {"KINIT: cpu0 online", CONSOLE_LINE_KINIT, false, false},
        {"KINIT: FAIL no archive", CONSOLE_LINE_KINIT, false, true},
        {"KSELFTEST: x ok", CONSOLE_LINE_MARKER, false, false},
        {"KSELFTEST: FAIL x", CONSOLE_LINE_MARKER, false, true},
        {"KSELFTEST: FAILOVER ok", CONSOLE_LINE_MARKER, false, false},
        {"SELFTEST: x ok", CONSOLE_LINE_MARKER, false, false},
        {"SELFTEST: FAIL x", CONSOLE_LINE_MARKER, false, true},
        {"PROOF: x seq=1 nonce=0", CONSOLE_LINE_PROOF, false, false},
        {"PANIC: gone", CONSOLE_LINE_PANIC, false, false},
        {"PANIC: FAIL gone", CONSOLE_LINE_PANIC, false, false},
        {"FAULT: a task", CONSOLE_LINE_FAULT, false, false},
        {" KSELFTEST: x ok", CONSOLE_LINE_OTHER, true, false},
        {"XKSELFTEST: x ok", CONSOLE_LINE_OTHER, true, false},
        {"noise PROOF: x", CONSOLE_LINE_OTHER, true, false},
        {"KSELFTEST: x PROOF: x", CONSOLE_LINE_MARKER, true, false},
        {"KINIT: cpu0 KINIT: cpu1 online", CONSOLE_LINE_KINIT, true, false},
        {"x PANIC: gone", CONSOLE_LINE_OTHER, true, false},
        {"KSELFTEST x ok", CONSOLE_LINE_OTHER, false, false},
    };
    for (const auto &one : cases) {
        EXPECT_EQ(console_line_kind_of(one.line), one.kind) << one.line;
        EXPECT_EQ(console_line_is_mixed(one.line), one.mixed) << one.line;
        EXPECT_EQ(console_line_is_failure(one.line), one.failure) << one.line;
    }
}

}  // namespace
