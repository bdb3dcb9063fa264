// SPDX-License-Identifier: Apache-2.0
// Doctored transcripts: one for each way a run can go wrong.
#include "testing/qemu/dialogue.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"

namespace {

class DialogueTest : public ::testing::Test {
  protected:
    void Start(const std::string &text, bool typed_ahead = false) {
        script_variables variables = {2, 128, "5f1c"};
        diagnostic diagnostic = {};
        ASSERT_TRUE(script_parse(text.c_str(), &variables, script_.get(), &diagnostic)) << diagnostic.text;
        dialogue_start(&dialogue_, script_.get(), transcript_.get(), typed_ahead);
    }
    void Print(const std::string &text) {
        ASSERT_TRUE(transcript_append(transcript_.get(), text.data(), text.size()));
        dialogue_advance(&dialogue_);
    }
    void EndWith(int status) {
        dialogue_end(&dialogue_, process_exit{false, status});
    }
    void TearDown() override {
        script_release(script_.get());
    }

    std::unique_ptr<script> script_ = std::make_unique<script>();
    std::unique_ptr<transcript> transcript_ = std::make_unique<transcript>();
    dialogue dialogue_ = {};
};

TEST_F(DialogueTest, PassesWhenEverythingComesInOrder) {
    Start("expect one\nexpect-regex t.o\nexit 0\n");
    Print("noise\r\none\r\nmore noise\r\ntwo\r\n");
    EndWith(0);
    EXPECT_FALSE(dialogue_.failed) << dialogue_.reason.text;
}

TEST_F(DialogueTest, FailsOnAMissingLine) {
    Start("expect one\nexpect two\nexit 0\n");
    Print("one\n");
    EndWith(0);
    EXPECT_TRUE(dialogue_.failed);
    EXPECT_STREQ(dialogue_.reason.text,
                 "script line 2, expect \"two\": not reached when QEMU ended with exit status 0");
}

TEST_F(DialogueTest, FailsOnLinesInTheWrongOrder) {
    Start("expect one\nexpect two\nexit 0\n");
    Print("two\none\n");
    EndWith(0);
    EXPECT_TRUE(dialogue_.failed);
}

TEST_F(DialogueTest, FailsOnPartOfALine) {
    Start("expect one\nexit 0\n");
    Print("x one\none x\n");
    EndWith(0);
    EXPECT_TRUE(dialogue_.failed);
}

TEST_F(DialogueTest, FailsOnTheWrongNonce) {
    Start("expect PROOF: x nonce={nonce}\nexit 0\n");
    Print("PROOF: x nonce=5f1d\n");
    EndWith(0);
    EXPECT_TRUE(dialogue_.failed);
}

TEST_F(DialogueTest, FailsOnAForbiddenLineAtOnce) {
    Start("expect one\nforbid bad\nexit 0\n");
    Print("not bad\n");
    EXPECT_FALSE(dialogue_.failed);
    Print("bad\n");
    EXPECT_TRUE(dialogue_.failed);
    EXPECT_STREQ(dialogue_.reason.text, "transcript line 2 is forbidden: \"bad\"");
}

TEST_F(DialogueTest, FailsOnAForbiddenLineAfterTheLastStep) {
    Start("expect one\nforbid-regex b.d\nexit 0\n");
    Print("one\nbid\n");
    EXPECT_TRUE(dialogue_.failed);
}

TEST_F(DialogueTest, FailsOnAForbiddenLineThatIsNeverFinished) {
    Start("forbid bad\nexit 0\n");
    Print("bad");
    EXPECT_FALSE(dialogue_.failed);
    EndWith(0);
    EXPECT_TRUE(dialogue_.failed);
}

TEST_F(DialogueTest, FailsOnALineThatComesTwiceWhenItIsForbiddenElsewhere) {
    Start("expect one\nforbid one\nexit 0\n");
    Print("one\n");
    EXPECT_FALSE(dialogue_.failed);
    Print("one\n");
    EXPECT_TRUE(dialogue_.failed);
}

TEST_F(DialogueTest, FailsOnAnAlarmNobodyExpected) {
    Start("expect one\nexit 0\n");
    Print("PANIC: kernel fault\n");
    EXPECT_TRUE(dialogue_.failed);
    EXPECT_STREQ(dialogue_.reason.text, "transcript line 1 was not expected: \"PANIC: kernel fault\"");
}

TEST_F(DialogueTest, AnExpectedAlarmAndAllowedOnesPass) {
    Start("expect PANIC: on purpose\nallow-regex PANIC: trace .*\nexit 101\n");
    Print("PANIC: on purpose\nPANIC: trace 0x1\n");
    EndWith(101);
    EXPECT_FALSE(dialogue_.failed) << dialogue_.reason.text;
}

TEST_F(DialogueTest, AnAllowedAlarmAllowsNoOther) {
    Start("expect PANIC: on purpose\nallow-regex PANIC: trace .*\nexit 101\n");
    Print("PANIC: on purpose\nPANIC: something else\n");
    EXPECT_TRUE(dialogue_.failed);
}

TEST_F(DialogueTest, NextTakesOnlyTheNextLine) {
    Start("expect one\nnext two\nexit 0\n");
    Print("one\ntwo\n");
    EndWith(0);
    EXPECT_FALSE(dialogue_.failed);
}

TEST_F(DialogueTest, NextFailsOnAnotherLine) {
    Start("expect one\nnext two\nexit 0\n");
    Print("one\nthree\ntwo\n");
    EXPECT_TRUE(dialogue_.failed);
    EXPECT_STREQ(dialogue_.reason.text, "script line 2, next \"two\": instead came \"three\"");
}

TEST_F(DialogueTest, FailsOnAnotherExitStatus) {
    struct {
        process_exit exit;
        bool passes;
    } const cases[] = {
        {{false, 101}, true}, {{false, 0}, false}, {{false, 102}, false}, {{true, 101}, false}, {{true, 9}, false},
    };
    for (const auto &one : cases) {
        Start("exit 101\n");
        dialogue_end(&dialogue_, one.exit);
        EXPECT_EQ(!dialogue_.failed, one.passes) << one.exit.value;
        script_release(script_.get());
    }
    Start("exit 0\n");
}

TEST_F(DialogueTest, TypesOnlyAfterWhatItAnswersCame) {
    Start("prompt > \nsend smp\nprompt > \nsend mem\nexit 0\n");
    EXPECT_EQ(dialogue_input(&dialogue_), nullptr);
    Print("banner\n");
    EXPECT_EQ(dialogue_input(&dialogue_), nullptr);
    Print("> ");
    ASSERT_STREQ(dialogue_input(&dialogue_), "smp");
    dialogue_sent(&dialogue_);
    dialogue_advance(&dialogue_);
    EXPECT_EQ(dialogue_input(&dialogue_), nullptr);
    Print("smp\nhart 0\n> ");
    ASSERT_STREQ(dialogue_input(&dialogue_), "mem");
}

TEST_F(DialogueTest, APromptIsTakenInAnyPieces) {
    Start("prompt neuron> \nnext smp\nexit 0\n");
    for (const char *piece : {"neu", "ron", "> ", "s", "mp\r", "\n"}) {
        Print(piece);
    }
    EndWith(0);
    EXPECT_FALSE(dialogue_.failed) << dialogue_.reason.text;
}

TEST_F(DialogueTest, APromptInTheMiddleOfALineIsNone) {
    Start("prompt neuron> \nexit 0\n");
    Print("x neuron> \n");
    EndWith(0);
    EXPECT_TRUE(dialogue_.failed);
}

TEST_F(DialogueTest, FailsWhenTheMachineEndsBeforeInputIsDue) {
    Start("expect one\nsend smp\nexit 0\n");
    Print("one\n");
    EndWith(0);
    EXPECT_TRUE(dialogue_.failed);
}

TEST_F(DialogueTest, TypedAheadInputIsNeverDue) {
    Start("prompt > \nsend smp\nexpect hart 0\nexit 0\n", true);
    Print("> ");
    EXPECT_EQ(dialogue_input(&dialogue_), nullptr);
    Print("smp\nhart 0\n");
    EndWith(0);
    EXPECT_FALSE(dialogue_.failed) << dialogue_.reason.text;
}

TEST_F(DialogueTest, FailsOnALineThatIsTooLong) {
    Start("exit 0\n");
    Print(std::string(TRANSCRIPT_LINE_BYTES, 'x') + "\n");
    EXPECT_TRUE(dialogue_.failed);
}

TEST_F(DialogueTest, AFailureStays) {
    Start("expect one\nforbid bad\nexit 0\n");
    Print("bad\none\n");
    EndWith(0);
    EXPECT_TRUE(dialogue_.failed);
    EXPECT_STREQ(dialogue_.reason.text, "transcript line 1 is forbidden: \"bad\"");
}

TEST_F(DialogueTest, WithoutAScriptNothingFailsAndNothingIsTyped) {
    dialogue_start(&dialogue_, nullptr, transcript_.get(), false);
    Print("PANIC: judged elsewhere\n");
    EXPECT_EQ(dialogue_input(&dialogue_), nullptr);
    EndWith(101);
    EXPECT_FALSE(dialogue_.failed);
}

}  // namespace
