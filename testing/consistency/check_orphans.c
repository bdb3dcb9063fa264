// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "testing/consistency/build_file.h"
#include "testing/consistency/check.h"
#include "testing/consistency/definition.h"

static const char REJECT_PREFIX[] = "test_reject_";

static bool claims_marker(const struct register_record *row, const struct token *id) {
    for (const struct register_entry *claim = check_next_claim(row, NULL); claim != NULL;
         claim = check_next_claim(row, claim)) {
        if (check_is_marker(claim, id)) {
            return true;
        }
    }
    return false;
}

// True when a row of the requirement (null: of any) claims the marker.
static bool is_claimed(const struct check *check, const struct token *id, const struct token *requirement) {
    for (const struct register_record *row = register_next_record(check->rows, KEY_REQUIREMENT, NULL); row != NULL;
         row = register_next_record(check->rows, KEY_REQUIREMENT, row)) {
        if ((requirement == NULL || token_reads(requirement, row->entries[0].word)) && claims_marker(row, id)) {
            return true;
        }
    }
    return false;
}

static void check_marker(const struct check *check, const struct proof_marker *marker) {
    if (!is_claimed(check, marker->id, NULL)) {
        finding_add(check->findings, FINDING_ORPHAN, PROOF_TABLE_MARKERS, marker->id->line,
                    "no row claims the marker %.*s", (int)marker->id->length, marker->id->text);
    } else if (!is_claimed(check, marker->id, marker->invariant)) {
        finding_add(check->findings, FINDING_ORPHAN, PROOF_TABLE_MARKERS, marker->id->line,
                    "the marker %.*s is to prove %.*s, and no row of that claims it", (int)marker->id->length,
                    marker->id->text, (int)marker->invariant->length, marker->invariant->text);
    }
}

// True when a record of the kind has an entry of the key with that word.
static bool is_named(const struct check *check, enum register_key kind, enum register_key key,
                     const struct token *word) {
    for (const struct register_record *row = register_next_record(check->rows, kind, NULL); row != NULL;
         row = register_next_record(check->rows, kind, row)) {
        for (const struct register_entry *entry = register_find(row, key); entry != NULL;
             entry = register_next(row, key, entry)) {
            if (token_reads(word, entry->word)) {
                return true;
            }
        }
    }
    return false;
}

static void check_faults(const struct check *check) {
    for (size_t i = 0; i < check->proofs->fault_count; i++) {
        const struct token *fault = check->proofs->faults[i];
        if (!token_reads(fault, "none") && !is_named(check, KEY_REQUIREMENT, KEY_FAULT, fault)) {
            finding_add(check->findings, FINDING_ORPHAN, PROOF_TABLE_FAULTS, fault->line,
                        "no row names the fault switch %.*s", (int)fault->length, fault->text);
        }
    }
}

// True when a row names the test target of that name, declared in that BUILD file.
static bool is_claimed_as_test(const struct check *check, const struct source *source, const struct token *name) {
    char label[BUILD_LABEL_BYTES];
    const char *slash = strrchr(source->path, '/');
    int folder = slash == NULL ? 0 : (int)(slash - source->path);
    (void)snprintf(label, sizeof(label), "//%.*s:%.*s", folder, source->path, (int)name->length, name->text);
    for (const struct register_record *row = register_next_record(check->rows, KEY_REQUIREMENT, NULL); row != NULL;
         row = register_next_record(check->rows, KEY_REQUIREMENT, row)) {
        for (const struct register_entry *claim = check_next_claim(row, NULL); claim != NULL;
             claim = check_next_claim(row, claim)) {
            if (strcmp(claim->word, "test") == 0 && strcmp(claim->rest, label) == 0) {
                return true;
            }
        }
    }
    return false;
}

// A reject test that is a function, or that a BUILD file speaks of: a row claims it, or the marker of its name.
static void check_reject(const struct check *check, const struct source *source, const struct token *name) {
    size_t prefix = strlen(REJECT_PREFIX);
    if (name->length > prefix && memcmp(name->text, REJECT_PREFIX, prefix) == 0 && !is_claimed(check, name, NULL) &&
        !is_claimed_as_test(check, source, name)) {
        finding_add(check->findings, FINDING_ORPHAN, source->path, name->line, "no row claims the reject test %.*s",
                    (int)name->length, name->text);
    }
}

static void check_rejects(const struct check *check, const struct source *source) {
    if (source->style == TOKEN_STYLE_C) {
        size_t at = 0;
        struct definition definition;
        while (definition_next(source, &at, &definition)) {
            check_reject(check, source, &source->tokens.items[definition.name]);
        }
    }
    for (size_t i = 0; source->style == TOKEN_STYLE_BAZEL && i < source->tokens.count; i++) {
        if (source->tokens.items[i].kind == TOKEN_STRING) {
            check_reject(check, source, &source->tokens.items[i]);
        }
    }
}

static void check_catalogues(const struct check *check) {
    for (const struct register_record *record = register_next_record(check->rows, KEY_CATALOGUE, NULL); record != NULL;
         record = register_next_record(check->rows, KEY_CATALOGUE, record)) {
        const struct source *source = tree_find(check->tree, record->entries[0].word);
        for (size_t i = 0; source != NULL && i < source->tokens.count; i++) {
            const struct token *token = &source->tokens.items[i];
            if (definition_is_constant(&source->tokens, i) && !is_named(check, KEY_LIMIT, KEY_LIMIT, token)) {
                finding_add(check->findings, FINDING_ORPHAN, source->path, token->line,
                            "no record of the register is about the limit %.*s", (int)token->length, token->text);
            }
        }
    }
}

void check_orphans(const struct check *check) {
    for (size_t i = 0; i < check->proofs->marker_count; i++) {
        check_marker(check, &check->proofs->markers[i]);
    }
    check_faults(check);
    for (size_t i = 0; i < check->tree->count; i++) {
        check_rejects(check, &check->tree->items[i]);
    }
    check_catalogues(check);
}
