// SPDX-License-Identifier: Apache-2.0
// The markers and fault switches that are declared, with the lines they stand on: testing/markers/marker_table.h and
// testing/faults/fault_table.h read as text, because the compiler does not tell where in a macro's argument a row
// stands. proof_table_test holds what is read against what the compiler makes of the same files.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "testing/consistency/finding.h"
#include "testing/consistency/tree.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PROOF_TABLE_MARKERS "testing/markers/marker_table.h"
#define PROOF_TABLE_FAULTS "testing/faults/fault_table.h"

// Tokens of the table's source.
struct proof_marker {
    const struct token *id;
    const struct token *text;
    const struct token *invariant;
    const struct token *fault;
    bool is_panic;
};

struct proof_table {
    struct proof_marker *markers;
    size_t marker_count;
    size_t marker_capacity;
    const struct token **faults;
    size_t fault_count;
    size_t fault_capacity;
};

// Reads both tables out of the tree. A row that cannot be read is a FINDING_SYNTAX, a missing table a
// FINDING_DEAD_PROOF.
// Owns: the tokens are the tree's; the caller releases with proof_table_release.
struct proof_table proof_table_read(const struct tree *tree, struct finding_list *findings);

void proof_table_release(struct proof_table *table);

// Null when there is none.
const struct proof_marker *proof_table_find_marker(const struct proof_table *table, const char *id);
const struct token *proof_table_find_fault(const struct proof_table *table, const char *id);

#ifdef __cplusplus
}
#endif
