// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "abi/abi_layout.h"

namespace {

const char kGolden[] = "abi/testdata/abi_v1.golden";

// The interface as the C++ compiler sees it.
const std::vector<abi_layout_entry> kInCxx = {
    ABI_LAYOUT_LIST(ABI_LAYOUT_NUMBER_ENTRY, ABI_LAYOUT_STRUCT_ENTRY, ABI_LAYOUT_FIELD_ENTRY)};

const std::vector<abi_layout_entry> kInC(abi_layout_entries, abi_layout_entries + abi_layout_entry_count);

std::string ReadFile(const std::string &path) {
    std::ifstream file(path);
    EXPECT_TRUE(file.good()) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string Print(const std::vector<abi_layout_entry> &entries) {
    std::string text = abi_layout_head;
    for (const abi_layout_entry &entry : entries) {
        char line[ABI_LAYOUT_LINE_BYTES];
        abi_layout_format(&entry, line, sizeof(line));
        text += line;
    }
    return text;
}

std::set<std::string> Names(const std::vector<abi_layout_entry> &entries) {
    std::set<std::string> names;
    for (const abi_layout_entry &entry : entries) {
        names.insert(entry.name);
    }
    return names;
}

// What the headers declare, found in their text: numbers by name, structs, and fields as struct.field.
struct Declared {
    std::set<std::string> names;
    std::vector<std::string> not_understood;
};

Declared ReadHeaders() {
    static const std::regex comment("\\s*//.*|\\s+$");
    static const std::regex number("\\s+(ABI_\\w+)( = [^,]+)?,?");
    // No enum constant holds it.
    static const std::regex wide_number("#define (ABI_\\w+) UINT64_MAX");
    static const std::regex struct_begin("struct (\\w+) \\{");
    static const std::regex field("\\s+(?:u?int(?:8|16|32|64)_t|struct \\w+) (\\w+)(?:\\[\\w+\\])?;");
    static const std::regex other("|#.*|enum \\w+ \\{|\\};|extern \"C\" \\{|\\}");
    static const std::regex constant_macro("#define ABI_\\w+ (?!__attribute__).*");
    Declared declared;
    std::istringstream headers(std::getenv("ABI_HEADERS"));
    for (std::string path; headers >> path;) {
        std::istringstream text(ReadFile(path));
        std::string in_struct;
        for (std::string line; std::getline(text, line);) {
            line = std::regex_replace(line, comment, "");
            std::smatch match;
            if (std::regex_match(line, match, number) || std::regex_match(line, match, wide_number)) {
                declared.names.insert(match[1]);
            } else if (std::regex_match(line, match, struct_begin)) {
                in_struct = match[1];
                declared.names.insert(in_struct);
            } else if (std::regex_match(line, match, field)) {
                declared.names.insert(in_struct + "." + match[1].str());
            } else if (!std::regex_match(line, other) || std::regex_match(line, constant_macro)) {
                declared.not_understood.push_back(path + ": " + line);
            }
        }
    }
    return declared;
}

TEST(AbiLayout, IsThatOfTheGoldenFile) {
    EXPECT_EQ(Print(kInC), ReadFile(kGolden))
        << "If the change is wanted: bazel run //abi:abi_layout_print > " << kGolden;
}

TEST(AbiLayout, IsTheSameInCAndCxx) {
    EXPECT_EQ(Print(kInC), Print(kInCxx));
}

TEST(AbiLayout, ListsEverythingThatTheHeadersDeclare) {
    const Declared declared = ReadHeaders();
    EXPECT_EQ(declared.names, Names(kInC));
    EXPECT_EQ(declared.not_understood, std::vector<std::string>{});
}

TEST(AbiLayout, HasNoPaddingThatCouldLeakKernelMemory) {
    const abi_layout_entry *in_struct = nullptr;
    uint64_t end = 0;
    for (const abi_layout_entry &entry : kInC) {
        if (entry.kind == ABI_LAYOUT_FIELD) {
            ASSERT_NE(in_struct, nullptr) << entry.name;
            EXPECT_EQ(entry.first, end) << entry.name;
            end = entry.first + entry.second;
            continue;
        }
        if (in_struct != nullptr) {
            EXPECT_EQ(end, in_struct->first) << in_struct->name;
        }
        in_struct = entry.kind == ABI_LAYOUT_STRUCT ? &entry : nullptr;
        end = 0;
    }
    EXPECT_EQ(in_struct, nullptr) << "the list ends with a number";
}

TEST(AbiLayout, NumbersSystemCallsOnceAndWithoutGaps) {
    std::set<uint64_t> used;
    for (const abi_layout_entry &entry : kInC) {
        const std::string name = entry.name;
        if (name.rfind("ABI_SYS_", 0) == 0 && name != "ABI_SYS_COUNT") {
            EXPECT_TRUE(used.insert(entry.first).second) << name;
            EXPECT_LT(entry.first, uint64_t{ABI_SYS_COUNT}) << name;
        }
    }
    EXPECT_EQ(used.size(), size_t{ABI_SYS_COUNT});
}

}  // namespace
