// SPDX-License-Identifier: Apache-2.0
// Holds the register against the tree. Each part looks for one kind of fault; docs/testing.md says what they mean.
#pragma once

#include "testing/consistency/finding.h"
#include "testing/consistency/proof_table.h"
#include "testing/consistency/register.h"
#include "testing/consistency/tree.h"

#ifdef __cplusplus
extern "C" {
#endif

struct check {
    const struct register_table *rows;
    const struct proof_table *proofs;
    const struct tree *tree;
    struct finding_list *findings;
};

// Reads the register and the tree's tables, and runs every part below.
void check_all(const char *register_path, const char *register_text, const struct tree *tree,
               struct finding_list *findings);

// Each record has the keys of its kind, with values that mean something.
void check_shape(const struct check *check);

// Every requirement has a row, every row that is proven has all that makes a proof.
void check_gaps(const struct check *check);

// Every marker, switch and test_reject_* is claimed by a row, every constant of a catalogue by a record.
void check_orphans(const struct check *check);

// One place enforces one thing, one switch breaks one place.
void check_duplicates(const struct check *check);

// A limit is stated where it is defined, and nowhere else.
void check_drift(const struct check *check);

// What a row names is there.
void check_dead_proofs(const struct check *check);

// Every proof has something that makes it fail, in the place that it is about.
void check_falsifiability(const struct check *check);

// Markers are printed by the emitter only.
void check_stray_markers(const struct check *check);

// Shared by the parts.

// True for code that may be in an image: no test, not in testing/.
bool check_is_image_code(const struct source *source);

// True when the entry names that marker.
bool check_is_marker(const struct register_entry *entry, const struct token *id);

// The next proof or reject entry behind `previous` (null: the first); null when there is none.
const struct register_entry *check_next_claim(const struct register_record *row, const struct register_entry *previous);

// Index of the token where code that may be in an image first asks for the switch: fault_is(FAULT_x). The count of
// tokens when it does not.
size_t check_find_asked(const struct source *source, const struct token *fault);

#ifdef __cplusplus
}
#endif
