// SPDX-License-Identifier: Apache-2.0
// The sentences of comments as Markdown: names become links or code, and nothing in them is taken for markup.
#pragma once

#include <stdio.h>

#include "tools/reference/book.h"

#ifdef __cplusplus
extern "C" {
#endif

// Where things stand on the page.
enum prose_anchors {
    PROSE_ANCHOR_BYTES = 96,
};

// Title of the part of the page that a header's declarations are in.
const char *prose_title(enum book_header header);

// Title of a declaration: "struct abi_message", "ABI_DEADLINE_NEVER".
void prose_declaration_title(const struct declaration *declaration, char title[PROSE_ANCHOR_BYTES]);

// Writes what a link to that title names: lower case, '-' for blanks, no punctuation.
void prose_write_anchor(FILE *out, const char *title);

// One line, without a line break at its end; so it can stand in a table. `own_name` is not linked: the text is below it.
void prose_write(FILE *out, const struct book *book, struct text text, struct text own_name);

// Paragraphs and lists, as the comment has them, and an empty line behind.
void prose_write_comment(FILE *out, const struct book *book, struct comment comment);

#ifdef __cplusplus
}
#endif
