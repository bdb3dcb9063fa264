// SPDX-License-Identifier: Apache-2.0
// A terminal as far as the shell's echo needs one: what it shows after the bytes that were printed. For tests.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

class TerminalModel {
  public:
    static constexpr size_t kColumns = 80;

    // False: a byte that this terminal does not know, or one that goes beyond an edge of the screen.
    bool Print(const char *bytes, size_t count) {
        for (size_t i = 0; i < count; i++) {
            if (!PrintByte(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    // The line that the cursor is in, without blanks at its end.
    std::string Line() const {
        return Trimmed(line_);
    }

    // The lines above it, each with its end.
    const std::string &Above() const {
        return above_;
    }

    size_t Column() const {
        return column_;
    }

    size_t Bells() const {
        return bells_;
    }

  private:
    static std::string Trimmed(const std::string &line) {
        size_t end = line.find_last_not_of(' ');
        return end == std::string::npos ? "" : line.substr(0, end + 1);
    }

    bool PrintByte(char byte) {
        if (!escape_.empty()) {
            return TakeEscape(byte);
        }
        switch (byte) {
            case '\x1b':
                escape_ = byte;
                return true;
            case '\a':
                bells_++;
                return true;
            case '\b':
                return column_-- != 0;
            case '\n':
                above_ += Trimmed(line_) + "\n";
                line_.clear();
                column_ = 0;
                return true;
            default:
                return PrintCharacter(byte);
        }
    }

    bool PrintCharacter(char byte) {
        if (byte < ' ' || byte > '~' || column_ + 1 >= kColumns) {
            return false;
        }
        line_.resize(std::max(line_.size(), column_ + 1), ' ');
        line_[column_++] = byte;
        return true;
    }

    // To the first line and column, and: all of the screen is empty.
    bool TakeEscape(char byte) {
        escape_ += byte;
        if (escape_ == "\x1b[H") {
            column_ = 0;
            is_home_ = true;
            escape_.clear();
            return true;
        }
        if (escape_ == "\x1b[2J") {
            line_.clear();
            above_.clear();
            escape_.clear();
            return is_home_;
        }
        return std::string("\x1b[H").rfind(escape_, 0) == 0 || std::string("\x1b[2J").rfind(escape_, 0) == 0;
    }

    std::string line_;
    std::string above_;
    std::string escape_;
    size_t column_ = 0;
    size_t bells_ = 0;
    bool is_home_ = false;
};
