// SPDX-License-Identifier: Apache-2.0
#include "testing/qemu/alarm.h"

#include "gtest/gtest.h"

namespace {

TEST(AlarmTest, IsAWordAndNotAPartOfOne) {
    struct {
        const char *line;
        bool alarm;
    } const cases[] = {
        {"PANIC: gone", true},
        {"KINIT: FAIL no archive", true},
        {"FAULT: a user task was stopped", true},
        {"a PANIC", true},
        {"FAIL", true},
        {"FAILOVER FAIL", true},
        {"cpu0 FAIL1", true},
        {"FAILOVER", false},
        {"KSELFTEST: x ok", false},
        {"a panic button", false},
        {"NO_FAIL", false},
        {"DEFAULT: PMP", false},
        {"", false},
    };
    for (const auto &one : cases) {
        EXPECT_EQ(alarm_is_in(one.line), one.alarm) << one.line;
    }
}

}  // namespace
