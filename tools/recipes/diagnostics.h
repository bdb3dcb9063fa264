// SPDX-License-Identifier: Apache-2.0
// What is wrong with the files that a person wrote, and where: all of it, not only the first thing.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace recipes {

struct Source {
    std::string path;
    std::string text;
};

struct Place {
    std::string path;
    uint32_t line;  // from 1
};

class Diagnostics {
  public:
    // Files are reported in the order in which they are added. A place outside any of them has no line to show.
    void AddSource(const Source &source);

    // `help` is one more line, or empty.
    void Error(const Place &place, const std::string &message, const std::string &help = "");

    bool HasErrors() const {
        return !errors_.empty();
    }

    // "path:line: error: message", the line itself, and the help, for each error in the order of the files and their lines.
    std::string Text() const;

  private:
    struct Entry {
        Place place;
        std::string message;
        std::string help;
    };

    std::vector<std::string> paths_;
    std::map<std::string, std::vector<std::string>> lines_;
    std::vector<Entry> errors_;
};

// "; did you mean "x"?" with the candidate that is spelled most like `word`, or nothing if none is spelled much like it.
std::string Suggestion(const std::string &word, const std::vector<std::string> &candidates);

// "a", "b" or "c"
std::string Alternatives(const std::vector<std::string> &words);

std::string Quoted(const std::string &word);

}  // namespace recipes
