// SPDX-License-Identifier: Apache-2.0
#include "apps/console/line.h"

#include <gtest/gtest.h>

#include <string>

namespace {

class LineEditor : public testing::Test {
  protected:
    LineEditor() {
        line_reset(&editor_);
    }

    // Feeds every byte; collects the echo and returns the last event.
    line_event Type(const std::string &bytes) {
        line_event event = LINE_NOTHING;
        for (char byte : bytes) {
            char echo[LINE_ECHO_MAX];
            size_t count = 0;
            event = line_take(&editor_, byte, echo, &count);
            EXPECT_LE(count, static_cast<size_t>(LINE_ECHO_MAX));
            echo_.append(echo, count);
        }
        return event;
    }

    line_editor editor_;
    std::string echo_;
};

TEST_F(LineEditor, ReturnFinishesTheLine) {
    EXPECT_EQ(Type("smp\r"), LINE_FINISHED);
    EXPECT_STREQ(editor_.text, "smp");
    EXPECT_EQ(echo_, "smp\n");
}

TEST_F(LineEditor, BackspaceTakesTheLastCharacterBack) {
    EXPECT_EQ(Type("smq\x7f\bmp\n"), LINE_FINISHED);
    EXPECT_STREQ(editor_.text, "smp");
    EXPECT_EQ(echo_, "smq\b \b\b \bmp\n");
}

TEST_F(LineEditor, BackspaceOnAnEmptyLineDoesNothing) {
    EXPECT_EQ(Type("\b\x7f"), LINE_NOTHING);
    EXPECT_EQ(editor_.length, 0u);
    EXPECT_EQ(echo_, "");
}

TEST_F(LineEditor, ControlCThrowsTheLineAway) {
    EXPECT_EQ(Type("poweroff\x03"), LINE_CANCELLED);
    EXPECT_STREQ(editor_.text, "");
}

TEST_F(LineEditor, ALineOfTheLongestLengthIsTaken) {
    std::string longest(LINE_TEXT_MAX, 'x');
    EXPECT_EQ(Type(longest + "\r"), LINE_FINISHED);
    EXPECT_EQ(std::string(editor_.text), longest);
}

TEST_F(LineEditor, OneCharacterMoreIsRefusedWithABell) {
    std::string longest(LINE_TEXT_MAX, 'x');
    Type(longest);
    echo_.clear();
    EXPECT_EQ(Type("y"), LINE_NOTHING);
    EXPECT_EQ(echo_, "\a");
    EXPECT_EQ(std::string(editor_.text), longest);
}

TEST_F(LineEditor, ControlAndNonAsciiBytesAreRefusedWithABell) {
    for (int byte = 0; byte < 256; byte++) {
        char text = static_cast<char>(byte);
        bool special = text == '\r' || text == '\n' || text == 3 || text == '\b' || text == 127;
        bool printable = byte >= ' ' && byte < 127;
        if (special || printable) {
            continue;
        }
        echo_.clear();
        EXPECT_EQ(Type(std::string(1, text)), LINE_NOTHING) << byte;
        EXPECT_EQ(echo_, "\a") << byte;
        EXPECT_EQ(editor_.length, 0u) << byte;
    }
}

}  // namespace
