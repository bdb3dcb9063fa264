// SPDX-License-Identifier: Apache-2.0
#include "testing/consistency/proof_table.h"

#include <stdlib.h>

#include "testing/consistency/array.h"

enum {
    ARGUMENTS_MAX = 9,
    MARKER_ARGUMENTS = 9,
    PANIC_MARKER_ARGUMENTS = 6,
    FAULT_ARGUMENTS = 2,
};

// One row: the first token of each argument.
struct row {
    const struct token *arguments[ARGUMENTS_MAX];
    size_t count;
};

static struct row read_row(const struct token_list *tokens, size_t open) {
    struct row row = {0};
    size_t close = token_find_close(tokens, open);
    bool begins = true;
    for (size_t i = open + 1; i < close; i++) {
        if (token_is(tokens, i, ",")) {
            begins = true;
        } else if (begins) {
            begins = false;
            if (row.count < ARGUMENTS_MAX) {
                row.arguments[row.count] = &tokens->items[i];
            }
            row.count++;
        }
    }
    return row;
}

static void add_marker(struct proof_table *table, const struct row *row, bool is_panic) {
    table->markers =
        array_grow(table->markers, table->marker_count, &table->marker_capacity, sizeof(table->markers[0]));
    table->markers[table->marker_count++] = (struct proof_marker){
        .id = row->arguments[0],
        .text = row->arguments[is_panic ? 1 : 2],
        .invariant = row->arguments[is_panic ? 4 : 6],
        .fault = row->arguments[is_panic ? 5 : 7],
        .is_panic = is_panic,
    };
}

static void add_fault(struct proof_table *table, const struct row *row) {
    table->faults = array_grow(table->faults, table->fault_count, &table->fault_capacity, sizeof(table->faults[0]));
    table->faults[table->fault_count++] = row->arguments[0];
}

static const struct source *find_table(const struct tree *tree, const char *path, struct finding_list *findings) {
    const struct source *source = tree_find(tree, path);
    if (source == NULL) {
        finding_add(findings, FINDING_DEAD_PROOF, path, 1, "the table is not there");
    }
    return source;
}

static void refuse_row(const struct source *source, size_t index, struct finding_list *findings) {
    finding_add(findings, FINDING_SYNTAX, source->path, source->tokens.items[index].line,
                "a row has not all its columns");
}

static void read_markers(struct proof_table *table, const struct source *source, struct finding_list *findings) {
    const struct token_list *tokens = &source->tokens;
    for (size_t i = 0; i < tokens->count; i++) {
        bool is_panic = token_is(tokens, i, "PANIC_MARKER");
        if ((!is_panic && !token_is(tokens, i, "MARKER")) || !token_is(tokens, i + 1, "(")) {
            continue;
        }
        struct row row = read_row(tokens, i + 1);
        if (row.count == (is_panic ? PANIC_MARKER_ARGUMENTS : MARKER_ARGUMENTS)) {
            add_marker(table, &row, is_panic);
        } else {
            refuse_row(source, i, findings);
        }
    }
}

static void read_faults(struct proof_table *table, const struct source *source, struct finding_list *findings) {
    const struct token_list *tokens = &source->tokens;
    for (size_t i = 0; i < tokens->count; i++) {
        if (!token_is(tokens, i, "FAULT") || !token_is(tokens, i + 1, "(")) {
            continue;
        }
        struct row row = read_row(tokens, i + 1);
        if (row.count == FAULT_ARGUMENTS) {
            add_fault(table, &row);
        } else {
            refuse_row(source, i, findings);
        }
    }
}

struct proof_table proof_table_read(const struct tree *tree, struct finding_list *findings) {
    struct proof_table table = {0};
    const struct source *markers = find_table(tree, PROOF_TABLE_MARKERS, findings);
    if (markers != NULL) {
        read_markers(&table, markers, findings);
    }
    const struct source *faults = find_table(tree, PROOF_TABLE_FAULTS, findings);
    if (faults != NULL) {
        read_faults(&table, faults, findings);
    }
    return table;
}

void proof_table_release(struct proof_table *table) {
    free(table->markers);
    free(table->faults);
    *table = (struct proof_table){0};
}

const struct proof_marker *proof_table_find_marker(const struct proof_table *table, const char *id) {
    for (size_t i = 0; i < table->marker_count; i++) {
        if (token_reads(table->markers[i].id, id)) {
            return &table->markers[i];
        }
    }
    return NULL;
}

const struct token *proof_table_find_fault(const struct proof_table *table, const char *id) {
    for (size_t i = 0; i < table->fault_count; i++) {
        if (token_reads(table->faults[i], id)) {
            return table->faults[i];
        }
    }
    return NULL;
}
