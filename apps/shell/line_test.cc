// SPDX-License-Identifier: Apache-2.0
// Keys in, and the line that is finished; after each byte the terminal shows just the prompt and the text, the cursor where it is in the text.
#include "apps/shell/line.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "apps/shell/terminal_model.h"

namespace {

const char kPrompt[] = "neuron> ";
const std::string kUp = "\x1b[A";
const std::string kDown = "\x1b[B";
const std::string kRight = "\x1b[C";
const std::string kLeft = "\x1b[D";
const std::string kHome = "\x1b[H";
const std::string kEnd = "\x1b[F";
const std::string kDelete = "\x1b[3~";
const std::string kCtrlA = "\x01";
const std::string kCtrlE = "\x05";
const std::string kCtrlK = "\x0b";
const std::string kCtrlL = "\x0c";
const std::string kCtrlU = "\x15";
const std::string kCtrlW = "\x17";

const char *const kWords[] = {"help", "nx hw dt", "nx hw smp", "shares", "smp", "spin"};
const char *const kPrograms[] = {"server", "shell", "timed"};
const line_context kContexts[] = {
    {"help ", {kWords, sizeof(kWords) / sizeof(kWords[0])}},
    {"", {kWords, sizeof(kWords) / sizeof(kWords[0])}},
    {"spin ", {kPrograms, sizeof(kPrograms) / sizeof(kPrograms[0])}},
    {"smp ", {nullptr, 0}},
};

class LineEditor : public testing::Test {
  protected:
    LineEditor() {
        line_start(&editor_, kPrompt, &contexts_);
        Begin();
    }

    void Begin() {
        line_echo echo;
        line_begin(&editor_, &echo);
        EXPECT_TRUE(terminal_.Print(echo.bytes, echo.count));
    }

    // One byte, and the screen afterwards.
    line_event TypeByte(char byte) {
        line_echo echo;
        line_event event = line_take(&editor_, byte, &echo);
        EXPECT_LE(echo.count, static_cast<uint32_t>(LINE_ECHO_MAX));
        EXPECT_TRUE(terminal_.Print(echo.bytes, echo.count)) << static_cast<int>(byte);
        last_echo_.assign(echo.bytes, echo.count);
        if (event == LINE_NOTHING) {
            std::string shown = std::string(kPrompt) + editor_.text.bytes;
            EXPECT_EQ(terminal_.Line(), shown.substr(0, shown.find_last_not_of(' ') + 1));
            EXPECT_EQ(terminal_.Column(), sizeof(kPrompt) - 1 + editor_.text.cursor);
        }
        return event;
    }

    // Every byte; each finished line goes to lines_, and a new one begins.
    void Type(const std::string &bytes) {
        for (char byte : bytes) {
            line_event event = TypeByte(byte);
            if (event == LINE_FINISHED) {
                lines_.push_back(editor_.text.bytes);
            }
            if (event != LINE_NOTHING) {
                Begin();
            }
        }
    }

    std::string Text() const {
        return editor_.text.bytes;
    }

    line_contexts contexts_ = {kContexts, sizeof(kContexts) / sizeof(kContexts[0])};
    line_editor editor_;
    TerminalModel terminal_;
    std::vector<std::string> lines_;
    std::string last_echo_;
};

TEST_F(LineEditor, ReturnFinishesTheLine) {
    Type("smp\rmem\n");
    EXPECT_EQ(lines_, (std::vector<std::string>{"smp", "mem"}));
    EXPECT_EQ(terminal_.Above(), "neuron> smp\nneuron> mem\n");
}

TEST_F(LineEditor, ReturnInTheMiddleTakesAllOfIt) {
    Type("smp" + kLeft + "\r");
    EXPECT_EQ(lines_, std::vector<std::string>{"smp"});
}

TEST_F(LineEditor, BackspaceTakesTheLastCharacterBack) {
    Type("smq\x7f\bmp\r");
    EXPECT_EQ(lines_, std::vector<std::string>{"smp"});
}

TEST_F(LineEditor, BackspaceOnAnEmptyLineDoesNothing) {
    Type("\b\x7f");
    EXPECT_EQ(Text(), "");
    EXPECT_EQ(last_echo_, "");
}

TEST_F(LineEditor, ArrowsGoToWhereIsWritten) {
    Type("sp" + kLeft + "m" + kRight + "!");
    EXPECT_EQ(Text(), "smp!");
    Type(kLeft + kLeft + kLeft + kLeft + kLeft + kLeft + "<");
    EXPECT_EQ(Text(), "<smp!");
    Type(kRight + kRight + kRight + kRight + kRight + kRight + ">");
    EXPECT_EQ(Text(), "<smp!>");
}

TEST_F(LineEditor, HomeAndEndHaveManyNames) {
    for (const std::string &home :
         {kHome, kCtrlA, std::string("\x1bOH"), std::string("\x1b[1~"), std::string("\x1b[7~")}) {
        Type("b" + home + "a");
        EXPECT_EQ(Text(), "ab");
        Type(kCtrlE + kCtrlU);
    }
    for (const std::string &end :
         {kEnd, kCtrlE, std::string("\x1bOF"), std::string("\x1b[4~"), std::string("\x1b[8~")}) {
        Type("a" + kHome + end + "b");
        EXPECT_EQ(Text(), "ab");
        Type(kCtrlU);
    }
}

TEST_F(LineEditor, ArrowsOfTheApplicationModeAreArrows) {
    Type("a\rb\x1bOA\x1bOBc\x1bOD\x1bOD\x1bOC!");
    EXPECT_EQ(Text(), "b!c");
}

TEST_F(LineEditor, DeleteTakesWhatIsUnderTheCursor) {
    Type("smxp" + kLeft + kLeft + kDelete);
    EXPECT_EQ(Text(), "smp");
    Type(kEnd + kDelete);
    EXPECT_EQ(Text(), "smp");
}

TEST_F(LineEditor, BackspaceInTheMiddleClosesTheGap) {
    Type("smxp" + kLeft + "\b");
    EXPECT_EQ(Text(), "smp");
}

TEST_F(LineEditor, ControlUAndKEraseToTheEnds) {
    Type("one two three" + kCtrlA + kRight + kRight + kRight + kCtrlK);
    EXPECT_EQ(Text(), "one");
    Type(" two" + kLeft + kLeft + kLeft + kCtrlU);
    EXPECT_EQ(Text(), "two");
    EXPECT_EQ(editor_.text.cursor, 0u);
}

TEST_F(LineEditor, ControlWErasesAWordAndTheBlanksBehindIt) {
    Type("one two  " + kCtrlW);
    EXPECT_EQ(Text(), "one ");
    Type("two three" + kLeft + kLeft + kCtrlW);
    EXPECT_EQ(Text(), "one two ee");
    Type(kCtrlA + kCtrlW);
    EXPECT_EQ(Text(), "one two ee");
}

TEST_F(LineEditor, ControlLShowsTheLineOnAnEmptyScreen) {
    Type("mem\rsmp" + kLeft + kCtrlL);
    EXPECT_EQ(terminal_.Above(), "");
    EXPECT_EQ(Text(), "smp");
}

TEST_F(LineEditor, ControlCThrowsTheLineAway) {
    Type("poweroff");
    EXPECT_EQ(TypeByte('\x03'), LINE_CANCELLED);
    EXPECT_EQ(Text(), "");
    Begin();
    Type(kUp);
    EXPECT_EQ(Text(), "");
}

TEST_F(LineEditor, TheLongestLineThrownAwayStaysOnItsLine) {
    Type(std::string(LINE_TEXT_MAX, 'x') + "\x03");
    EXPECT_EQ(terminal_.Above(), "neuron> " + std::string(LINE_TEXT_MAX, 'x') + "^C\n");
}

TEST_F(LineEditor, ALineOfTheLongestLengthIsTaken) {
    std::string longest(LINE_TEXT_MAX, 'x');
    Type(longest + "\r");
    EXPECT_EQ(lines_, std::vector<std::string>{longest});
}

TEST_F(LineEditor, OneCharacterMoreIsRefusedWithABellAnywhere) {
    std::string longest(LINE_TEXT_MAX, 'x');
    Type(longest + "y");
    EXPECT_EQ(last_echo_, "\a");
    Type(kHome + "y");
    EXPECT_EQ(last_echo_, "\a");
    EXPECT_EQ(Text(), longest);
    Type("\x1b[3~y");
    EXPECT_EQ(Text(), "y" + longest.substr(1));
}

TEST_F(LineEditor, ControlAndNonAsciiBytesAreRefusedWithABell) {
    const std::string keys = "\x01\x03\x05\b\t\n\x0b\x0c\r\x15\x17\x1b\x7f";
    for (int byte = 0; byte < 256; byte++) {
        char text = static_cast<char>(byte);
        bool printable = byte >= ' ' && byte < 127;
        if (printable || keys.find(text) != std::string::npos) {
            continue;
        }
        EXPECT_EQ(TypeByte(text), LINE_NOTHING) << byte;
        EXPECT_EQ(last_echo_, "\a") << byte;
        EXPECT_EQ(Text(), "") << byte;
    }
}

TEST_F(LineEditor, UpAndDownGoThroughWhatWasEntered) {
    Type("one\rtwo\rthr" + kUp);
    EXPECT_EQ(Text(), "two");
    Type(kUp);
    EXPECT_EQ(Text(), "one");
    Type(kUp);
    EXPECT_EQ(Text(), "one");
    EXPECT_EQ(last_echo_, "\a");
    Type(kDown);
    EXPECT_EQ(Text(), "two");
    Type(kDown);
    EXPECT_EQ(Text(), "thr");
    Type(kDown);
    EXPECT_EQ(Text(), "thr");
    EXPECT_EQ(last_echo_, "\a");
}

TEST_F(LineEditor, AnOldLineCanBeChangedAndEnteredAgain) {
    Type("smp\r" + kUp + " now\r");
    EXPECT_EQ(lines_.back(), "smp now");
    Type(kUp);
    EXPECT_EQ(Text(), "smp now");
    Type(kUp);
    EXPECT_EQ(Text(), "smp");
}

TEST_F(LineEditor, HistoryKeepsNoEmptyLinesAndNoneTwiceInARow) {
    Type("one\r\r\rtwo\rtwo\rone\r");
    EXPECT_EQ(editor_.history.count, 3u);
    Type(kUp + kUp + kUp);
    EXPECT_EQ(Text(), "one");
}

TEST_F(LineEditor, HistoryForgetsTheOldest) {
    for (int i = 0; i <= LINE_HISTORY_MAX; i++) {
        Type("line " + std::to_string(i) + "\r");
    }
    for (int i = 0; i < LINE_HISTORY_MAX + 5; i++) {
        Type(kUp);
    }
    EXPECT_EQ(Text(), "line 1");
}

TEST_F(LineEditor, TabCompletesTheOnlyWord) {
    Type("he\t");
    EXPECT_EQ(Text(), "help ");
    Type("\t");
    EXPECT_EQ(Text(), "help ");
}

TEST_F(LineEditor, TabCompletesWhatAllWordsHaveInCommonThenListsThem) {
    Type("n\t");
    EXPECT_EQ(Text(), "nx hw ");
    Type("\t");
    EXPECT_EQ(Text(), "nx hw ");
    EXPECT_EQ(terminal_.Above(), "neuron> nx hw\nnx hw dt  nx hw smp\n");
    Type("d\t");
    EXPECT_EQ(Text(), "nx hw dt ");
}

TEST_F(LineEditor, ATabThatCompletesNothingRingsAndASecondOneLists) {
    Type("s\t");
    EXPECT_EQ(Text(), "s");
    EXPECT_EQ(last_echo_, "\a");
    Type("\t");
    EXPECT_EQ(terminal_.Above(), "neuron> s\nshares  smp  spin\n");
}

TEST_F(LineEditor, AnotherKeyBetweenTwoTabsListsNothing) {
    Type("s\t" + kLeft + kRight + "\t");
    EXPECT_EQ(terminal_.Above(), "");
}

TEST_F(LineEditor, TabCompletesTheSecondWordToo) {
    Type("help sm\t");
    EXPECT_EQ(Text(), "help smp ");
}

TEST_F(LineEditor, TabCompletesWhatMayFollowACommand) {
    Type("spin t\t");
    EXPECT_EQ(Text(), "spin timed ");
    Type(kCtrlU + "spin s\t\t");
    EXPECT_EQ(Text(), "spin s");
    EXPECT_EQ(terminal_.Above(), "neuron> spin s\nserver  shell\n");
    // One word only, and no commands.
    Type(kCtrlU + "spin timed s\t");
    EXPECT_EQ(Text(), "spin timed s");
    Type(kCtrlU + "spin hel\t");
    EXPECT_EQ(Text(), "spin hel");
    Type(kCtrlU + "smp s\t");
    EXPECT_EQ(Text(), "smp s");
    Type(kCtrlU + "what s\t");
    EXPECT_EQ(Text(), "what s");
}

TEST_F(LineEditor, AllThatMayFollowACommandIsListed) {
    Type("spin \t\t");
    EXPECT_EQ(terminal_.Above(), "neuron> spin\nserver  shell  timed\n");
    EXPECT_EQ(Text(), "spin ");
}

TEST_F(LineEditor, BlanksInFrontOfACommandDoNotMatter) {
    Type("  he\t");
    EXPECT_EQ(Text(), "  help ");
    Type("sm\t");
    EXPECT_EQ(Text(), "  help smp ");
    Type(kCtrlU + "   \t\t");
    EXPECT_EQ(Text(), "   ");
}

TEST_F(LineEditor, WithoutAContextNothingIsCompleted) {
    contexts_ = {nullptr, 0};
    Type("he\t\t");
    EXPECT_EQ(Text(), "he");
    EXPECT_EQ(terminal_.Bells(), 2u);
}

TEST_F(LineEditor, TabCompletesBeforeTheCursorOnly) {
    Type("he!" + kLeft + "\t");
    EXPECT_EQ(Text(), "help !");
}

TEST_F(LineEditor, TabOfWhatNobodyKnowsRings) {
    Type("x\t\t");
    EXPECT_EQ(Text(), "x");
    EXPECT_EQ(terminal_.Bells(), 2u);
}

TEST_F(LineEditor, ACompletionThatDoesNotFitRings) {
    std::string full(LINE_TEXT_MAX - 3, 'x');
    Type(full + kHome + "he\t");
    EXPECT_EQ(Text(), "he" + full);
    EXPECT_EQ(last_echo_, "\a");
}

TEST_F(LineEditor, EverythingIsListedForAnEmptyLine) {
    Type("\t\t");
    EXPECT_EQ(terminal_.Above(), "neuron>\nhelp  nx hw dt  nx hw smp  shares  smp  spin\n");
}

TEST_F(LineEditor, AListLongerThanTheEchoEndsWithDots) {
    std::vector<std::string> many;
    for (int i = 0; i < 200; i++) {
        many.push_back("word" + std::to_string(i));
    }
    std::vector<const char *> pointers;
    for (const std::string &word : many) {
        pointers.push_back(word.c_str());
    }
    line_context words = {"", {pointers.data(), static_cast<uint32_t>(pointers.size())}};
    contexts_ = {&words, 1};
    Type("word\t\t");
    EXPECT_NE(terminal_.Above().find("word0  word1  "), std::string::npos);
    EXPECT_NE(terminal_.Above().find("\n...\n"), std::string::npos);
    EXPECT_EQ(Text(), "word");
}

TEST_F(LineEditor, AnUnknownSequenceRingsAndIsNoText) {
    for (const std::string &sequence : {"\x1b[5~", "\x1b[1;5C", "\x1bx", "\x1bOP"}) {
        last_echo_.clear();
        Type(sequence);
        EXPECT_EQ(last_echo_, "\a") << sequence;
        EXPECT_EQ(Text(), "") << sequence;
    }
}

TEST_F(LineEditor, ASequenceWithoutAnEndIsGivenUp) {
    Type("\x1b[1234567a");
    EXPECT_EQ(terminal_.Bells(), 1u);
    EXPECT_EQ(Text(), "a");
}

TEST_F(LineEditor, AControlByteEndsASequence) {
    Type("smp\x1b[1\r");
    EXPECT_EQ(lines_, std::vector<std::string>{"smp"});
    Type("a\x1b[\x1b[Db");
    EXPECT_EQ(Text(), "ba");
}

}  // namespace
