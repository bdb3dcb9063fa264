// SPDX-License-Identifier: Apache-2.0
// Lines that look like a marker's, printed by anything but the emitter: a string of C or assembly with one of the words
// that such lines begin with, outside the emitter's file, the code that reads transcripts, and tests on the host. And
// markers that are declared, and that nothing emits.
// Not seen: words that are put together at run time.
#include <string.h>

#include "testing/consistency/check.h"

static const char EMITTED_PREFIX[] = "MARKER_";

static bool is_allowed(const struct check *check, const struct source *source) {
    for (size_t i = 0; i < check->rows->record_count; i++) {
        const struct register_record *record = &check->rows->records[i];
        const char *path = record->entries[0].word;
        if ((record->kind == KEY_EMITTER && strcmp(path, source->path) == 0) ||
            (record->kind == KEY_READER && path_is_in(source->path, path))) {
            return true;
        }
    }
    return false;
}

static bool has_text(const struct token *string, const char *text) {
    size_t length = strlen(text);
    for (size_t at = 0; at + length <= string->length; at++) {
        if (memcmp(string->text + at, text, length) == 0) {
            return true;
        }
    }
    return false;
}

static void check_source(const struct check *check, const struct source *source) {
    // The first is part of "KSELFTEST" too.
    static const char *const words[] = {"SELFTEST", "PROOF:"};
    for (size_t i = 0; i < source->tokens.count; i++) {
        const struct token *token = &source->tokens.items[i];
        for (size_t word = 0; token->kind == TOKEN_STRING && word < sizeof(words) / sizeof(words[0]); word++) {
            if (has_text(token, words[word])) {
                finding_add(check->findings, FINDING_STRAY_MARKER, source->path, token->line,
                            "\"%.*s\" looks like a marker, and only the emitter prints those", (int)token->length,
                            token->text);
                break;
            }
        }
    }
}

// emit(MARKER_x, where `emit` is the function of the emitter or of one that forwards to it.
static bool emits(const struct check *check, const struct token_list *tokens, size_t index,
                  const struct token *marker) {
    size_t prefix = strlen(EMITTED_PREFIX);
    const struct token *token = &tokens->items[index];
    if (index < 2 || token->kind != TOKEN_IDENTIFIER || token->length != prefix + marker->length ||
        memcmp(token->text, EMITTED_PREFIX, prefix) != 0 ||
        memcmp(token->text + prefix, marker->text, marker->length) != 0) {
        return false;
    }
    for (size_t i = 0; i < check->rows->record_count; i++) {
        const struct register_record *record = &check->rows->records[i];
        if ((record->kind == KEY_EMITTER || record->kind == KEY_FORWARDER) && token_is(tokens, index - 1, "(") &&
            token_is(tokens, index - 2, record->entries[0].rest)) {
            return true;
        }
    }
    return false;
}

static bool is_emitted(const struct check *check, const struct token *marker) {
    for (size_t i = 0; i < check->tree->count; i++) {
        const struct source *source = &check->tree->items[i];
        for (size_t at = 0; check_is_image_code(source) && at < source->tokens.count; at++) {
            if (emits(check, &source->tokens, at, marker)) {
                return true;
            }
        }
    }
    return false;
}

void check_stray_markers(const struct check *check) {
    for (size_t i = 0; i < check->tree->count; i++) {
        const struct source *source = &check->tree->items[i];
        if (source->style == TOKEN_STYLE_C && !path_is_host_test(source->path) && !is_allowed(check, source)) {
            check_source(check, source);
        }
    }
    for (size_t i = 0; i < check->proofs->marker_count; i++) {
        const struct proof_marker *marker = &check->proofs->markers[i];
        if (!marker->is_panic && !is_emitted(check, marker->id)) {
            finding_add(check->findings, FINDING_DEAD_PROOF, PROOF_TABLE_MARKERS, marker->id->line,
                        "nothing emits the marker %.*s", (int)marker->id->length, marker->id->text);
        }
    }
}
