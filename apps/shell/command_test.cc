// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/command.h"

#include <gtest/gtest.h>

#include <string>

#include "apps/shell/command_help.h"

namespace {

void Nothing(const command_call *) {}

const command kCommands[] = {
    {"help", "[COMMAND]", "this list", "", 0, 3, Nothing},
    {"smp", "", "what the harts do", "It counts.\n", 0, 0, Nothing},
    {"mem", "", "memory", "", 0, 0, Nothing},
    {"kill", "NAME", "ends a program", "", 1, 1, Nothing},
    {"nx hw smp", "", "the same as smp", "", 0, 0, Nothing},
    {"nx hw vblk info", "", "the disk", "", 0, 0, Nothing},
    {"nx", "[WORD]", "the long forms", "", 0, 1, Nothing},
};

const command_table kTable = {kCommands, sizeof(kCommands) / sizeof(kCommands[0])};

// Without the last one, which is near to all that begins with it.
const command_table kLongTable = {kCommands, kTable.count - 1};

class Command : public testing::Test {
  protected:
    command_meaning Read(const std::string &line) {
        return command_read(&kTable, line.c_str(), &words_, &call_);
    }

    std::string Nearest(const std::string &line) {
        Read(line);
        const command *nearest = command_nearest(&kLongTable, &words_);
        return nearest == nullptr ? "" : nearest->name;
    }

    command_words words_;
    command_call call_;
};

TEST_F(Command, IsFoundByItsName) {
    ASSERT_EQ(Read("smp"), COMMAND_FOUND);
    EXPECT_STREQ(call_.command->name, "smp");
    EXPECT_EQ(call_.count, 0u);
}

TEST_F(Command, IsFoundWithBlanksAround) {
    ASSERT_EQ(Read("   kill    shell    "), COMMAND_FOUND);
    EXPECT_STREQ(call_.command->name, "kill");
    ASSERT_EQ(call_.count, 1u);
    EXPECT_STREQ(call_.arguments[0], "shell");
}

TEST_F(Command, ALineWithoutWordsIsNone) {
    EXPECT_EQ(Read(""), COMMAND_NOTHING);
    EXPECT_EQ(Read("   "), COMMAND_NOTHING);
}

TEST_F(Command, TheLongestNameCounts) {
    ASSERT_EQ(Read("nx hw smp"), COMMAND_FOUND);
    EXPECT_STREQ(call_.command->name, "nx hw smp");
    ASSERT_EQ(Read("nx hw vblk info"), COMMAND_FOUND);
    EXPECT_STREQ(call_.command->name, "nx hw vblk info");
    ASSERT_EQ(Read("nx hw"), COMMAND_FOUND);
    EXPECT_STREQ(call_.command->name, "nx");
    ASSERT_EQ(Read("nx hw vblk"), COMMAND_MISUSED);
    EXPECT_STREQ(call_.command->name, "nx");
}

TEST_F(Command, ANameIsComparedWhole) {
    EXPECT_EQ(Read("smpx"), COMMAND_UNKNOWN);
    EXPECT_EQ(Read("sm"), COMMAND_UNKNOWN);
    EXPECT_EQ(Read("hw smp"), COMMAND_UNKNOWN);
}

TEST_F(Command, TakesAsManyArgumentsAsItSays) {
    EXPECT_EQ(Read("smp now"), COMMAND_MISUSED);
    EXPECT_EQ(Read("kill"), COMMAND_MISUSED);
    EXPECT_EQ(Read("kill one two"), COMMAND_MISUSED);
    EXPECT_EQ(Read("help nx hw smp"), COMMAND_FOUND);
    EXPECT_EQ(Read("help nx hw smp x"), COMMAND_MISUSED);
}

TEST_F(Command, MoreWordsThanAnyCommandTakesAreTooLong) {
    std::string line;
    for (int i = 0; i < COMMAND_WORDS_MAX; i++) {
        line += "w ";
    }
    EXPECT_EQ(Read(line), COMMAND_UNKNOWN);
    EXPECT_EQ(Read(line + "w"), COMMAND_TOO_LONG);
}

TEST_F(Command, ALineOfTheLongestLengthIsRead) {
    std::string longest(LINE_TEXT_MAX, 'x');
    EXPECT_EQ(Read(longest), COMMAND_UNKNOWN);
    EXPECT_EQ(std::string(words_.words[0]), longest);
    EXPECT_EQ(Nearest(longest), "");
}

TEST_F(Command, TheNearestNameIsAHint) {
    EXPECT_EQ(Nearest("smq"), "smp");
    EXPECT_EQ(Nearest("hepl"), "help");
    EXPECT_EQ(Nearest("kil shell"), "kill");
    EXPECT_EQ(Nearest("memm"), "mem");
    EXPECT_EQ(Nearest("nx hw snp"), "nx hw smp");
    EXPECT_EQ(Nearest("nx hw vbk info"), "nx hw vblk info");
}

TEST_F(Command, WhatIsFarFromAllNamesIsNone) {
    EXPECT_EQ(Nearest("xyz"), "");
    EXPECT_EQ(Nearest("m"), "");
    EXPECT_EQ(Nearest("poweroff"), "");
}

TEST_F(Command, IsNamedByAllWordsOfItsName) {
    const char *const words[] = {"nx", "hw", "smp"};
    EXPECT_EQ(command_named(&kTable, words, 3), &kCommands[4]);
    EXPECT_EQ(command_named(&kTable, words, 2), nullptr);
    EXPECT_EQ(command_named(&kTable, words, 1), &kCommands[6]);
    EXPECT_EQ(command_named(&kTable, words, 0), nullptr);
}

TEST_F(Command, NumbersAreDecimalAndWithinTheirBounds) {
    struct {
        const char *word;
        uint64_t least;
        uint64_t most;
        bool is_number;
        uint64_t value;
    } const cases[] = {
        {"1", 1, 10, true, 1},
        {"10", 1, 10, true, 10},
        {"0", 1, 10, false, 0},
        {"11", 1, 10, false, 0},
        {"0010", 1, 10, true, 10},
        {"", 0, 10, false, 0},
        {"-1", 0, 10, false, 0},
        {"1x", 0, 10, false, 0},
        {"0x1", 0, 10, false, 0},
        {"18446744073709551615", 0, UINT64_MAX, true, UINT64_MAX},
        {"18446744073709551616", 0, UINT64_MAX, false, 0},
        {"99999999999999999999999", 0, UINT64_MAX, false, 0},
        {"9", 0, 5, false, 0},
    };
    for (const auto &one : cases) {
        uint64_t value = 77;
        EXPECT_EQ(command_number(one.word, one.least, one.most, &value), one.is_number) << one.word;
        EXPECT_EQ(value, one.is_number ? one.value : 77u) << one.word;
    }
}

std::string Printed(void (*print)()) {
    testing::internal::CaptureStdout();
    print();
    return testing::internal::GetCapturedStdout();
}

TEST(CommandHelp, ListsEveryCommandInALine) {
    std::string list = Printed([] { command_help_list(&kTable); });
    EXPECT_EQ(list, "help [COMMAND]           this list\n"
                    "smp                      what the harts do\n"
                    "mem                      memory\n"
                    "kill NAME                ends a program\n"
                    "nx hw smp                the same as smp\n"
                    "nx hw vblk info          the disk\n"
                    "nx [WORD]                the long forms\n");
}

TEST(CommandHelp, OfACommandSaysHowAndWhat) {
    EXPECT_EQ(Printed([] { command_help_of(&kCommands[1]); }), "smp: what the harts do\nusage: smp\nIt counts.\n");
    EXPECT_EQ(Printed([] { command_help_of(&kCommands[3]); }), "kill: ends a program\nusage: kill NAME\n");
}

}  // namespace
