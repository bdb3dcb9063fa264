// SPDX-License-Identifier: Apache-2.0
#include "testing/qemu/transcript.h"

#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace {

std::unique_ptr<transcript> Make(const std::string &text) {
    auto result = std::make_unique<transcript>();
    EXPECT_TRUE(transcript_append(result.get(), text.data(), text.size()));
    return result;
}

TEST(TranscriptTest, ReadsLinesWithoutTheirEnds) {
    auto transcript = Make("one\r\ntwo\n\r\nopen");
    struct {
        const char *text;
        transcript_line_end end;
    } const expected[] = {
        {"one", TRANSCRIPT_LINE_FINISHED}, {"two", TRANSCRIPT_LINE_FINISHED}, {"", TRANSCRIPT_LINE_FINISHED},
        {"open", TRANSCRIPT_LINE_OPEN},    {"", TRANSCRIPT_LINE_OPEN},
    };
    size_t offset = 0;
    char line[TRANSCRIPT_LINE_BYTES];
    for (const auto &one : expected) {
        EXPECT_EQ(transcript_read_line(transcript.get(), offset, line, &offset), one.end);
        EXPECT_STREQ(line, one.text);
    }
    EXPECT_EQ(offset, transcript->bytes);
}

TEST(TranscriptTest, ShowsBytesThatDoNotPrint) {
    auto transcript = Make(std::string("a\0b\tc\x1b[K\xff\rd\n", 12));
    size_t offset = 0;
    char line[TRANSCRIPT_LINE_BYTES];
    transcript_read_line(transcript.get(), 0, line, &offset);
    EXPECT_STREQ(line, "a\\x00b\\x09c\\x1b[K\\xff\\x0dd");
}

TEST(TranscriptTest, AnOpenLineKeepsItsCarriageReturn) {
    auto transcript = Make("half\r");
    size_t offset = 0;
    char line[TRANSCRIPT_LINE_BYTES];
    EXPECT_EQ(transcript_read_line(transcript.get(), 0, line, &offset), TRANSCRIPT_LINE_OPEN);
    EXPECT_STREQ(line, "half\\x0d");
}

TEST(TranscriptTest, CutsALineThatIsTooLong) {
    const size_t longest = TRANSCRIPT_LINE_BYTES - 4;
    char line[TRANSCRIPT_LINE_BYTES];
    size_t offset = 0;
    auto fits = Make(std::string(longest, 'x') + "\n");
    EXPECT_EQ(transcript_read_line(fits.get(), 0, line, &offset), TRANSCRIPT_LINE_FINISHED);
    auto cut = Make(std::string(longest + 1, 'x') + "\n");
    EXPECT_EQ(transcript_read_line(cut.get(), 0, line, &offset), TRANSCRIPT_LINE_TOO_LONG);
}

TEST(TranscriptTest, IsBounded) {
    auto transcript = Make(std::string(TRANSCRIPT_BYTES_MAX - 1, 'x'));
    EXPECT_TRUE(transcript_append(transcript.get(), "y", 1));
    EXPECT_FALSE(transcript_append(transcript.get(), "z", 1));
    EXPECT_EQ(transcript->bytes, static_cast<size_t>(TRANSCRIPT_BYTES_MAX));
    EXPECT_EQ(transcript->data[TRANSCRIPT_BYTES_MAX - 1], 'y');
}

TEST(TranscriptTest, FindsTheLastLines) {
    auto finished = Make("1\n2\n3\n");
    EXPECT_EQ(transcript_tail(finished.get(), 1), 4u);
    EXPECT_EQ(transcript_tail(finished.get(), 2), 2u);
    EXPECT_EQ(transcript_tail(finished.get(), 3), 0u);
    EXPECT_EQ(transcript_tail(finished.get(), 9), 0u);
    auto open = Make("1\n2");
    EXPECT_EQ(transcript_tail(open.get(), 1), 2u);
    EXPECT_EQ(transcript_tail(Make("").get(), 1), 0u);
}

TEST(TranscriptTest, NamesTheFirstLineThatDiffers) {
    struct {
        const char *one;
        const char *other;
        bool equal;
        size_t offset;
    } const cases[] = {
        {"a\nb\n", "a\nb\n", true, 99},
        {"a\nbx\n", "a\nby\n", false, 2},
        {"a\nb\n", "a\nb\nc", false, 4},
        {"a\nb", "a\n", false, 2},
        {"", "", true, 99},
        {"", "x", false, 0},
    };
    for (const auto &one : cases) {
        size_t offset = 99;
        EXPECT_EQ(transcript_equal(Make(one.one).get(), Make(one.other).get(), &offset), one.equal) << one.one;
        EXPECT_EQ(offset, one.offset) << one.one;
    }
}

}  // namespace
