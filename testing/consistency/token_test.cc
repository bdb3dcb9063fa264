// SPDX-License-Identifier: Apache-2.0
#include "testing/consistency/token.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace {

using Words = std::vector<std::string>;

// Each token as "line:text", strings in quotes, a '^' before what begins a line.
Words Read(const char *text, token_style style = TOKEN_STYLE_C) {
    token_list tokens = token_read_all(text, style);
    Words words;
    for (size_t i = 0; i < tokens.count; i++) {
        const token &token = tokens.items[i];
        std::string word(token.text, token.length);
        std::string quote = token.kind == TOKEN_STRING ? "\"" : "";
        words.push_back((token.begins_line ? "^" : "") + std::to_string(token.line) + ":" + quote + word + quote);
    }
    token_list_release(&tokens);
    return words;
}

TEST(Token, ReadsC) {
    struct {
        const char *text;
        Words expected;
    } const cases[] = {
        {"", {}},
        {"a->b <= 1u;", {"^1:a", "1:->", "1:b", "1:<=", "1:1u", "1:;"}},
        {"a // b \"c\n'd' /* e\n f */ g", {"^1:a", "^2:\"d\"", "3:g"}},
        {"\"a // b\" \"c\\\"d\" '\\''", {"^1:\"a // b\"", "1:\"c\\\"d\"", "1:\"\\'\""}},
        {"#define A \\\n  1\nb", {"^1:#", "1:define", "1:A", "2:1", "^3:b"}},
        {"a / b", {"^1:a", "1:/", "1:b"}},
        {"a /* unfinished", {"^1:a"}},
        {"a \"unfinished", {"^1:a", "1:\"unfinished\""}},
        {"R\"(a\n\"b\")\" R\"x(c)\")x\" d", {"^1:\"a\n\"b\"\"", "2:\"c)\"\"", "2:d"}},
        {"R\"(unfinished", {"^1:\"unfinished\""}},
        {"1'000 0x40", {"^1:1'000", "1:0x40"}},
    };
    for (const auto &one : cases) {
        EXPECT_EQ(Read(one.text), one.expected) << one.text;
    }
}

TEST(Token, ReadsBazel) {
    EXPECT_EQ(Read("a = 'b' # c\n\"\"\"d\n\"e\" # f\"\"\"\ng", TOKEN_STYLE_BAZEL),
              (Words{"^1:a", "1:=", "1:\"b\"", "^2:\"d\n\"e\" # f\"", "^4:g"}));
}

TEST(Token, ReadsShell) {
    EXPECT_EQ(
        Read("[ \"$a\" -gt 64 ] # b\n${c#d} $# '#' e-gtf\n#g", TOKEN_STYLE_SHELL),
        (Words{"^1:[", "1:a", "1:-gt", "1:64", "1:]", "^2:c", "2:#", "2:d", "2:#", "2:#", "2:e", "2:-", "2:gtf"}));
    EXPECT_EQ(Read("#a\nb", TOKEN_STYLE_SHELL), (Words{"^2:b"}));
}

TEST(Token, KnowsTheValueOfAnInteger) {
    struct {
        const char *text;
        uint64_t value;
    } const cases[] = {
        {"0", 0},
        {"64", 64},
        {"64ull", 64},
        {"0x40", 64},
        {"0100", 64},
        {"1'000", 1000},
        {"64k", UINT64_MAX},
        {"18446744073709551614", UINT64_MAX - 1},
        {"0000000000000000000000000000064", UINT64_MAX},
    };
    for (const auto &one : cases) {
        token_list tokens = token_read_all(one.text, TOKEN_STYLE_C);
        ASSERT_EQ(tokens.count, 1u);
        EXPECT_EQ(tokens.items[0].kind, TOKEN_NUMBER);
        EXPECT_EQ(tokens.items[0].value, one.value) << one.text;
        token_list_release(&tokens);
    }
}

TEST(Token, AStringIsNeverTakenForAWord) {
    token_list tokens = token_read_all("\"a\" a", TOKEN_STYLE_C);
    EXPECT_FALSE(token_is(&tokens, 0, "a"));
    EXPECT_TRUE(token_reads(&tokens.items[0], "a"));
    EXPECT_TRUE(token_is(&tokens, 1, "a"));
    EXPECT_FALSE(token_is(&tokens, 1, "ab"));
    EXPECT_FALSE(token_is(&tokens, 2, "a"));
    token_list_release(&tokens);
}

TEST(Token, FindsTheBracketThatCloses) {
    struct {
        const char *text;
        size_t close;
    } const cases[] = {{"()", 1}, {"(a[b]{c})d", 8}, {"(\")\"", 2}, {"{", 1}};
    for (const auto &one : cases) {
        token_list tokens = token_read_all(one.text, TOKEN_STYLE_C);
        EXPECT_EQ(token_find_close(&tokens, 0), one.close) << one.text;
        token_list_release(&tokens);
    }
}

}  // namespace
