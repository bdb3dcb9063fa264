// SPDX-License-Identifier: Apache-2.0
// A header of abi/ as what it declares: enums, structures and constants, each with its comments. It knows the form those headers
// are written in, one declaration a line, and refuses whatever else it meets rather than pass over it.
#pragma once

#include "tools/reference/text.h"

#ifdef __cplusplus
extern "C" {
#endif

enum header_limits {
    HEADER_DECLARATIONS_MAX = 32,
    HEADER_MEMBERS_MAX = 256,
};

// Whole lines, with their indentation and slashes; empty when there is none.
struct comment {
    struct text lines;
    uint32_t line;  // of the first
};

// Takes the first line off the comment, without indentation, slashes and the blank behind them.
bool comment_next_line(struct comment *rest, struct text *line);

// An enumerator or a field.
struct member {
    struct text name;   // a field's whole declaration: type, name, bounds
    struct text value;  // an enumerator's; empty for a count at the end
    struct comment above;
    struct text beside;
    uint32_t line;
};

enum declaration_kind {
    DECLARATION_ENUM,
    DECLARATION_STRUCT,
    DECLARATION_MACRO,
};

struct declaration {
    enum declaration_kind kind;
    struct text name;
    struct text value;  // a macro's
    struct comment above;
    const struct member *members;
    size_t member_count;
};

struct header {
    const char *path;
    struct comment about;  // the file's own
    struct declaration declarations[HEADER_DECLARATIONS_MAX];
    size_t declaration_count;
    struct member members[HEADER_MEMBERS_MAX];
    size_t member_count;
};

// Owns: `path` and `text` are kept, not copied, and the header must stay where it is.
bool header_parse(struct header *header, const char *path, const char *text, struct refusal *refusal);

// Null when there is none of that name.
const struct declaration *header_find(const struct header *header, enum declaration_kind kind, const char *name);

// True when an enumerator with a value is called prefix + word.
bool declaration_has(const struct declaration *declaration, const char *prefix, struct text word);

#ifdef __cplusplus
}
#endif
