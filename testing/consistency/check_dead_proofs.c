// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "testing/consistency/build_file.h"
#include "testing/consistency/check.h"
#include "testing/consistency/definition.h"

static void report(const struct check *check, const struct register_entry *entry, const char *what) {
    finding_add(check->findings, FINDING_DEAD_PROOF, check->rows->path, entry->line, "%s%s%s: %s", entry->word,
                entry->rest[0] == 0 ? "" : " ", entry->rest, what);
}

static bool has_file(const struct check *check, const char *path) {
    return tree_find(check->tree, path) != NULL;
}

// "FILE NAME"
static void check_place(const struct check *check, const struct register_entry *entry) {
    const struct source *source = tree_find(check->tree, entry->word);
    struct definition definition;
    if (source == NULL) {
        report(check, entry, "there is no such source file");
    } else if (!definition_find(source, entry->rest, &definition)) {
        report(check, entry, "the file defines no such thing");
    }
}

static void check_test(const struct check *check, const struct register_entry *entry, const char *label) {
    static const char *const texts[] = {
        [BUILD_LABEL_MALFORMED] = "a label is \"//folder:name\"",
        [BUILD_LABEL_MISSING] = "no BUILD file declares it by that name",
        [BUILD_LABEL_NOT_TEST] = "it is not a test",
        [BUILD_LABEL_MANUAL] = "it is tagged manual, so no run of //... shows it",
    };
    enum build_label_result result = build_file_find_test(check->tree, label);
    if (result != BUILD_LABEL_TEST) {
        report(check, entry, texts[result]);
    }
}

static void check_marker(const struct check *check, const struct register_entry *entry) {
    if (proof_table_find_marker(check->proofs, entry->rest) == NULL) {
        report(check, entry, "the marker table declares no such marker");
    }
}

static void check_claim(const struct check *check, const struct register_entry *entry) {
    if (strcmp(entry->word, "marker") == 0) {
        check_marker(check, entry);
    } else if (strcmp(entry->word, "test") == 0) {
        check_test(check, entry, entry->rest);
    }
}

static bool has_limit(const struct check *check, const char *name) {
    for (const struct register_record *limit = register_next_record(check->rows, KEY_LIMIT, NULL); limit != NULL;
         limit = register_next_record(check->rows, KEY_LIMIT, limit)) {
        if (strcmp(limit->entries[0].word, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_shared(const struct check *check, const struct register_record *row, const char *marker) {
    for (const struct register_record *other = register_next_record(check->rows, KEY_REQUIREMENT, NULL); other != NULL;
         other = register_next_record(check->rows, KEY_REQUIREMENT, other)) {
        for (const struct register_entry *claim = check_next_claim(other, NULL); other != row && claim != NULL;
             claim = check_next_claim(other, claim)) {
            if (strcmp(claim->word, "marker") == 0 && strcmp(claim->rest, marker) == 0) {
                return true;
            }
        }
    }
    return false;
}

static void check_entry(const struct check *check, const struct register_record *row,
                        const struct register_entry *entry) {
    switch (entry->key) {
        case KEY_PLACE:
            check_place(check, entry);
            break;
        case KEY_PROOF:
        case KEY_REJECT:
            check_claim(check, entry);
            break;
        case KEY_SABOTAGE:
            check_test(check, entry, entry->word);
            break;
        case KEY_FAULT:
            if (strcmp(entry->word, "none") == 0 || proof_table_find_fault(check->proofs, entry->word) == NULL) {
                report(check, entry, "the fault table declares no such switch");
            }
            break;
        case KEY_DEPENDS:
            if (!has_limit(check, entry->word)) {
                report(check, entry, "no record of the register is about that limit");
            }
            break;
        case KEY_SHARED:
            if (!is_shared(check, row, entry->rest)) {
                report(check, entry, "no other row claims it");
            }
            break;
        default:
            break;
    }
}

static void check_limit(const struct check *check, const struct register_record *limit) {
    const struct register_entry *place = register_find(limit, KEY_PLACE);
    const struct source *source = place == NULL ? NULL : tree_find(check->tree, place->word);
    if (place != NULL && source == NULL) {
        report(check, place, "there is no such source file");
        return;
    }
    for (size_t i = 0; source != NULL && i < source->tokens.count; i++) {
        if (token_is(&source->tokens, i, limit->entries[0].word) && definition_is_constant(&source->tokens, i)) {
            return;
        }
    }
    if (source != NULL) {
        report(check, &limit->entries[0], "its place does not define it");
    }
}

static bool has_reader(const struct check *check, const char *path) {
    for (size_t i = 0; i < check->tree->count; i++) {
        if (path_is_in(check->tree->items[i].path, path)) {
            return true;
        }
    }
    return false;
}

void check_dead_proofs(const struct check *check) {
    for (size_t i = 0; i < check->rows->record_count; i++) {
        const struct register_record *record = &check->rows->records[i];
        const struct register_entry *head = &record->entries[0];
        if (record->kind == KEY_REQUIREMENT) {
            for (size_t at = 0; at < record->count; at++) {
                check_entry(check, record, &record->entries[at]);
            }
        } else if (record->kind == KEY_LIMIT) {
            check_limit(check, record);
        } else if (record->kind == KEY_EMITTER || record->kind == KEY_FORWARDER) {
            check_place(check, head);
        } else if ((record->kind == KEY_CATALOGUE && !has_file(check, head->word)) ||
                   (record->kind == KEY_READER && !has_reader(check, head->word))) {
            report(check, head, "there is no such source file");
        }
    }
}
