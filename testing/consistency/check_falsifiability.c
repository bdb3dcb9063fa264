// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "testing/consistency/check.h"

static const struct register_record *next_row(const struct check *check, const struct register_record *previous) {
    return register_next_record(check->rows, KEY_REQUIREMENT, previous);
}

static bool names_fault(const struct register_record *row, const struct token *fault) {
    for (const struct register_entry *entry = register_find(row, KEY_FAULT); entry != NULL;
         entry = register_next(row, KEY_FAULT, entry)) {
        if (token_reads(fault, entry->word)) {
            return true;
        }
    }
    return false;
}

static bool claims_marker(const struct register_record *row, const struct token *id) {
    for (const struct register_entry *claim = check_next_claim(row, NULL); claim != NULL;
         claim = check_next_claim(row, claim)) {
        if (check_is_marker(claim, id)) {
            return true;
        }
    }
    return false;
}

// A marker that is claimed has a switch that extinguishes it, named by one of the rows that claim it.
static void check_marker(const struct check *check, const struct proof_marker *marker) {
    int length = (int)marker->id->length;
    if (token_reads(marker->fault, "none")) {
        finding_add(check->findings, FINDING_UNFALSIFIABLE, PROOF_TABLE_MARKERS, marker->id->line,
                    "no fault switch extinguishes the marker %.*s", length, marker->id->text);
        return;
    }
    bool claimed = false;
    for (const struct register_record *row = next_row(check, NULL); row != NULL; row = next_row(check, row)) {
        bool claims = claims_marker(row, marker->id);
        if (claims && names_fault(row, marker->fault)) {
            return;
        }
        claimed = claimed || claims;
    }
    if (claimed) {
        finding_add(check->findings, FINDING_UNFALSIFIABLE, PROOF_TABLE_MARKERS, marker->id->line,
                    "no row that claims the marker %.*s names its switch %.*s", length, marker->id->text,
                    (int)marker->fault->length, marker->fault->text);
    }
}

static void check_marker_fault(const struct check *check, const struct proof_marker *marker) {
    for (size_t i = 0; i < check->proofs->fault_count; i++) {
        const struct token *fault = check->proofs->faults[i];
        if (fault->length == marker->fault->length && memcmp(fault->text, marker->fault->text, fault->length) == 0) {
            return;
        }
    }
    finding_add(check->findings, FINDING_DEAD_PROOF, PROOF_TABLE_MARKERS, marker->fault->line,
                "the fault table declares no switch %.*s", (int)marker->fault->length, marker->fault->text);
}

// True when code that may be in an image asks for the switch.
static bool acts(const struct check *check, const struct token *fault) {
    for (size_t i = 0; i < check->tree->count; i++) {
        const struct source *source = &check->tree->items[i];
        if (check_find_asked(source, fault) < source->tokens.count) {
            return true;
        }
    }
    return false;
}

// True in the place's file: the function itself, or one that it was moved to. A file that is not there is a dead proof.
static bool acts_in(const struct check *check, const struct register_entry *place, const struct token *fault) {
    const struct source *source = tree_find(check->tree, place->word);
    return source == NULL || check_find_asked(source, fault) < source->tokens.count;
}

// True when a counterfactual test of the row has the switch in its name: what it extinguishes is no marker of the
// table.
static bool has_own_test(const struct register_record *row, const char *fault) {
    for (const struct register_entry *entry = register_find(row, KEY_SABOTAGE); entry != NULL;
         entry = register_next(row, KEY_SABOTAGE, entry)) {
        if (strstr(entry->word, fault) != NULL) {
            return true;
        }
    }
    return false;
}

static bool extinguishes_a_claim(const struct check *check, const struct register_record *row, const char *fault) {
    for (size_t i = 0; i < check->proofs->marker_count; i++) {
        const struct proof_marker *marker = &check->proofs->markers[i];
        if (token_reads(marker->fault, fault) && claims_marker(row, marker->id)) {
            return true;
        }
    }
    return false;
}

static void check_fault(const struct check *check, const struct register_record *row,
                        const struct register_entry *entry) {
    const struct token *fault = proof_table_find_fault(check->proofs, entry->word);
    const struct register_entry *place = register_find(row, KEY_PLACE);
    if (!extinguishes_a_claim(check, row, entry->word) && !has_own_test(row, entry->word)) {
        finding_add(check->findings, FINDING_UNFALSIFIABLE, check->rows->path, entry->line,
                    "the switch %s extinguishes no marker of this row", entry->word);
    }
    if (fault != NULL && place != NULL && acts(check, fault) && !acts_in(check, place, fault)) {
        finding_add(check->findings, FINDING_UNFALSIFIABLE, check->rows->path, entry->line,
                    "the switch %s acts elsewhere than in %s, the place that it is to break", entry->word, place->word);
    }
}

// True for code in the folder of the emitter or of one that forwards: what tries the mechanisms, not the mechanisms.
static bool is_proof_code(const struct check *check, const struct source *source) {
    for (size_t i = 0; i < check->rows->record_count; i++) {
        const struct register_record *record = &check->rows->records[i];
        const char *path = record->entries[0].word;
        const char *end = strrchr(path, '/');
        size_t length = end == NULL ? 0 : (size_t)(end + 1 - path);
        if ((record->kind == KEY_EMITTER || record->kind == KEY_FORWARDER) && length != 0 &&
            strncmp(source->path, path, length) == 0) {
            return true;
        }
    }
    return false;
}

// A switch that is asked for by the proof would extinguish it whatever the mechanism does.
static void check_proof_code(const struct check *check, const struct token *fault) {
    for (size_t i = 0; i < check->tree->count; i++) {
        const struct source *source = &check->tree->items[i];
        size_t asked = check_find_asked(source, fault);
        if (asked < source->tokens.count && is_proof_code(check, source)) {
            finding_add(check->findings, FINDING_UNFALSIFIABLE, source->path, source->tokens.items[asked].line,
                        "the switch %.*s breaks the proof, not what is proven", (int)fault->length, fault->text);
        }
    }
}

// A pure test that breaks the code and wants to see red has a name that says so.
static void check_sabotage(const struct check *check, const struct register_entry *entry) {
    const char *name = strchr(entry->word, ':');
    if (name == NULL || (strstr(name, "sabotage") == NULL && strstr(name, "counterfactual") == NULL)) {
        finding_add(check->findings, FINDING_UNFALSIFIABLE, check->rows->path, entry->line,
                    "%s does not say by its name that it is about sabotage", entry->word);
    }
}

static void check_row(const struct check *check, const struct register_record *row) {
    const struct register_entry *class = register_find(row, KEY_CLASS);
    if (register_is_proven(row) && class != NULL) {
        enum register_key needed = strcmp(class->word, "boot") == 0 ? KEY_FAULT : KEY_SABOTAGE;
        if (register_find(row, needed) == NULL) {
            finding_add(check->findings, FINDING_UNFALSIFIABLE, check->rows->path, row->entries[0].line,
                        "%s of class %s names no \"%s\"", row->entries[0].word, class->word, register_key_text(needed));
        }
    }
    for (const struct register_entry *entry = register_find(row, KEY_FAULT); entry != NULL;
         entry = register_next(row, KEY_FAULT, entry)) {
        check_fault(check, row, entry);
    }
    for (const struct register_entry *entry = register_find(row, KEY_SABOTAGE); entry != NULL;
         entry = register_next(row, KEY_SABOTAGE, entry)) {
        check_sabotage(check, entry);
    }
}

void check_falsifiability(const struct check *check) {
    for (size_t i = 0; i < check->proofs->marker_count; i++) {
        check_marker(check, &check->proofs->markers[i]);
        check_marker_fault(check, &check->proofs->markers[i]);
    }
    for (size_t i = 0; i < check->proofs->fault_count; i++) {
        const struct token *fault = check->proofs->faults[i];
        if (!token_reads(fault, "none") && !acts(check, fault)) {
            finding_add(check->findings, FINDING_UNFALSIFIABLE, PROOF_TABLE_FAULTS, fault->line,
                        "no code acts on the fault switch %.*s", (int)fault->length, fault->text);
        }
        check_proof_code(check, fault);
    }
    for (const struct register_record *row = next_row(check, NULL); row != NULL; row = next_row(check, row)) {
        check_row(check, row);
    }
}
