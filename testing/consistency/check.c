// SPDX-License-Identifier: Apache-2.0
#include "testing/consistency/check.h"

#include <string.h>

void check_all(const char *register_path, const char *register_text, const struct tree *tree,
               struct finding_list *findings) {
    struct register_table rows = register_read(register_path, register_text, findings);
    struct proof_table proofs = proof_table_read(tree, findings);
    struct check check = {.rows = &rows, .proofs = &proofs, .tree = tree, .findings = findings};
    check_shape(&check);
    check_gaps(&check);
    check_orphans(&check);
    check_duplicates(&check);
    check_drift(&check);
    check_dead_proofs(&check);
    check_falsifiability(&check);
    check_stray_markers(&check);
    register_release(&rows);
    proof_table_release(&proofs);
}

bool check_is_image_code(const struct source *source) {
    return source->style == TOKEN_STYLE_C && !path_is_test(source->path);
}

bool check_is_marker(const struct register_entry *entry, const struct token *id) {
    return strcmp(entry->word, "marker") == 0 && token_reads(id, entry->rest);
}

const struct register_entry *check_next_claim(const struct register_record *row,
                                              const struct register_entry *previous) {
    const struct register_entry *proof = register_next(row, KEY_PROOF, previous);
    const struct register_entry *reject = register_next(row, KEY_REJECT, previous);
    if (proof == NULL || reject == NULL) {
        return proof == NULL ? reject : proof;
    }
    return proof < reject ? proof : reject;
}

static bool asks_for_fault(const struct token_list *tokens, size_t index, const struct token *fault) {
    static const char PREFIX[] = "FAULT_";
    size_t prefix = strlen(PREFIX);
    const struct token *token = &tokens->items[index];
    return index >= 2 && token_is(tokens, index - 2, "fault_is") && token_is(tokens, index - 1, "(") &&
           token->kind == TOKEN_IDENTIFIER && token->length == prefix + fault->length &&
           memcmp(token->text, PREFIX, prefix) == 0 && memcmp(token->text + prefix, fault->text, fault->length) == 0;
}

size_t check_find_asked(const struct source *source, const struct token *fault) {
    size_t index = check_is_image_code(source) ? 0 : source->tokens.count;
    while (index < source->tokens.count && !asks_for_fault(&source->tokens, index, fault)) {
        index++;
    }
    return index;
}
