// SPDX-License-Identifier: Apache-2.0
#include "testing/consistency/token.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "testing/consistency/array.h"

struct reader {
    const char *begin;
    const char *at;
    enum token_style style;
    uint32_t line;
    bool line_begins;
    struct token_list tokens;
};

static bool is_word(char c) {
    return isalnum((unsigned char)c) || c == '_';
}

// Passes over so many characters, counting lines.
static void advance(struct reader *reader, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (*reader->at++ == '\n') {
            reader->line++;
        }
    }
}

// Length of the comment that begins here; 0 when none does. The end of its line is not part of a line's comment.
static size_t measure_comment(const struct reader *reader) {
    const char *at = reader->at;
    if (reader->style == TOKEN_STYLE_C && at[0] == '/' && at[1] == '*') {
        const char *end = strstr(at + 2, "*/");
        return end == NULL ? strlen(at) : (size_t)(end + 2 - at);
    }
    if (reader->style == TOKEN_STYLE_C) {
        return at[0] == '/' && at[1] == '/' ? strcspn(at, "\n") : 0;
    }
    // In "$#" and "${x#y}" a shell's '#' stands for something else.
    bool begins =
        at[0] == '#' && (reader->style == TOKEN_STYLE_BAZEL || at == reader->begin || isspace((unsigned char)at[-1]));
    return begins ? strcspn(at, "\n") : 0;
}

// Blanks, and what counts as such. False at what is not.
static bool skip_blank(struct reader *reader) {
    const char *at = reader->at;
    if (at[0] == '\n') {
        reader->line_begins = true;
    }
    size_t length = isspace((unsigned char)at[0]) ? 1 : measure_comment(reader);
    if (length == 0 && at[0] == '\\' && at[1] == '\n') {
        length = 2;
    }
    if (length == 0 && reader->style == TOKEN_STYLE_SHELL && strchr("\"'$`{}", at[0]) != NULL) {
        length = 1;
    }
    advance(reader, length);
    return length != 0;
}

static void add_token(struct reader *reader, enum token_kind kind, const char *text, size_t length, uint64_t value) {
    struct token_list *tokens = &reader->tokens;
    tokens->items = array_grow(tokens->items, tokens->count, &tokens->capacity, sizeof(tokens->items[0]));
    tokens->items[tokens->count++] = (struct token){
        .kind = kind,
        .begins_line = reader->line_begins,
        .line = reader->line,
        .text = text,
        .length = length,
        .value = value,
    };
    reader->line_begins = false;
}

// R"x(...)x"
static void read_raw_string(struct reader *reader) {
    const char *delimiter = reader->at + 2;
    size_t delimiter_length = strcspn(delimiter, "(");
    const char *begin = delimiter + delimiter_length + (delimiter[delimiter_length] == '(');
    const char *end = begin;
    while (*end != 0 &&
           !(end[0] == ')' && strncmp(end + 1, delimiter, delimiter_length) == 0 && end[1 + delimiter_length] == '"')) {
        end++;
    }
    add_token(reader, TOKEN_STRING, begin, (size_t)(end - begin), 0);
    advance(reader, (size_t)(end - reader->at) + (*end == 0 ? 0 : delimiter_length + 2));
}

static void read_string(struct reader *reader) {
    const char *begin = reader->at;
    size_t quote_length = reader->style == TOKEN_STYLE_BAZEL && strncmp(begin, "\"\"\"", 3) == 0 ? 3 : 1;
    const char *end = begin + quote_length;
    while (*end != 0 && strncmp(end, begin, quote_length) != 0) {
        end += end[0] == '\\' && end[1] != 0 ? 2 : 1;
    }
    add_token(reader, TOKEN_STRING, begin + quote_length, (size_t)(end - begin) - quote_length, 0);
    advance(reader, (size_t)(end - begin) + (*end == 0 ? 0 : quote_length));
}

// Digits, letters of a prefix or suffix, digit separators. "1.5" is two numbers; none of them is a limit.
static void read_number(struct reader *reader) {
    char digits[32];
    size_t used = 0;
    size_t length = 0;
    while (is_word(reader->at[length]) || (reader->at[length] == '\'' && is_word(reader->at[length + 1]))) {
        if (reader->at[length] != '\'' && used + 1 < sizeof(digits)) {
            digits[used++] = reader->at[length];
        }
        length++;
    }
    digits[used] = 0;
    char *end = NULL;
    uint64_t value = strtoull(digits, &end, 0);
    bool is_integer = used + 1 < sizeof(digits) && end[strspn(end, "uUlL")] == 0;
    add_token(reader, TOKEN_NUMBER, reader->at, length, is_integer ? value : UINT64_MAX);
    advance(reader, length);
}

static size_t measure_punctuator(const struct reader *reader) {
    static const char *const doubled[] = {"==", "!=", "<=", ">=", "->", "<<", ">>", "+=", "-=", "|=", "&=", "&&", "||"};
    static const char *const shell[] = {"-eq", "-ne", "-lt", "-le", "-gt", "-ge"};
    for (size_t i = 0; i < sizeof(shell) / sizeof(shell[0]); i++) {
        if (reader->style == TOKEN_STYLE_SHELL && strncmp(reader->at, shell[i], 3) == 0 && !is_word(reader->at[3])) {
            return 3;
        }
    }
    for (size_t i = 0; i < sizeof(doubled) / sizeof(doubled[0]); i++) {
        if (strncmp(reader->at, doubled[i], 2) == 0) {
            return 2;
        }
    }
    return 1;
}

static void read_token(struct reader *reader) {
    const char *at = reader->at;
    bool has_strings = reader->style != TOKEN_STYLE_SHELL;
    if (has_strings && reader->style == TOKEN_STYLE_C && at[0] == 'R' && at[1] == '"') {
        read_raw_string(reader);
    } else if (has_strings && (at[0] == '"' || at[0] == '\'')) {
        read_string(reader);
    } else if (isdigit((unsigned char)at[0])) {
        read_number(reader);
    } else {
        bool word = is_word(at[0]);
        size_t length = word ? 0 : measure_punctuator(reader);
        while (word && is_word(at[length])) {
            length++;
        }
        add_token(reader, word ? TOKEN_IDENTIFIER : TOKEN_PUNCTUATOR, at, length, 0);
        advance(reader, length);
    }
}

struct token_list token_read_all(const char *text, enum token_style style) {
    struct reader reader = {.begin = text, .at = text, .style = style, .line = 1, .line_begins = true};
    while (*reader.at != 0) {
        if (!skip_blank(&reader)) {
            read_token(&reader);
        }
    }
    return reader.tokens;
}

void token_list_release(struct token_list *tokens) {
    free(tokens->items);
    *tokens = (struct token_list){0};
}

bool token_reads(const struct token *token, const char *text) {
    return token->length == strlen(text) && memcmp(token->text, text, token->length) == 0;
}

bool token_is(const struct token_list *tokens, size_t index, const char *text) {
    return index < tokens->count && tokens->items[index].kind != TOKEN_STRING &&
           token_reads(&tokens->items[index], text);
}

bool token_is_kind(const struct token_list *tokens, size_t index, enum token_kind kind) {
    return index < tokens->count && tokens->items[index].kind == kind;
}

size_t token_find_close(const struct token_list *tokens, size_t open) {
    size_t depth = 0;
    for (size_t i = open; i < tokens->count; i++) {
        if (token_is(tokens, i, "(") || token_is(tokens, i, "[") || token_is(tokens, i, "{")) {
            depth++;
        } else if (token_is(tokens, i, ")") || token_is(tokens, i, "]") || token_is(tokens, i, "}")) {
            depth--;
            if (depth == 0) {
                return i;
            }
        }
    }
    return tokens->count;
}
