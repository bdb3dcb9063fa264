// SPDX-License-Identifier: Apache-2.0
// What the checker has to say, each with the file and line to look at.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

enum finding_limits {
    FINDING_TEXT_BYTES = 320,  // with the NUL; the rest is cut off
};

enum finding_kind {
    FINDING_SYNTAX,         // a line of the register or of a table that cannot be read
    FINDING_GAP,            // a requirement without proof
    FINDING_ORPHAN,         // a proof, switch or limit that no row claims
    FINDING_DUPLICATE,      // two places that enforce one thing
    FINDING_DRIFT,          // a limit stated twice
    FINDING_DEAD_PROOF,     // what a row names is not there
    FINDING_UNFALSIFIABLE,  // a proof that nothing can make fail
    FINDING_STRAY_MARKER,   // a marker-like line that is not printed by the one emitter
    FINDING_KIND_COUNT
};

struct finding {
    enum finding_kind kind;
    const char *path;  // the tree's
    uint32_t line;     // from 1
    char text[FINDING_TEXT_BYTES];
};

struct finding_list {
    struct finding *items;
    size_t count;
    size_t capacity;
};

// The word that a finding of that kind begins with, and the title of its paragraph in docs/testing.md.
const char *finding_kind_text(enum finding_kind kind);

// Owns: `path` is kept, not copied.
void finding_add(struct finding_list *list, enum finding_kind kind, const char *path, uint32_t line, const char *format,
                 ...) __attribute__((format(printf, 5, 6)));

// One line each: "path:line: kind: text", in the order of paths and lines.
void finding_print_all(struct finding_list *list, FILE *stream);

void finding_list_release(struct finding_list *list);

#ifdef __cplusplus
}
#endif
