// SPDX-License-Identifier: Apache-2.0
#include "testing/consistency/definition.h"

// One declaration at file scope, read from its first token to its last.
struct declaration {
    const struct token_list *tokens;
    size_t at;
    bool has_function;  // `function` is the name before the first parameter list
    size_t function;
    bool has_object;  // `object` is the name before the first '=', '[' or the end
    size_t object;
};

// Words that have parentheses without being a function's name.
static bool is_specifier(const struct token_list *tokens, size_t index) {
    static const char *const words[] = {"__attribute__", "_Alignas", "alignas", "_Static_assert", "static_assert"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (token_is(tokens, index, words[i])) {
            return true;
        }
    }
    return false;
}

static size_t next_line(const struct token_list *tokens, size_t index) {
    do {
        index++;
    } while (index < tokens->count && !tokens->items[index].begins_line);
    return index;
}

static void note_object(struct declaration *declaration) {
    if (!declaration->has_object && declaration->at != 0 &&
        token_is_kind(declaration->tokens, declaration->at - 1, TOKEN_IDENTIFIER)) {
        declaration->has_object = true;
        declaration->object = declaration->at - 1;
    }
}

static void note_function(struct declaration *declaration) {
    if (!declaration->has_function && declaration->at != 0 &&
        token_is_kind(declaration->tokens, declaration->at - 1, TOKEN_IDENTIFIER) &&
        !is_specifier(declaration->tokens, declaration->at - 1)) {
        declaration->has_function = true;
        declaration->function = declaration->at - 1;
    }
}

// Reads on to the ';', or to the body of what is defined. True when there is something to report.
static bool read_declaration(struct declaration *declaration, struct definition *definition) {
    const struct token_list *tokens = declaration->tokens;
    bool has_value = false;
    definition->first = declaration->at;
    for (; declaration->at < tokens->count; declaration->at++) {
        size_t at = declaration->at;
        definition->last = at;
        if (token_is(tokens, at, ";")) {
            bool is_declared_only = token_is(tokens, definition->first, "extern") ||
                                    token_is(tokens, definition->first, "typedef") ||
                                    declaration->at <= definition->first + 2;
            if (!declaration->has_function) {
                note_object(declaration);
            }
            definition->name = declaration->object;
            return declaration->has_object && (has_value || !is_declared_only);
        }
        if (token_is(tokens, at, "=")) {
            note_object(declaration);
            has_value = true;
        } else if (token_is(tokens, at, "(")) {
            note_function(declaration);
            declaration->at = token_find_close(tokens, at);
        } else if (token_is(tokens, at, "[")) {
            note_object(declaration);
            declaration->at = token_find_close(tokens, at);
        } else if (token_is(tokens, at, "{") && has_value) {
            declaration->at = token_find_close(tokens, at);
        } else if (token_is(tokens, at, "{")) {
            definition->is_function = declaration->has_function;
            definition->last = token_find_close(tokens, at);
            definition->name = declaration->has_function ? declaration->function : at - 1;
            return at != definition->first;
        }
    }
    return false;
}

static bool next_in_c(const struct token_list *tokens, size_t *at, struct definition *definition) {
    while (*at < tokens->count) {
        *definition = (struct definition){.first = *at};
        if (token_is(tokens, *at, "#")) {
            size_t end = next_line(tokens, *at);
            definition->name = *at + 2;
            definition->last = end - 1;
            bool is_macro = token_is(tokens, *at + 1, "define");
            *at = end;
            if (is_macro) {
                return true;
            }
        } else if (token_is(tokens, *at, "extern") && token_is_kind(tokens, *at + 1, TOKEN_STRING) &&
                   token_is(tokens, *at + 2, "{")) {
            *at += 3;
        } else if (token_is(tokens, *at, "}") || token_is(tokens, *at, ";")) {
            *at += 1;
        } else {
            struct declaration declaration = {.tokens = tokens, .at = *at};
            bool found = read_declaration(&declaration, definition);
            *at = found ? definition->last + 1 : declaration.at + 1;
            if (found) {
                return true;
            }
        }
    }
    return false;
}

static bool is_label(const struct token_list *tokens, size_t index) {
    return token_is_kind(tokens, index, TOKEN_IDENTIFIER) && tokens->items[index].begins_line &&
           token_is(tokens, index + 1, ":");
}

static bool next_in_assembly(const struct token_list *tokens, size_t *at, struct definition *definition) {
    while (*at < tokens->count && !is_label(tokens, *at)) {
        *at += 1;
    }
    if (*at >= tokens->count) {
        return false;
    }
    *definition = (struct definition){.name = *at, .first = *at, .is_function = true};
    do {
        *at += 1;
    } while (*at < tokens->count && !is_label(tokens, *at));
    definition->last = *at - 1;
    return true;
}

static bool is_in_first_column(const struct source *source, size_t index) {
    const char *text = source->tokens.items[index].text;
    return text == source->text || text[-1] == '\n';
}

// Where the name is of what is defined by the line that begins there; the index itself for "name = " and "name()".
static bool find_script_name(const struct token_list *tokens, size_t index, size_t *name) {
    bool is_def = token_is(tokens, index, "def");
    *name = is_def ? index + 1 : index;
    bool is_empty_list = token_is(tokens, index + 1, "(") && token_is(tokens, index + 2, ")");
    return token_is_kind(tokens, *name, TOKEN_IDENTIFIER) &&
           (is_def || is_empty_list || token_is(tokens, index + 1, "="));
}

// What Starlark and shell define without indentation, up to what follows there.
static bool next_in_script(const struct source *source, size_t *at, struct definition *definition) {
    const struct token_list *tokens = &source->tokens;
    size_t name = 0;
    while (*at < tokens->count && !(is_in_first_column(source, *at) && find_script_name(tokens, *at, &name))) {
        *at += 1;
    }
    if (*at >= tokens->count) {
        return false;
    }
    *definition = (struct definition){.name = name, .first = *at, .is_function = !token_is(tokens, name + 1, "=")};
    do {
        *at += 1;
    } while (*at < tokens->count && !(is_in_first_column(source, *at) && token_is_kind(tokens, *at, TOKEN_IDENTIFIER)));
    definition->last = *at - 1;
    return true;
}

bool definition_next(const struct source *source, size_t *at, struct definition *definition) {
    if (source->style != TOKEN_STYLE_C) {
        return next_in_script(source, at, definition);
    }
    return path_ends_with(source->path, ".S") ? next_in_assembly(&source->tokens, at, definition)
                                              : next_in_c(&source->tokens, at, definition);
}

bool definition_find(const struct source *source, const char *name, struct definition *definition) {
    size_t at = 0;
    while (definition_next(source, &at, definition)) {
        if (token_is(&source->tokens, definition->name, name)) {
            return true;
        }
    }
    return false;
}

// True when the token stands directly between the braces of an enum.
static bool is_in_enum(const struct token_list *tokens, size_t index) {
    size_t depth = 0;
    while (index-- > 0) {
        if (token_is(tokens, index, "}") || token_is(tokens, index, ")")) {
            depth++;
        } else if (token_is(tokens, index, "{") || token_is(tokens, index, "(")) {
            if (depth == 0) {
                return index >= 1 &&
                       (token_is(tokens, index - 1, "enum") || (index >= 2 && token_is(tokens, index - 2, "enum")));
            }
            depth--;
        }
    }
    return false;
}

bool definition_is_constant(const struct token_list *tokens, size_t index) {
    if (!token_is_kind(tokens, index, TOKEN_IDENTIFIER)) {
        return false;
    }
    static const char *const directives[] = {"define", "equ", "set"};
    for (size_t i = 0; i < sizeof(directives) / sizeof(directives[0]); i++) {
        if (index != 0 && token_is(tokens, index - 1, directives[i])) {
            return true;
        }
    }
    if (token_is(tokens, index + 1, "=")) {
        return true;
    }
    // A constant without a value follows a brace or a comma; what follows anything else is part of another one's value.
    bool begins = index != 0 && (token_is(tokens, index - 1, "{") || token_is(tokens, index - 1, ","));
    bool ends = token_is(tokens, index + 1, ",") || token_is(tokens, index + 1, "}");
    return begins && ends && is_in_enum(tokens, index);
}
