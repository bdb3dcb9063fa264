// SPDX-License-Identifier: Apache-2.0
#include "testing/consistency/build_file.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

// Tokens [begin, end) of one statement.
struct statement {
    const struct tree *tree;
    const struct token_list *tokens;
    size_t begin;
    size_t end;
};

// The statement that begins at the token.
static struct statement read_statement(const struct tree *tree, const struct token_list *tokens, size_t begin) {
    size_t end = begin;
    do {
        if (token_is(tokens, end, "(") || token_is(tokens, end, "[") || token_is(tokens, end, "{")) {
            end = token_find_close(tokens, end);
        }
        end++;
    } while (end < tokens->count && !tokens->items[end].begins_line);
    end = end < tokens->count ? end : tokens->count;
    return (struct statement){.tree = tree, .tokens = tokens, .begin = begin, .end = end};
}

static bool contains(const struct token *token, const char *text) {
    size_t length = strlen(text);
    for (size_t at = 0; at + length <= token->length; at++) {
        if (memcmp(token->text + at, text, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool declares_test(const struct statement *statement) {
    for (size_t i = statement->begin; i < statement->end; i++) {
        if (token_is_kind(statement->tokens, i, TOKEN_IDENTIFIER) && token_is(statement->tokens, i + 1, "(") &&
            contains(&statement->tokens->items[i], "_test")) {
            return true;
        }
    }
    return false;
}

static bool is_manual(const struct statement *statement) {
    for (size_t i = statement->begin; i < statement->end; i++) {
        if (token_is_kind(statement->tokens, i, TOKEN_STRING) && token_reads(&statement->tokens->items[i], "manual")) {
            return true;
        }
    }
    return false;
}

// True when a "for x in f(...)" makes values that the file does not state.
static bool calls_for_values(const struct statement *statement) {
    for (size_t i = statement->begin; i + 2 < statement->end; i++) {
        if (token_is(statement->tokens, i, "in") && token_is_kind(statement->tokens, i + 1, TOKEN_IDENTIFIER) &&
            token_is(statement->tokens, i + 2, "(")) {
            return true;
        }
    }
    return false;
}

static bool is_same(const struct token *left, const struct token *right) {
    return left->length == right->length && memcmp(left->text, right->text, left->length) == 0;
}

// The statement "NAME = ..." among these. False when there is none.
static bool find_assignment(const struct tree *tree, const struct token_list *tokens, const struct token *name,
                            struct statement *assignment) {
    for (size_t at = 0; at < tokens->count; at = assignment->end) {
        *assignment = read_statement(tree, tokens, at);
        if (token_is_kind(tokens, at, TOKEN_IDENTIFIER) && is_same(&tokens->items[at], name) &&
            token_is(tokens, at + 1, "=")) {
            return true;
        }
    }
    return false;
}

// The source of a label, "//folder:file" in a token. Null when there is none.
static const struct source *find_source(const struct tree *tree, const struct token *label) {
    char path[BUILD_LABEL_BYTES];
    if (label->length < 2 || label->length >= sizeof(path) || strncmp(label->text, "//", 2) != 0) {
        return NULL;
    }
    (void)snprintf(path, sizeof(path), "%.*s", (int)label->length - 2, label->text + 2);
    char *colon = strchr(path, ':');
    if (colon != NULL) {
        *colon = '/';
    }
    return tree_find(tree, path);
}

// The source that a statement load("LABEL", "NAME") has the name from. Null when there is none.
static const struct source *find_loaded(const struct tree *tree, const struct token_list *tokens,
                                        const struct token *name) {
    struct statement statement;
    for (size_t at = 0; at < tokens->count; at = statement.end) {
        statement = read_statement(tree, tokens, at);
        for (size_t i = at + 3; token_is(tokens, at, "load") && i < statement.end; i++) {
            if (token_is_kind(tokens, i, TOKEN_STRING) && is_same(&tokens->items[i], name)) {
                return find_source(tree, &tokens->items[at + 2]);
            }
        }
    }
    return NULL;
}

// The list or table that a statement calls by that name, of its file or loaded. False when there is none.
static bool find_values(const struct statement *statement, const struct token *name, struct statement *values) {
    if (find_assignment(statement->tree, statement->tokens, name, values)) {
        return true;
    }
    const struct source *loaded = find_loaded(statement->tree, statement->tokens, name);
    return loaded != NULL && find_assignment(statement->tree, &loaded->tokens, name, values);
}

// What is left of a name to match: the tokens of its expression, and where inside a string it goes on.
struct expression {
    const struct statement *statement;
    size_t at;
    size_t offset;
};

static bool matches(struct expression expression, const char *text);

static bool matches_value(const struct token *value, struct expression behind, const char *text) {
    bool literal = value->kind == TOKEN_STRING || value->kind == TOKEN_NUMBER;
    return literal && value->length != 0 && strncmp(text, value->text, value->length) == 0 &&
           matches(behind, text + value->length);
}

static bool matches_value_of(const struct statement *values, struct expression behind, const char *text) {
    for (size_t i = values->begin; i < values->end; i++) {
        if (matches_value(&values->tokens->items[i], behind, text)) {
            return true;
        }
    }
    return false;
}

// Something stands for a variable here, and `behind` follows.
static bool matches_variable(struct expression behind, const char *text) {
    const struct statement *statement = behind.statement;
    if (matches_value_of(statement, behind, text)) {
        return true;
    }
    for (size_t i = statement->begin; i < statement->end; i++) {
        struct statement values;
        if (token_is_kind(statement->tokens, i, TOKEN_IDENTIFIER) &&
            find_values(statement, &statement->tokens->items[i], &values) && matches_value_of(&values, behind, text)) {
            return true;
        }
    }
    size_t digits = 0;
    while (calls_for_values(statement) && isdigit((unsigned char)text[digits])) {
        digits++;
    }
    return digits != 0 && matches(behind, text + digits);
}

// True when the expression can make the text.
static bool matches(struct expression expression, const char *text) {
    const struct token_list *tokens = expression.statement->tokens;
    struct expression behind = expression;
    behind.at++;
    behind.offset = 0;
    if (token_is(tokens, expression.at, ",") || token_is(tokens, expression.at, "%")) {
        return *text == 0;  // what follows '%' are the variables
    }
    if (token_is(tokens, expression.at, "+")) {
        return matches(behind, text);
    }
    if (token_is_kind(tokens, expression.at, TOKEN_IDENTIFIER)) {
        return matches_variable(behind, text);
    }
    if (!token_is_kind(tokens, expression.at, TOKEN_STRING)) {
        return false;
    }
    const struct token *string = &tokens->items[expression.at];
    size_t offset = expression.offset;
    while (offset < string->length && string->text[offset] != '%') {
        if (*text++ != string->text[offset++]) {
            return false;
        }
    }
    if (offset == string->length) {
        return matches(behind, text);
    }
    expression.offset = offset + 2;  // "%d", "%s"
    return matches_variable(expression, text);
}

static bool declares(const struct statement *statement, const char *name) {
    for (size_t i = statement->begin; i + 2 < statement->end; i++) {
        struct expression expression = {.statement = statement, .at = i + 2};
        if (token_is(statement->tokens, i, "name") && token_is(statement->tokens, i + 1, "=") &&
            matches(expression, name)) {
            return true;
        }
    }
    return false;
}

static enum build_label_result find_in_file(const struct tree *tree, const struct source *source, const char *name) {
    enum build_label_result result = BUILD_LABEL_MISSING;
    const struct token_list *tokens = &source->tokens;
    struct statement statement = {0};
    for (size_t at = 0; at < tokens->count && result != BUILD_LABEL_TEST; at = statement.end) {
        statement = read_statement(tree, tokens, at);
        if (!declares(&statement, name)) {
            continue;
        }
        if (!declares_test(&statement)) {
            result = BUILD_LABEL_NOT_TEST;
        } else {
            result = is_manual(&statement) ? BUILD_LABEL_MANUAL : BUILD_LABEL_TEST;
        }
    }
    return result;
}

enum build_label_result build_file_find_test(const struct tree *tree, const char *label) {
    const char *colon = strchr(label, ':');
    char path[BUILD_LABEL_BYTES];
    if (strncmp(label, "//", 2) != 0 || colon == NULL || colon[1] == 0 ||
        snprintf(path, sizeof(path), "%.*s/BUILD.bazel", (int)(colon - label - 2), label + 2) >= (int)sizeof(path)) {
        return BUILD_LABEL_MALFORMED;
    }
    const struct source *source = tree_find(tree, path);
    return source == NULL ? BUILD_LABEL_MISSING : find_in_file(tree, source, colon + 1);
}
