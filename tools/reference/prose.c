// SPDX-License-Identifier: Apache-2.0
#include "tools/reference/prose.h"

#include <ctype.h>
#include <string.h>

const char *prose_title(enum book_header header) {
    static const char *const titles[BOOK_HEADER_COUNT] = {
        [BOOK_SYSCALL] = "System calls",
        [BOOK_ERROR] = "Errors",
        [BOOK_OBJECT] = "Objects and rights",
        [BOOK_LIMITS] = "Limits",
        [BOOK_MESSAGE] = "The message page",
        [BOOK_PROCESS] = "Limits and faults of processes",
        [BOOK_BOOT] = "What the first program gets",
        [BOOK_MACHINE] = "What the machine tells",
        [BOOK_AUDIT] = "Records of the audit",
        [BOOK_TRACE] = "Records of the trace",
    };
    return titles[header];
}

void prose_declaration_title(const struct declaration *declaration, char title[PROSE_ANCHOR_BYTES]) {
    static const char *const words[] = {
        [DECLARATION_ENUM] = "enum ", [DECLARATION_STRUCT] = "struct ", [DECLARATION_MACRO] = ""};
    (void)snprintf(title, PROSE_ANCHOR_BYTES, "%s%.*s", words[declaration->kind], (int)declaration->name.length,
                   declaration->name.begin);
}

void prose_write_anchor(FILE *out, const char *title) {
    for (; *title != 0; title++) {
        if (*title == ' ' || is_word_character(*title)) {
            (void)fputc(*title == ' ' ? '-' : tolower((unsigned char)*title), out);
        }
    }
}

static void write_link(FILE *out, struct text word, const char *title) {
    (void)fprintf(out, "[`%.*s`](#", (int)word.length, word.begin);
    prose_write_anchor(out, title);
    (void)fputc(')', out);
}

// A declaration of the page by its name; those of syscall.h are not tables but calls.
static const struct declaration *find_declaration(const struct book *book, struct text word) {
    for (uint32_t i = BOOK_SYSCALL + 1; i < BOOK_HEADER_COUNT; i++) {
        const struct header *header = &book->headers[i];
        for (size_t d = 0; d < header->declaration_count; d++) {
            if (text_equals(header->declarations[d].name, word)) {
                return &header->declarations[d];
            }
        }
    }
    return NULL;
}

static bool has_constant(const struct book *book, enum book_header header, const char *enumeration, const char *prefix,
                         struct text word) {
    const struct declaration *found = header_find(&book->headers[header], DECLARATION_ENUM, enumeration);
    return found != NULL && declaration_has(found, prefix, word);
}

static void write_word(FILE *out, const struct book *book, struct text word, struct text own_name) {
    const struct declaration *declaration = find_declaration(book, word);
    const struct call *call = call_find(&book->calls, word);
    if (call != NULL && !text_equals(word, own_name)) {
        char title[PROSE_ANCHOR_BYTES];
        (void)snprintf(title, sizeof(title), "%.*s", (int)word.length, word.begin);
        write_link(out, word, title);
    } else if (declaration != NULL && !text_equals(word, own_name)) {
        char title[PROSE_ANCHOR_BYTES];
        prose_declaration_title(declaration, title);
        write_link(out, word, title);
    } else if (word.begin[0] == 'E' && has_constant(book, BOOK_ERROR, "abi_error", "ABI_", word)) {
        write_link(out, word, prose_title(BOOK_ERROR));
    } else if (text_find(word, "_") != word.length ||
               has_constant(book, BOOK_OBJECT, "abi_object_kind", "ABI_OBJECT_", word) ||
               has_constant(book, BOOK_OBJECT, "abi_right", "ABI_RIGHT_", word)) {
        (void)fprintf(out, "`%.*s`", (int)word.length, word.begin);
    } else {
        (void)fwrite(word.begin, 1, word.length, out);
    }
}

static void write_character(FILE *out, char character) {
    if (character == '<') {
        (void)fputs("&lt;", out);
    } else if (character == '>') {
        (void)fputs("&gt;", out);
    } else {
        if (strchr("*|[]\\", character) != NULL) {
            (void)fputc('\\', out);
        }
        (void)fputc(character, out);
    }
}

// "abi/message.h" at the begin of the text: the part of the page written from it. How many characters that were; 0: none.
static size_t write_path(FILE *out, struct text text) {
    for (uint32_t i = 0; i < BOOK_HEADER_COUNT; i++) {
        if (text_begins(text, book_paths[i])) {
            write_link(out, text_of(book_paths[i]), prose_title((enum book_header)i));
            return strlen(book_paths[i]);
        }
    }
    return 0;
}

// From one backtick to the next, as it stands; a bar would end a table's cell. 0 when there is no such thing.
static size_t write_code(FILE *out, struct text text) {
    size_t length = text_find(text_from(text, 1), "`") + 2;
    if (!text_begins(text, "`") || length > text.length) {
        return 0;
    }
    for (size_t i = 0; i < length; i++) {
        if (text.begin[i] == '|') {
            (void)fputc('\\', out);
        }
        (void)fputc(text.begin[i], out);
    }
    return length;
}

void prose_write(FILE *out, const struct book *book, struct text text, struct text own_name) {
    while (text.length != 0) {
        size_t length = write_path(out, text);
        length = length != 0 ? length : write_code(out, text);
        if (length == 0 && is_word_character(text.begin[0])) {
            length = text_word(text).length;
            write_word(out, book, text_until(text, length), own_name);
        } else if (length == 0) {
            length = 1;
            write_character(out, text.begin[0]);
        }
        text = text_from(text, length);
    }
}

void prose_write_comment(FILE *out, const struct book *book, struct comment comment) {
    const char *separator = "";
    bool in_list = false;
    struct text line;
    while (comment_next_line(&comment, &line)) {
        bool is_item = text_begins(line, " ");
        if (line.length == 0) {
            separator = in_list ? "\n" : "\n\n";
            continue;
        }
        if (is_item != in_list) {
            separator = "\n\n";
        }
        (void)fputs(is_item && in_list ? "\n" : separator, out);
        (void)fputs(is_item ? "- " : "", out);
        prose_write(out, book, text_trim(line), (struct text){0});
        separator = " ";
        in_list = is_item;
    }
    (void)fputs("\n\n", out);
}
