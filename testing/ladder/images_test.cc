// SPDX-License-Identifier: Apache-2.0
// What is in which kernel: no selftest in the production image, no fault in any but the sabotage kernel. Looks for names and
// texts in everything but debug information: code leaves its symbols, and a table its strings.
#include <elf.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "testing/faults/fault_table.h"
#include "testing/markers/marker.h"

namespace {

const char kProduction[] = "kernel/production.elf";
const char kSelftest[] = "kernel/selftest.elf";
const char kSabotage[] = "kernel/sabotage.elf";
const char kProductionArchive[] = "images/boot.cpio";
const char kSystemArchive[] = "images/system.cpio";
const char kServicesArchive[] = "images/services_selftest.cpio";
const char kSelftestArchive[] = "images/selftest_boot.cpio";

using Names = std::vector<std::string>;

std::string ReadFile(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

template <typename Record> Record RecordAt(const std::string &bytes, size_t offset) {
    Record record = {};
    EXPECT_LE(offset + sizeof(record), bytes.size());
    std::memcpy(&record, bytes.data() + offset, sizeof(record));
    return record;
}

// The bytes of all sections but those of the debugger, of the ELF file that begins there.
std::string ReadSections(const std::string &bytes, size_t begin, bool has_symbols) {
    auto header = RecordAt<Elf64_Ehdr>(bytes, begin);
    auto section = [&](size_t index) {
        return RecordAt<Elf64_Shdr>(bytes, begin + header.e_shoff + index * header.e_shentsize);
    };
    Elf64_Shdr names = section(header.e_shstrndx);
    std::string kept;
    for (size_t i = 0; i < header.e_shnum; i++) {
        Elf64_Shdr one = section(i);
        std::string name = bytes.c_str() + begin + names.sh_offset + one.sh_name;
        if (one.sh_type != SHT_NOBITS && name.rfind(".debug", 0) != 0) {
            kept.append(bytes, begin + one.sh_offset, one.sh_size).push_back('\0');
        }
    }
    EXPECT_EQ(kept.find("_start") != std::string::npos, has_symbols) << "symbols to look at";
    return kept;
}

std::string ReadKernel(const std::string &path) {
    std::string bytes = ReadFile(path);
    EXPECT_EQ(bytes.compare(0, SELFMAG, ELFMAG), 0) << path;
    return ReadSections(bytes, 0, true);
}

// The programs of an archive, where each lies whole words from its beginning. They have no symbols, so texts are looked for: those of evidence
// are where the proofs are.
std::string ReadPrograms(const std::string &path) {
    enum { WORD = 8 };
    std::string bytes = ReadFile(path);
    std::string kept;
    size_t programs = 0;
    for (size_t at = 0; at + sizeof(Elf64_Ehdr) < bytes.size(); at += WORD) {
        if (bytes.compare(at, SELFMAG, ELFMAG) == 0) {
            kept += ReadSections(bytes, at, false);
            programs++;
        }
    }
    EXPECT_GE(programs, 1u) << path;
    return kept;
}

Names FaultNames() {
#define FAULT_NAME(id, breaks) #id,
    Names names = {FAULT_TABLE(FAULT_NAME)};
    names.erase(names.begin());  // "none" is a word of everybody
    return names;
}

// Texts of markers; what panics say, they say in every kernel.
Names MarkerTexts(const std::string &source) {
    Names texts;
    marker_table table = marker_table_declared();
    for (uint32_t i = 0; i < table.count; i++) {
        if (table.markers[i].source == source) {
            texts.push_back(table.markers[i].text);
        }
    }
    return texts;
}

Names MarkerIds() {
    Names ids;
    marker_table table = marker_table_declared();
    for (uint32_t i = 0; i < table.count; i++) {
        ids.push_back(table.markers[i].id);
    }
    return ids;
}

void ExpectNone(const std::string &bytes, const Names &names, const char *where) {
    for (const auto &name : names) {
        EXPECT_EQ(bytes.find(name), std::string::npos) << name << " is in " << where;
    }
}

void ExpectAll(const std::string &bytes, const Names &names, const char *where) {
    for (const auto &name : names) {
        EXPECT_NE(bytes.find(name), std::string::npos) << name << " is not in " << where;
    }
}

// Where the code of selftests and faults lives, by the prefixes of its symbols.
const Names kSelftestSymbols = {"selftest", "SELFTEST", "PROOF", "marker_", "ladder_", "own_boot"};
// What the programs with proofs print as evidence.
const Names kEvidence = {"tried=%u right=%u", "services=%u running=%u"};
const Names kFaultSymbols = {"fault_select", "fault="};

TEST(ImagesTest, TheProductionKernelHasNoSelftests) {
    std::string kernel = ReadKernel(kProduction);
    ExpectNone(kernel, kSelftestSymbols, kProduction);
    ExpectNone(kernel, MarkerIds(), kProduction);
    ExpectNone(kernel, MarkerTexts("KSELFTEST"), kProduction);
    ExpectNone(kernel, MarkerTexts("SELFTEST"), kProduction);
}

TEST(ImagesTest, TheProductionArchiveHasNoSelftests) {
    for (const char *path : {kProductionArchive, kSystemArchive}) {
        std::string archive = ReadPrograms(path);
        ExpectNone(archive, kEvidence, path);
        ExpectNone(archive, {"KSELFTEST", "PROOF"}, path);
    }
}

TEST(ImagesTest, OnlyTheSabotageKernelHasFaults) {
    for (const char *path : {kProduction, kSelftest}) {
        std::string kernel = ReadKernel(path);
        ExpectNone(kernel, FaultNames(), path);
        ExpectNone(kernel, kFaultSymbols, path);
    }
    for (const char *path : {kProductionArchive, kSystemArchive, kSelftestArchive, kServicesArchive}) {
        ExpectNone(ReadPrograms(path), FaultNames(), path);
    }
}

// The same look finds them where they are.
TEST(ImagesTest, WhatIsLookedForIsFoundWhereItBelongs) {
    std::string sabotage = ReadKernel(kSabotage);
    ExpectAll(sabotage, FaultNames(), kSabotage);
    ExpectAll(sabotage, {"fault_select"}, kSabotage);
    for (const char *path : {kSelftest, kSabotage}) {
        std::string kernel = ReadKernel(path);
        ExpectAll(kernel, MarkerIds(), path);
        ExpectAll(kernel, MarkerTexts("KSELFTEST"), path);
        ExpectAll(kernel, kSelftestSymbols, path);
    }
    ExpectAll(ReadPrograms(kSelftestArchive), {kEvidence[0]}, kSelftestArchive);
    ExpectAll(ReadPrograms(kServicesArchive), {kEvidence[1]}, kServicesArchive);
}

}  // namespace
