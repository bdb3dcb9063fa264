// SPDX-License-Identifier: Apache-2.0
#include "testing/qemu/script.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"

namespace {

class ScriptTest : public ::testing::Test {
  protected:
    bool Parse(const std::string &text) {
        script_variables variables = {3, 128, "0badc0de"};
        if (parsed_) {
            script_release(script_.get());
        }
        parsed_ = true;
        return script_parse(text.c_str(), &variables, script_.get(), &diagnostic_);
    }
    void TearDown() override {
        if (parsed_) {
            script_release(script_.get());
        }
    }
    bool parsed_ = false;
    std::unique_ptr<script> script_ = std::make_unique<script>();
    diagnostic diagnostic_ = {};
};

TEST_F(ScriptTest, ReadsEveryDirectiveInOrder) {
    ASSERT_TRUE(Parse("# a comment\n\nexpect one\nexpect-regex o.e\nnext two\nnext-regex t.o\n"
                      "prompt \"> \"\nsend three\nforbid bad\nforbid-regex b.d\nallow-regex PANIC: .*\nexit 7\n"))
        << diagnostic_.text;
    struct {
        script_step_kind kind;
        uint32_t line;
        const char *text;
        bool is_regex;
    } const expected[] = {
        {SCRIPT_STEP_EXPECT, 3, "one", false}, {SCRIPT_STEP_EXPECT, 4, "o.e", true},
        {SCRIPT_STEP_NEXT, 5, "two", false},   {SCRIPT_STEP_NEXT, 6, "t.o", true},
        {SCRIPT_STEP_PROMPT, 7, "> ", false},  {SCRIPT_STEP_SEND, 8, "three", false},
    };
    ASSERT_EQ(script_->step_count, std::size(expected));
    for (size_t i = 0; i < std::size(expected); i++) {
        EXPECT_EQ(script_->steps[i].kind, expected[i].kind) << i;
        EXPECT_EQ(script_->steps[i].line, expected[i].line) << i;
        EXPECT_STREQ(script_->steps[i].pattern.text, expected[i].text) << i;
        EXPECT_EQ(script_->steps[i].pattern.is_regex, expected[i].is_regex) << i;
    }
    EXPECT_EQ(script_->forbidden.count, 2u);
    EXPECT_EQ(script_->allowed.count, 1u);
    EXPECT_EQ(script_->exit_status, 7);
}

TEST_F(ScriptTest, RefusesWhatItDoesNotUnderstandAndNamesTheLine) {
    struct {
        const char *text;
        const char *reason;
    } const cases[] = {
        {"expect x\n", "the script states no exit status"},
        {"exit 0\nexit 0\n", "script line 2: a second exit status: \"0\""},
        {"exit 256\n", "script line 1: an exit status is a number from 0 to 255: \"256\""},
        {"exit -1\n", "script line 1: an exit status is a number from 0 to 255: \"-1\""},
        {"exit\n", "script line 1: an exit status is a number from 0 to 255: \"\""},
        {"exit 0x\n", "script line 1: an exit status is a number from 0 to 255: \"0x\""},
        {"\nexpects x\nexit 0\n", "script line 2: no such directive: \"expects x\""},
        {" expect x\nexit 0\n", "script line 1: no such directive: \" expect x\""},
        {"expect-regex (\nexit 0\n", "script line 1: not an extended regular expression: \"(\""},
        {"forbid-regex [\nexit 0\n", "script line 1: not an extended regular expression: \"[\""},
        {"prompt\nexit 0\n", "script line 1: a prompt has no text: \"\""},
        {"each-cpu nonsense\nexit 0\n", "script line 1: no such directive: \"nonsense\""},
    };
    for (const auto &one : cases) {
        EXPECT_FALSE(Parse(one.text)) << one.text;
        EXPECT_STREQ(diagnostic_.text, one.reason);
    }
}

TEST_F(ScriptTest, ReadsAnExitStatusUpTo255) {
    ASSERT_TRUE(Parse("exit 255"));
    EXPECT_EQ(script_->exit_status, 255);
}

TEST_F(ScriptTest, ReplacesVariables) {
    ASSERT_TRUE(Parse("expect {harts} harts, {memory_mib} MiB, {nonce}, {other}\nexit 0\n"));
    EXPECT_STREQ(script_->steps[0].pattern.text, "3 harts, 128 MiB, 0badc0de, {other}");
}

TEST_F(ScriptTest, RepeatsADirectiveForEachCpu) {
    ASSERT_TRUE(Parse("each-cpu expect cpu{cpu} of {harts}\nexit 0\n"));
    ASSERT_EQ(script_->step_count, 3u);
    EXPECT_STREQ(script_->steps[0].pattern.text, "cpu0 of 3");
    EXPECT_STREQ(script_->steps[2].pattern.text, "cpu2 of 3");
    EXPECT_EQ(script_->steps[2].line, 1u);
}

TEST_F(ScriptTest, ComparesWholeLinesOnly) {
    ASSERT_TRUE(Parse("expect a.b\nexpect-regex a.b|c\nexit 0\n"));
    struct {
        int step;
        const char *line;
        bool matches;
    } const cases[] = {
        {0, "a.b", true}, {0, "axb", false}, {0, "a.bc", false}, {0, "xa.b", false}, {1, "axb", true},
        {1, "c", true},   {1, "cc", false},  {1, "xaxb", false}, {1, "axbx", false},
    };
    for (const auto &one : cases) {
        EXPECT_EQ(script_pattern_matches(&script_->steps[one.step].pattern, one.line), one.matches) << one.line;
    }
}

TEST_F(ScriptTest, TypesKeysThatAreNoText) {
    ASSERT_TRUE(Parse("send smq\\x7fp\\x1b[D\\xff\nexit 0\n"));
    EXPECT_STREQ(script_->steps[0].pattern.text, "smq\x7fp\x1b[D\xff");
    ASSERT_TRUE(Parse("send a\\b\nexpect \\x41\nexit 0\n"));
    EXPECT_STREQ(script_->steps[0].pattern.text, "a\\b");
    EXPECT_STREQ(script_->steps[1].pattern.text, "\\x41");
    for (const char *keys : {"\\x00", "\\x", "\\x4", "\\xg0", "\\x4G"}) {
        EXPECT_FALSE(Parse(std::string("send ") + keys + "\nexit 0\n")) << keys;
    }
}

TEST_F(ScriptTest, CollectsInputWithEntersUpToTheCapacity) {
    ASSERT_TRUE(Parse("send smp\nexpect x\nsend\nexit 0\n"));
    char input[6] = {};
    size_t bytes = 0;
    ASSERT_TRUE(script_collect_input(script_.get(), input, 5, &bytes));
    EXPECT_EQ(std::string(input, bytes), "smp\r\r");
    EXPECT_FALSE(script_collect_input(script_.get(), input, 4, &bytes));
}

TEST_F(ScriptTest, HoldsStepsAndRulesUpToTheLimit) {
    auto repeat = [](const char *line, int count) {
        std::string text;
        for (int i = 0; i < count; i++) {
            text += line;
        }
        return text + "exit 0\n";
    };
    EXPECT_TRUE(Parse(repeat("expect x\n", SCRIPT_STEPS_MAX)));
    EXPECT_FALSE(Parse(repeat("expect x\n", SCRIPT_STEPS_MAX + 1)));
    EXPECT_TRUE(Parse(repeat("forbid x\n", SCRIPT_RULES_MAX)));
    EXPECT_FALSE(Parse(repeat("forbid x\n", SCRIPT_RULES_MAX + 1)));
    std::string longest = "expect " + std::string(SCRIPT_TEXT_BYTES - 1 - 7, 'x');
    EXPECT_TRUE(Parse(longest + "\nexit 0\n"));
    EXPECT_FALSE(Parse(longest + "x\nexit 0\n"));
}

}  // namespace
