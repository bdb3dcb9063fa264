// SPDX-License-Identifier: Apache-2.0
// Source text as tokens, without comments: enough to tell a definition from a mention, and code from a comment or a
// string. Not a parser, and not a preprocessor: what only a macro expansion would show is not seen.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum token_style {
    TOKEN_STYLE_C,      // C, C++, preprocessed assembly, linker scripts
    TOKEN_STYLE_BAZEL,  // BUILD.bazel, .bzl: '#' begins a comment
    TOKEN_STYLE_SHELL,  // as Bazel's; quotes, '$' and braces are passed over, so "$x" is the identifier x
};

enum token_kind {
    TOKEN_IDENTIFIER,
    TOKEN_NUMBER,
    TOKEN_STRING,  // text without its quotes, escapes as they stand; character constants as well
    TOKEN_PUNCTUATOR,
};

struct token {
    enum token_kind kind;
    bool begins_line;  // nothing but blanks before it on its line; a line that ends in '\' goes on
    uint32_t line;     // from 1
    const char *text;  // points into the source, not terminated
    size_t length;
    uint64_t value;  // of a number; UINT64_MAX for one that is no integer
};

struct token_list {
    struct token *items;
    size_t count;
    size_t capacity;
};

// Reads the text, which must outlive the tokens. An unfinished string or comment ends with the text.
// Owns: the caller releases with token_list_release.
struct token_list token_read_all(const char *text, enum token_style style);

void token_list_release(struct token_list *tokens);

// True when the token at `index` exists, is an identifier, punctuator or number, and reads `text`. A string never does.
bool token_is(const struct token_list *tokens, size_t index, const char *text);

bool token_is_kind(const struct token_list *tokens, size_t index, enum token_kind kind);

// True when the token's text, a string's included, is `text`.
bool token_reads(const struct token *token, const char *text);

// Index of the bracket that closes the one at `open`: (), [] or {}; the count of tokens when none does.
size_t token_find_close(const struct token_list *tokens, size_t open);

#ifdef __cplusplus
}
#endif
