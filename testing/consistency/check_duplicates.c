// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "testing/consistency/check.h"

static bool is_same(const struct register_entry *left, const struct register_entry *right) {
    return left != NULL && right != NULL && strcmp(left->word, right->word) == 0 &&
           strcmp(left->rest, right->rest) == 0;
}

static const struct register_record *next_row(const struct check *check, const struct register_record *previous) {
    return register_next_record(check->rows, KEY_REQUIREMENT, previous);
}

static void check_places(const struct check *check, const struct register_record *row) {
    const struct register_entry *place = register_find(row, KEY_PLACE);
    for (const struct register_entry *other = place; other != NULL; other = register_next(row, KEY_PLACE, other)) {
        if (other != place) {
            finding_add(check->findings, FINDING_DUPLICATE, check->rows->path, other->line,
                        "%s is enforced in two places: %s %s and %s %s", row->entries[0].word, place->word, place->rest,
                        other->word, other->rest);
        }
    }
}

// Records of one kind whose heads say the same; rows are told apart by what part they are about.
static void check_heads(const struct check *check, const struct register_record *record) {
    for (const struct register_record *other = register_next_record(check->rows, record->kind, NULL); other < record;
         other = register_next_record(check->rows, record->kind, other)) {
        if (is_same(&record->entries[0], &other->entries[0]) &&
            (record->kind != KEY_REQUIREMENT ||
             is_same(register_find(record, KEY_PART), register_find(other, KEY_PART)))) {
            finding_add(check->findings, FINDING_DUPLICATE, check->rows->path, record->entries[0].line,
                        "the same as line %u: %s", other->entries[0].line, record->entries[0].word);
        }
    }
}

static const struct register_entry *find_claim(const struct register_record *row, const struct token *id) {
    const struct register_entry *claim = check_next_claim(row, NULL);
    while (claim != NULL && !check_is_marker(claim, id)) {
        claim = check_next_claim(row, claim);
    }
    return claim;
}

static bool says_shared(const struct register_record *row, const struct token *id) {
    for (const struct register_entry *entry = register_find(row, KEY_SHARED); entry != NULL;
         entry = register_next(row, KEY_SHARED, entry)) {
        if (check_is_marker(entry, id)) {
            return true;
        }
    }
    return false;
}

// One marker for rows that name different places: each but the first has to say that it knows.
static void check_marker(const struct check *check, const struct token *id) {
    const struct register_record *first = NULL;
    for (const struct register_record *row = next_row(check, NULL); row != NULL; row = next_row(check, row)) {
        const struct register_entry *claim = find_claim(row, id);
        if (claim == NULL) {
            continue;
        }
        if (first == NULL) {
            first = row;
        } else if (!is_same(register_find(first, KEY_PLACE), register_find(row, KEY_PLACE)) && !says_shared(row, id)) {
            finding_add(check->findings, FINDING_DUPLICATE, check->rows->path, claim->line,
                        "the marker %s is claimed at line %u for another place", claim->rest, first->entries[0].line);
        }
    }
}

static void check_table(const struct check *check) {
    const struct proof_table *proofs = check->proofs;
    for (size_t i = 0; i < proofs->marker_count; i++) {
        for (size_t j = 0; j < i; j++) {
            const struct token *id = proofs->markers[i].id;
            if (id->length == proofs->markers[j].id->length &&
                memcmp(id->text, proofs->markers[j].id->text, id->length) == 0) {
                finding_add(check->findings, FINDING_DUPLICATE, PROOF_TABLE_MARKERS, id->line,
                            "the marker %.*s is declared twice", (int)id->length, id->text);
            }
        }
    }
}

// A switch is asked for in one file; the functions of a file may share in being broken.
static void check_fault(const struct check *check, const struct token *fault) {
    const struct source *first = NULL;
    for (size_t i = 0; i < check->tree->count; i++) {
        const struct source *source = &check->tree->items[i];
        size_t asked = check_find_asked(source, fault);
        if (asked == source->tokens.count) {
            continue;
        }
        if (first == NULL) {
            first = source;
        } else {
            finding_add(check->findings, FINDING_DUPLICATE, source->path, source->tokens.items[asked].line,
                        "the fault switch %.*s already breaks something in %s", (int)fault->length, fault->text,
                        first->path);
        }
    }
}

static void check_emitter(const struct check *check) {
    const struct register_record *first = register_next_record(check->rows, KEY_EMITTER, NULL);
    for (const struct register_record *other = first; other != NULL;
         other = register_next_record(check->rows, KEY_EMITTER, other)) {
        if (other != first) {
            finding_add(check->findings, FINDING_DUPLICATE, check->rows->path, other->entries[0].line,
                        "a second emitter; the first is at line %u", first->entries[0].line);
        }
    }
}

void check_duplicates(const struct check *check) {
    check_emitter(check);
    for (size_t i = 0; i < check->rows->record_count; i++) {
        check_heads(check, &check->rows->records[i]);
    }
    for (const struct register_record *row = next_row(check, NULL); row != NULL; row = next_row(check, row)) {
        check_places(check, row);
    }
    for (size_t i = 0; i < check->proofs->marker_count; i++) {
        check_marker(check, check->proofs->markers[i].id);
    }
    check_table(check);
    for (size_t i = 0; i < check->proofs->fault_count; i++) {
        check_fault(check, check->proofs->faults[i]);
    }
}
