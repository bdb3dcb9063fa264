// SPDX-License-Identifier: Apache-2.0
#include "libs/archive/archive.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <memory>
#include <set>
#include <string>

namespace {

constexpr unsigned REGULAR = 0100555;
constexpr unsigned DIRECTORY = 0040755;
constexpr unsigned SYMBOLIC_LINK = 0120777;
constexpr size_t HEADER_BYTES = 110;
constexpr size_t NAME_SIZE_OFFSET = 94;
constexpr size_t FILE_SIZE_OFFSET = 54;

std::string Padded(std::string bytes) {
    bytes.resize((bytes.size() + 3) / 4 * 4, '\0');
    return bytes;
}

std::string Member(const std::string &name, const std::string &data, unsigned mode = REGULAR) {
    char header[HEADER_BYTES + 1];
    std::snprintf(header, sizeof(header), "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x", 1u, mode, 0u,
                  0u, 1u, 0u, data.size(), 0u, 0u, 0u, 0u, name.size() + 1, 0u);
    return Padded(header + name + std::string(1, '\0')) + Padded(data);
}

std::string Trailer() {
    return Member("TRAILER!!!", "", 0);
}

struct Result {
    archive_error error;
    std::string data;
};

// Searches a copy of exactly that size, so that a sanitizer sees every read outside.
Result Find(const std::string &archive, const std::string &name = "init") {
    std::unique_ptr<uint8_t[]> copy(new uint8_t[archive.size()]);
    std::memcpy(copy.get(), archive.data(), archive.size());
    const uint8_t untouched = 0;
    archive_file file = {&untouched, 77};
    Result result = {archive_find(copy.get(), archive.size(), name.c_str(), &file), ""};
    if (result.error == ARCHIVE_OK) {
        result.data.assign(reinterpret_cast<const char *>(file.data), file.bytes);
    } else {
        EXPECT_EQ(file.data, &untouched);
        EXPECT_EQ(file.bytes, 77u);
    }
    return result;
}

void ExpectFound(const std::string &archive, const std::string &name, const std::string &data) {
    Result result = Find(archive, name);
    EXPECT_EQ(result.error, ARCHIVE_OK) << name;
    EXPECT_EQ(result.data, data) << name;
}

TEST(Archive, FindsFilesOfEverySizeModuloThePadding) {
    std::string archive;
    for (size_t bytes = 0; bytes < 9; bytes++) {
        archive += Member("file" + std::string(bytes, 'x'), std::string(bytes, 'd'));
    }
    archive += Trailer();
    for (size_t bytes = 0; bytes < 9; bytes++) {
        ExpectFound(archive, "file" + std::string(bytes, 'x'), std::string(bytes, 'd'));
    }
}

TEST(Archive, ComparesWholeNames) {
    std::string archive = Member("in", "1") + Member("init", "2") + Member("init2", "3") + Member("bin/init", "4");
    archive += Trailer();
    ExpectFound(archive, "in", "1");
    ExpectFound(archive, "init", "2");
    ExpectFound(archive, "init2", "3");
    ExpectFound(archive, "bin/init", "4");
    EXPECT_EQ(Find(archive, "ini").error, ARCHIVE_NO_FILE);
    EXPECT_EQ(Find(archive, "").error, ARCHIVE_NO_FILE);
    EXPECT_EQ(Find(archive, "TRAILER!!!").error, ARCHIVE_NO_FILE);
}

TEST(Archive, IgnoresOneLeadingDotSlashOfMemberNames) {
    std::string archive = Member("./init", "data") + Member("././twice", "x") + Member(".hidden", "y") + Trailer();
    ExpectFound(archive, "init", "data");
    ExpectFound(archive, "./twice", "x");
    ExpectFound(archive, ".hidden", "y");
    EXPECT_EQ(Find(archive, "./init").error, ARCHIVE_NO_FILE);
}

TEST(Archive, AcceptsUpperCaseDigitsAndBytesAfterTheTrailer) {
    std::string archive = Member("init", std::string(0xab, 'd')) + Trailer() + std::string(512, 'z');
    archive[FILE_SIZE_OFFSET + 6] = 'A';
    archive[FILE_SIZE_OFFSET + 7] = 'B';
    ExpectFound(archive, "init", std::string(0xab, 'd'));
}

TEST(Archive, HandsOutRegularFilesOnly) {
    for (unsigned mode : {DIRECTORY, SYMBOLIC_LINK, 0020666u, 0u, 0140777u}) {
        EXPECT_EQ(Find(Member("init", "", mode) + Trailer()).error, ARCHIVE_NO_FILE) << mode;
    }
    ExpectFound(Member("init", "data", 0100000) + Trailer(), "init", "data");
}

TEST(Archive, AnEmptyArchiveHasAnErrorOfItsOwn) {
    EXPECT_EQ(Find("").error, ARCHIVE_EMPTY);
    EXPECT_EQ(Find(Trailer()).error, ARCHIVE_NO_FILE);
}

TEST(Archive, TruncatedAnywhereIsRefusedEvenAfterTheFile) {
    std::string archive = Member("init", "12345") + Member("later", "678") + Trailer();
    ExpectFound(archive, "init", "12345");
    for (size_t bytes = 1; bytes < archive.size(); bytes++) {
        EXPECT_EQ(Find(archive.substr(0, bytes)).error, ARCHIVE_TRUNCATED) << bytes;
    }
}

TEST(Archive, SizesBeyondTheArchiveAreTruncation) {
    std::string archive = Member("init", "data") + Trailer();
    for (const char *size : {"7fffffff", "80000000", "fffffffc", "fffffffd", "ffffffff"}) {
        std::string doctored = archive;
        doctored.replace(FILE_SIZE_OFFSET, 8, size);
        EXPECT_EQ(Find(doctored).error, ARCHIVE_TRUNCATED) << size;
    }
}

TEST(Archive, EveryHeaderByteIsChecked) {
    std::string archive = Member("init", "data") + Trailer();
    for (size_t offset = 0; offset < HEADER_BYTES; offset++) {
        for (char wrong : {'g', 'G', '/', ':', '@', '`', ' ', '\0', '\x80'}) {
            std::string doctored = archive;
            doctored[offset] = wrong;
            EXPECT_EQ(Find(doctored).error, ARCHIVE_MALFORMED) << offset << " " << int{wrong};
        }
    }
}

TEST(Archive, RefusesOtherFormatsOfCpio) {
    for (const char *magic : {"070702", "070707",
                              "\xc7\x71"
                              "0000"}) {
        std::string archive = Member("init", "data") + Trailer();
        archive.replace(0, 6, magic, 6);
        EXPECT_EQ(Find(archive).error, ARCHIVE_MALFORMED) << magic;
    }
}

TEST(Archive, NamesMustBeTerminatedExactlyAtTheirEnd) {
    std::string terminated = Member("init", "data") + Trailer();
    std::string unterminated = terminated;
    unterminated[HEADER_BYTES + 4] = 'x';
    EXPECT_EQ(Find(unterminated).error, ARCHIVE_MALFORMED);
    std::string early = terminated;
    early[HEADER_BYTES + 2] = '\0';
    EXPECT_EQ(Find(early).error, ARCHIVE_MALFORMED);
    std::string no_name = terminated;
    no_name.replace(NAME_SIZE_OFFSET, 8, "00000000");
    EXPECT_EQ(Find(no_name).error, ARCHIVE_MALFORMED);
    EXPECT_EQ(Find(Member("", "data") + Trailer()).error, ARCHIVE_MALFORMED);
    EXPECT_EQ(Find(Member("./", "data") + Trailer()).error, ARCHIVE_MALFORMED);
    EXPECT_EQ(Find(Member(".", "", DIRECTORY) + Trailer()).error, ARCHIVE_NO_FILE);
}

TEST(Archive, NamesMayEndWithUpToEightNuls) {
    for (size_t more = 0; more < 8; more++) {
        std::string end(more, '\0');
        std::string archive = Member("init" + end, "data") + Member("./later" + end, "more") + Trailer();
        ExpectFound(archive, "init", "data");
        ExpectFound(archive, "later", "more");
    }
    std::string end(7, '\0');
    std::string longest(ARCHIVE_NAME_MAX, 'n');
    ExpectFound(Member("./" + longest + end, "data") + Trailer(), longest, "data");
    ExpectFound(Member("init", "data") + Member("TRAILER!!!" + end, "", 0), "init", "data");
    end.push_back('\0');
    EXPECT_EQ(Find(Member("init" + end, "data") + Trailer()).error, ARCHIVE_MALFORMED);
    EXPECT_EQ(Find(Member("./" + longest + end, "data") + Trailer()).error, ARCHIVE_MALFORMED);
    EXPECT_EQ(Find(Member(end, "data") + Trailer()).error, ARCHIVE_MALFORMED);
    EXPECT_EQ(Find(Member("./" + std::string(6, '\0'), "data") + Trailer()).error, ARCHIVE_MALFORMED);
}

TEST(Archive, NamesHaveALimit) {
    std::string longest(ARCHIVE_NAME_MAX, 'n');
    ExpectFound(Member(longest, "data") + Trailer(), longest, "data");
    ExpectFound(Member("./" + longest, "data") + Trailer(), longest, "data");
    EXPECT_EQ(Find(Member(longest + "n", "data") + Trailer()).error, ARCHIVE_MALFORMED);
    EXPECT_EQ(Find(Member("./" + longest + "n", "data") + Trailer()).error, ARCHIVE_MALFORMED);
    std::string huge = Member("init", "data") + Trailer();
    huge.replace(NAME_SIZE_OFFSET, 8, "ffffffff");
    EXPECT_EQ(Find(huge).error, ARCHIVE_MALFORMED);
}

TEST(Archive, TwoMembersOfTheSameNameAreRefused) {
    EXPECT_EQ(Find(Member("init", "1") + Member("init", "2") + Trailer()).error, ARCHIVE_MALFORMED);
    EXPECT_EQ(Find(Member("init", "1") + Member("./init", "2") + Trailer()).error, ARCHIVE_MALFORMED);
    EXPECT_EQ(Find(Member("init", "1") + Member("init", "", DIRECTORY) + Trailer()).error, ARCHIVE_MALFORMED);
    EXPECT_EQ(Find(Member("init", "1") + Member("a", "") + Member("b", "") + Member("a", "") + Trailer()).error,
              ARCHIVE_MALFORMED);
}

TEST(Archive, ATrailerWithDataIsRefused) {
    EXPECT_EQ(Find(Member("init", "1") + Member("TRAILER!!!", "x", 0)).error, ARCHIVE_MALFORMED);
}

TEST(Archive, HasALimitOfMembers) {
    std::string archive;
    for (unsigned i = 0; i < ARCHIVE_MEMBERS_MAX - 1; i++) {
        archive += Member("file" + std::to_string(i), "");
    }
    ExpectFound(archive + Member("init", "last") + Trailer(), "init", "last");
    EXPECT_EQ(Find(archive + Member("more", "") + Member("init", "last") + Trailer()).error, ARCHIVE_TOO_LARGE);
}

TEST(Archive, EntriesAreTheRegularFilesInTheirOrder) {
    std::string archive = Member(".", "", DIRECTORY) + Member("init", "12345") + Member("link", "x", SYMBOLIC_LINK) +
                          Member("./b", "") + Trailer();
    struct {
        const char *name;
        size_t bytes;
    } const expected[] = {{"init", 5}, {"b", 0}};
    archive_entry entry = {nullptr, 77};
    for (uint32_t i = 0; i < std::size(expected); i++) {
        ASSERT_EQ(archive_entry_at(archive.data(), archive.size(), i, &entry), ARCHIVE_OK);
        EXPECT_STREQ(entry.name, expected[i].name);
        EXPECT_EQ(entry.bytes, expected[i].bytes);
    }
    for (uint32_t i : {static_cast<uint32_t>(std::size(expected)), UINT32_MAX}) {
        EXPECT_EQ(archive_entry_at(archive.data(), archive.size(), i, &entry), ARCHIVE_NO_FILE);
        EXPECT_STREQ(entry.name, "b");
    }
}

TEST(Archive, EntriesOfWhatIsNoArchiveAreRefused) {
    std::string whole = Member("init", "12345") + Trailer();
    archive_entry entry = {nullptr, 77};
    EXPECT_EQ(archive_entry_at(whole.data(), 0, 0, &entry), ARCHIVE_EMPTY);
    EXPECT_EQ(archive_entry_at(whole.data(), HEADER_BYTES, 0, &entry), ARCHIVE_TRUNCATED);
    EXPECT_EQ(archive_entry_at(whole.data(), Member("init", "12345").size(), 1, &entry), ARCHIVE_TRUNCATED);
    std::string garbage(whole.size(), 'x');
    EXPECT_EQ(archive_entry_at(garbage.data(), garbage.size(), 0, &entry), ARCHIVE_MALFORMED);
    EXPECT_EQ(entry.bytes, 77u);
}

TEST(Archive, EveryErrorHasItsOwnText) {
    std::set<std::string> texts;
    for (int error = 0; error <= ARCHIVE_ERROR_COUNT; error++) {
        texts.insert(archive_error_text(static_cast<archive_error>(error)));
    }
    EXPECT_EQ(texts.size(), size_t{ARCHIVE_ERROR_COUNT} + 1);
}

}  // namespace
