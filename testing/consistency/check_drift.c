// SPDX-License-Identifier: Apache-2.0
// A limit that is stated again: its name defined in a second place, or its number beside words that say the same.
//
// Seen: NAME as an enumerator, a macro, an assembler symbol or an initialized object anywhere but in its place, tests
// included; the bare number, in any base, as value, array bound or comparand of something whose name has the words of
// a `says` line, in code that may be in an image and in scripts. Not seen: numbers that are computed, passed as
// arguments or written in texts and comments; names without the words; tests, which state numbers on purpose so as to
// go red when one changes.
#include <ctype.h>
#include <string.h>

#include "testing/consistency/check.h"
#include "testing/consistency/definition.h"

static bool is_word_at(const struct token *name, size_t at, const char *word, size_t length) {
    if (at + length > name->length || (at != 0 && name->text[at - 1] != '_')) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (tolower((unsigned char)name->text[at + i]) != word[i]) {
            return false;
        }
    }
    return at + length == name->length || name->text[at + length] == '_';
}

static bool has_word(const struct token *name, const char *word, size_t length) {
    for (size_t at = 0; at < name->length; at++) {
        if (is_word_at(name, at, word, length)) {
            return true;
        }
    }
    return false;
}

// True when one of the names from `first` to `last` (a.b->c) has the word.
static bool names_have_word(const struct token_list *tokens, size_t first, size_t last, const char *word,
                            size_t length) {
    for (size_t i = first; i <= last; i++) {
        if (tokens->items[i].kind == TOKEN_IDENTIFIER && has_word(&tokens->items[i], word, length)) {
            return true;
        }
    }
    return false;
}

// True when they have all the words of one `says` line.
static bool say_the_same(const struct register_record *limit, const struct token_list *tokens, size_t first,
                         size_t last) {
    for (const struct register_entry *says = register_find(limit, KEY_SAYS); says != NULL;
         says = register_next(limit, KEY_SAYS, says)) {
        bool all = names_have_word(tokens, first, last, says->word, strlen(says->word));
        for (const char *word = says->rest; all && *word != 0;
             word += strcspn(word, " ") + (word[strcspn(word, " ")] != 0)) {
            all = names_have_word(tokens, first, last, word, strcspn(word, " "));
        }
        if (all) {
            return true;
        }
    }
    return false;
}

// The first token of the name that ends at `last`: a, a.b, a->b.
static size_t find_name_begin(const struct token_list *tokens, size_t last) {
    while (last >= 2 && (token_is(tokens, last - 1, ".") || token_is(tokens, last - 1, "->")) &&
           tokens->items[last - 2].kind == TOKEN_IDENTIFIER) {
        last -= 2;
    }
    return last;
}

static bool relates(const struct token_list *tokens, size_t index) {
    static const char *const signs[] = {
        "=", "==", "!=", "<", "<=", ">", ">=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge"};
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (token_is(tokens, index, signs[i])) {
            return true;
        }
    }
    return false;
}

// True when the number is all that stands on its side of a relation, or is an array's bound.
static bool stands_alone(const struct token_list *tokens, size_t index) {
    static const char *const signs[] = {"+", "-", "*", "/", "%", "<<", ">>", "|", "&", "^"};
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (token_is(tokens, index + 1, signs[i])) {
            return false;
        }
    }
    return true;
}

// True when the number at `index` is the value, bound or comparand of a name; the name is [first, last] then.
static bool find_related_name(const struct token_list *tokens, size_t index, size_t *first, size_t *last) {
    if (index >= 2 && stands_alone(tokens, index)) {
        bool macro = index >= 3 && token_is(tokens, index - 2, "define");
        bool before = relates(tokens, index - 1) || token_is(tokens, index - 1, "[");
        *last = macro ? index - 1 : index - 2;
        if ((macro || before) && tokens->items[*last].kind == TOKEN_IDENTIFIER) {
            *first = find_name_begin(tokens, *last);
            return true;
        }
    }
    if (relates(tokens, index + 1) && token_is_kind(tokens, index + 2, TOKEN_IDENTIFIER)) {
        *first = index + 2;
        *last = index + 2;
        while ((token_is(tokens, *last + 1, ".") || token_is(tokens, *last + 1, "->")) &&
               token_is_kind(tokens, *last + 2, TOKEN_IDENTIFIER)) {
            *last += 2;
        }
        return true;
    }
    return false;
}

// The limit's number where it is defined; false when that is not a plain number.
static bool find_value(const struct source *place, const char *name, uint64_t *value) {
    const struct token_list *tokens = &place->tokens;
    for (size_t i = 0; i < tokens->count; i++) {
        if (token_is(tokens, i, name) && definition_is_constant(tokens, i)) {
            size_t number = token_is(tokens, i + 1, "=") ? i + 2 : i + 1;
            bool plain = token_is_kind(tokens, number, TOKEN_NUMBER) && stands_alone(tokens, number);
            *value = plain ? tokens->items[number].value : UINT64_MAX;
            return plain && *value != UINT64_MAX;
        }
    }
    return false;
}

static void check_names(const struct check *check, const struct register_record *limit, const struct source *source) {
    const char *name = limit->entries[0].word;
    for (size_t i = 0; i < source->tokens.count; i++) {
        if (token_is(&source->tokens, i, name) && definition_is_constant(&source->tokens, i)) {
            finding_add(check->findings, FINDING_DRIFT, source->path, source->tokens.items[i].line,
                        "%s is defined here too; its one place is %s", name, register_find(limit, KEY_PLACE)->word);
        }
    }
}

static void check_numbers(const struct check *check, const struct register_record *limit, uint64_t value,
                          const struct source *source) {
    const char *name = limit->entries[0].word;
    for (size_t i = 0; i < source->tokens.count; i++) {
        const struct token *token = &source->tokens.items[i];
        size_t first = 0;
        size_t last = 0;
        if (token->kind == TOKEN_NUMBER && token->value == value &&
            find_related_name(&source->tokens, i, &first, &last) && !token_is(&source->tokens, last, name) &&
            say_the_same(limit, &source->tokens, first, last)) {
            finding_add(check->findings, FINDING_DRIFT, source->path, token->line, "%.*s beside %.*s states %s again",
                        (int)token->length, token->text, (int)source->tokens.items[last].length,
                        source->tokens.items[last].text, name);
        }
    }
}

void check_drift(const struct check *check) {
    for (const struct register_record *limit = register_next_record(check->rows, KEY_LIMIT, NULL); limit != NULL;
         limit = register_next_record(check->rows, KEY_LIMIT, limit)) {
        const struct register_entry *place = register_find(limit, KEY_PLACE);
        const struct source *defined = place == NULL ? NULL : tree_find(check->tree, place->word);
        uint64_t value = 0;
        bool has_value = defined != NULL && find_value(defined, limit->entries[0].word, &value);
        for (size_t i = 0; defined != NULL && i < check->tree->count; i++) {
            const struct source *source = &check->tree->items[i];
            if (source != defined) {
                check_names(check, limit, source);
            }
            if (has_value && !path_is_test(source->path)) {
                check_numbers(check, limit, value, source);
            }
        }
    }
}
