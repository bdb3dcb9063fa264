// SPDX-License-Identifier: Apache-2.0
// reference: reads the headers of abi/ below the working directory and prints the page docs/syscalls.md. What it cannot read or
// must not believe is one line "file:line: why" on the error stream and exit status 1; nothing is printed then.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/reference/book.h"
#include "tools/reference/page.h"

enum {
    HEADER_BYTES_MAX = 1 << 20,
};

static bool read_header(const char *path, char text[HEADER_BYTES_MAX + 1]) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        (void)fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return false;
    }
    size_t length = fread(text, 1, HEADER_BYTES_MAX, file);
    bool whole = ferror(file) == 0 && length < HEADER_BYTES_MAX;
    text[length] = 0;
    (void)fclose(file);
    if (!whole || strlen(text) != length) {
        (void)fprintf(stderr, "%s: too long, or not a text\n", path);
        return false;
    }
    return true;
}

int main(int argc, char *argv[]) {
    static char texts[BOOK_HEADER_COUNT][HEADER_BYTES_MAX + 1];
    static struct book book;
    const char *begins[BOOK_HEADER_COUNT];
    if (argc != 1) {
        (void)fprintf(stderr, "usage: %s, where abi/ is\n", argv[0]);
        return EXIT_FAILURE;
    }
    for (uint32_t i = 0; i < BOOK_HEADER_COUNT; i++) {
        if (!read_header(book_paths[i], texts[i])) {
            return EXIT_FAILURE;
        }
        begins[i] = texts[i];
    }
    struct refusal refusal;
    if (!book_read(&book, begins, &refusal)) {
        (void)fprintf(stderr, "%s:%u: %s\n", refusal.path, refusal.line, refusal.text);
        return EXIT_FAILURE;
    }
    page_write(stdout, &book);
    return fflush(stdout) == 0 && ferror(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
