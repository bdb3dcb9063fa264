// SPDX-License-Identifier: Apache-2.0
// What the pages of docs/ say of the interface is what the headers declare: names, numbers, kinds and errors. A number that nothing
// here compares is a finding as well.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "abi/abi_layout.h"

namespace {

const std::string kPages[] = {"docs/kernel.md", "docs/architecture.md"};

std::string ReadFile(const std::string &path) {
    std::ifstream file(path);
    EXPECT_TRUE(file.good()) << path;
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return std::regex_replace(text, std::regex("\\s+"), " ");
}

// Every match of the first group.
std::vector<std::string> Find(const std::string &text, const std::string &pattern) {
    std::vector<std::string> found;
    const std::regex regex(pattern);
    for (std::sregex_iterator match(text.begin(), text.end(), regex), end; match != end; ++match) {
        found.push_back((*match)[1]);
    }
    return found;
}

bool Has(const std::string &name) {
    return std::any_of(abi_layout_entries, abi_layout_entries + abi_layout_entry_count,
                       [&](const abi_layout_entry &entry) { return entry.name == name; });
}

bool HasField(const std::string &field) {
    return std::any_of(abi_layout_entries, abi_layout_entries + abi_layout_entry_count,
                       [&](const abi_layout_entry &entry) {
                           const std::string name = entry.name;
                           const size_t dot = name.find('.');
                           return dot != std::string::npos && name.substr(dot + 1) == field;
                       });
}

bool HasCall(const std::string &name) {
    std::string upper = "ABI_SYS_";
    std::transform(name.begin(), name.end(), std::back_inserter(upper), [](char c) { return std::toupper(c); });
    return Has(upper);
}

// Names that stand as code: paths are not looked at, and what is the hardware's or the kernel's own is listed.
void ExpectKnown(const std::string &name, const std::string &page) {
    static const std::set<std::string> elsewhere = {
        "rdtime",       "cycle",       "instret",    "cpu.next", "struct cpu", "spin_round",
        "kernel_start", "kernel_main", "production", "selftest", "sabotage",   "init",
        "console",      "bench",       "hostile",    "stress",   "cycles",
    };
    if (name.find('/') != std::string::npos || std::regex_match(name, std::regex(".*\\.(c|h|S|md|bzl)")) ||
        elsewhere.count(name) != 0) {
        return;
    }
    const std::string bare = name.rfind("struct ", 0) == 0 ? name.substr(7) : name;
    EXPECT_TRUE(Has(bare) || HasField(bare) || HasCall(bare)) << page << " speaks of `" << name << "`";
}

TEST(Docs, SpeakOfNamesThatThereAre) {
    for (const std::string &page : kPages) {
        const std::string text = ReadFile(page);
        for (const std::string &name : Find(text, "`([^`]+)`")) {
            ExpectKnown(name, page);
        }
        for (const std::string &name : Find(text, "\\b(ABI_[A-Z0-9_]+)\\b")) {
            EXPECT_TRUE(Has(name)) << page << " speaks of " << name;
        }
    }
}

TEST(Docs, SpeakOfErrorsAndKindsThatThereAre) {
    // What is written in capitals and is neither.
    static const std::set<std::string> words = {"NEURON", "README", "IPI",  "UART", "CSR",
                                                "SBI",    "HSM",    "QEMU", "PLIC", "W^X"};
    for (const std::string &page : kPages) {
        for (const std::string &word : Find(ReadFile(page), "[^A-Za-z0-9_`]([A-Z]{3,})s?[^A-Za-z0-9_`]")) {
            EXPECT_TRUE(Has("ABI_" + word) || Has("ABI_OBJECT_" + word) || words.count(word) != 0)
                << page << " speaks of " << word;
        }
    }
}

// What a number counts, by the word that follows it: the constant of the interface.
const std::map<std::string, uint64_t> kCounted = {
    {"words", ABI_MESSAGE_WORDS},
    {"bytes", ABI_MESSAGE_MAX_BYTES},
    {"capabilities", ABI_MESSAGE_CAPABILITIES},
    {"harts", ABI_HARTS_MAX},
};

uint64_t ValueOf(const std::string &number) {
    static const std::vector<std::string> words = {"four", "five", "six", "seven", "eight", "nine", "ten"};
    const auto at = std::find(words.begin(), words.end(), number);
    return at == words.end() ? std::stoull(number) : static_cast<uint64_t>(at - words.begin()) + 4;
}

// On the page about the kernel: on the other one numbers count the steps of the boot and the kernels.
TEST(Docs, SayTheNumbersOfTheHeaders) {
    const std::string text = ReadFile("docs/kernel.md");
    static const std::regex number("[^\\w.`](\\d+|four|five|six|seven|eight|nine|ten) (\\w+)");
    uint32_t count = 0;
    for (std::sregex_iterator match(text.begin(), text.end(), number), end; match != end; ++match, ++count) {
        const auto counted = kCounted.find((*match)[2]);
        ASSERT_NE(counted, kCounted.end()) << "nothing compares \"" << (*match)[0] << "\"";
        EXPECT_EQ(ValueOf((*match)[1]), counted->second) << (*match)[0];
    }
    EXPECT_GE(count, 3u) << "the page says how large a message is";
}

}  // namespace
