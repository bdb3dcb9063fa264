// SPDX-License-Identifier: Apache-2.0
#include "kernel/boot/command_line.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>

namespace {

constexpr char UNTOUCHED[] = "untouched";

// The value, or UNTOUCHED when the call says there is none.
std::string Text(const std::string &line, const std::string &name) {
    char value[32];
    std::strcpy(value, UNTOUCHED);
    bool found = command_line_text(line.c_str(), name.c_str(), value, sizeof(value));
    EXPECT_EQ(found, std::strcmp(value, UNTOUCHED) != 0);
    return value;
}

TEST(CommandLine, FindsTheWordWithThatName) {
    struct {
        const char *line;
        const char *name;
        const char *value;
    } const cases[] = {
        {"nonce=5f1c", "nonce", "5f1c"},
        {"nonce=5f1c fault=none", "nonce", "5f1c"},
        {"nonce=5f1c fault=none", "fault", "none"},
        {"  nonce=5f1c   fault=none  ", "fault", "none"},
        {"quiet nonce=1", "nonce", "1"},
        {"a=b=c", "a", "b=c"},
        {"a=", "a", ""},
        {"a= b=1", "a", ""},
    };
    for (const auto &test : cases) {
        EXPECT_EQ(Text(test.line, test.name), test.value) << test.line;
    }
}

TEST(CommandLine, RefusesAbsentBareAndRepeatedNames) {
    struct {
        const char *line;
        const char *name;
    } const cases[] = {
        {"", "nonce"},
        {"   ", "nonce"},
        {"nonce", "nonce"},
        {"noncense=1", "nonce"},
        {"annonce=1", "nonce"},
        {"fault=nonce=1", "nonce"},
        {"non=1", "nonce"},
        {"Nonce=1", "nonce"},
        {"nonce=1 nonce=2", "nonce"},
        {"nonce=1 nonce=1", "nonce"},
        {"nonce nonce=1", "nonce"},
        {"nonce=1 nonce", "nonce"},
        {"nonce\t=1", "nonce"},
        {"=1", "nonce"},
    };
    for (const auto &test : cases) {
        EXPECT_EQ(Text(test.line, test.name), UNTOUCHED) << test.line;
    }
}

TEST(CommandLine, TextMustFitWithItsTerminator) {
    char value[5] = "....";
    EXPECT_FALSE(command_line_text("name=abcd", "name", value, 4));
    EXPECT_STREQ(value, "....");
    EXPECT_TRUE(command_line_text("name=abcd", "name", value, 5));
    EXPECT_STREQ(value, "abcd");
    EXPECT_TRUE(command_line_text("name=", "name", value, 1));
    EXPECT_STREQ(value, "");
    EXPECT_FALSE(command_line_text("name=", "name", value, 0));
}

TEST(CommandLine, ReadsDecimalNumbers) {
    struct {
        const char *line;
        uint64_t number;
    } const cases[] = {
        {"n=0", 0},
        {"n=9", 9},
        {"n=10", 10},
        {"n=0012", 12},
        {"m=1 n=2 o=3", 2},
        {"n=18446744073709551614", UINT64_MAX - 1},
        {"n=18446744073709551615", UINT64_MAX},
        {"n=00000000000000000000000018446744073709551615", UINT64_MAX},
    };
    for (const auto &test : cases) {
        uint64_t number = 77;
        EXPECT_TRUE(command_line_number(test.line, "n", &number)) << test.line;
        EXPECT_EQ(number, test.number) << test.line;
    }
}

TEST(CommandLine, RefusesWhatIsNotANumber) {
    const char *const lines[] = {
        "",
        "n",
        "n=",
        "n=-1",
        "n=+1",
        "n=0x10",
        "n=1a",
        "n=a1",
        "n=1.0",
        "n=/",
        "n=:",
        "n=1 n=1",
        "n=18446744073709551616",
        "n=18446744073709551620",
        "n=28446744073709551615",
        "n=184467440737095516150",
    };
    for (const char *line : lines) {
        uint64_t number = 77;
        EXPECT_FALSE(command_line_number(line, "n", &number)) << line;
        EXPECT_EQ(number, 77u) << line;
    }
}

TEST(CommandLine, SaysAWordOnlyWithJustThatValue) {
    EXPECT_TRUE(command_line_says("trace=on", "trace", "on"));
    EXPECT_TRUE(command_line_says("nonce=1 trace=on", "trace", "on"));
    for (const char *line : {"", "trace", "trace=", "trace=o", "trace=one", "trace=off", "trace=ON", "traces=on",
                             "trace=on trace=on", "trace=on trace=off", "nonce=trace=on"}) {
        EXPECT_FALSE(command_line_says(line, "trace", "on")) << line;
    }
}

}  // namespace
