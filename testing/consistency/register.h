// SPDX-License-Identifier: Apache-2.0
// The invariant register's own format: which requirement is enforced where, proven by what, broken by what.
//
// Records are paragraphs of "key = value" lines; what the first line's key is says what the record is. Lines that begin
// with '#' are comments and belong to no record. docs/testing.md, "The register", explains every key.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "testing/consistency/finding.h"

#ifdef __cplusplus
extern "C" {
#endif

enum register_key {
    KEY_GROUP,        // begins a record: a letter of requirements.md
    KEY_REQUIREMENT,  // begins a record: a requirement, e.g. "C2"
    KEY_LIMIT,        // begins a record: the name of a constant
    KEY_CATALOGUE,    // begins a record: a file whose constants are all limits
    KEY_EMITTER,      // begins a record: "FILE FUNCTION"
    KEY_FORWARDER,    // begins a record: "FILE FUNCTION" that has the emitter print
    KEY_READER,       // begins a record: a folder or file of code that reads transcripts
    KEY_LAST,         // the last requirement's number in the group
    KEY_PART,         // what of the requirement the row is about
    KEY_STATUS,       // "proven" or "open"
    KEY_CLASS,        // "boot", "host" or "model"
    KEY_PLACE,        // "FILE NAME", of a limit "FILE"
    KEY_PROOF,        // "marker ID" or "test LABEL"
    KEY_REJECT,       // the same, or "none REASON"
    KEY_FAULT,        // a switch
    KEY_SABOTAGE,     // a test's label
    KEY_DEPENDS,      // a limit
    KEY_SHARED,       // a marker that another row claims too
    KEY_MISSING,      // what an open row lacks
    KEY_ISSUE,        // the subject of the issue that will close it
    KEY_SAYS,         // words that, beside the limit's number, state it again
    KEY_COUNT
};

struct register_entry {
    enum register_key key;
    uint32_t line;
    char *word;  // of the value, up to the first blank
    char *rest;  // behind that; empty when there is none
};

struct register_record {
    enum register_key kind;
    const struct register_entry *entries;  // the first one has the kind's key
    size_t count;
};

struct register_table {
    const char *path;
    struct register_entry *entries;
    size_t entry_count;
    size_t entry_capacity;
    struct register_record *records;
    size_t record_count;
    size_t record_capacity;
};

// Reads the register; a line that cannot be read is a FINDING_SYNTAX.
// Owns: `path` is kept; the caller releases with register_release.
struct register_table register_read(const char *path, const char *text, struct finding_list *findings);

void register_release(struct register_table *table);

// The record's next entry with that key behind `previous` (null: its first); null when there is none.
const struct register_entry *register_next(const struct register_record *record, enum register_key key,
                                           const struct register_entry *previous);

// Null when the record has no such key.
const struct register_entry *register_find(const struct register_record *record, enum register_key key);

// The next record of that kind behind `previous` (null: the first); null when there is none.
const struct register_record *register_next_record(const struct register_table *table, enum register_key kind,
                                                   const struct register_record *previous);

// True for a requirement whose status is "proven".
bool register_is_proven(const struct register_record *record);

// The word that such a line begins with.
const char *register_key_text(enum register_key key);

#ifdef __cplusplus
}
#endif
