// SPDX-License-Identifier: Apache-2.0
#include "testing/markers/console_line.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *word;
    enum console_line_kind kind;
} WORDS[] = {
    {"KINIT:", CONSOLE_LINE_KINIT}, {"KSELFTEST:", CONSOLE_LINE_MARKER}, {"SELFTEST:", CONSOLE_LINE_MARKER},
    {"PROOF:", CONSOLE_LINE_PROOF}, {"PANIC:", CONSOLE_LINE_PANIC},      {"FAULT:", CONSOLE_LINE_FAULT},
};

enum { WORD_COUNT = sizeof(WORDS) / sizeof(WORDS[0]), NO_WORD = WORD_COUNT };

// The word that the line begins with.
static size_t first_word(const char *line) {
    for (size_t i = 0; i < WORD_COUNT; i++) {
        if (strncmp(line, WORDS[i].word, strlen(WORDS[i].word)) == 0) {
            return i;
        }
    }
    return NO_WORD;
}

enum console_line_kind console_line_kind_of(const char *line) {
    size_t word = first_word(line);
    return word == NO_WORD ? CONSOLE_LINE_OTHER : WORDS[word].kind;
}

bool console_line_is_mixed(const char *line) {
    size_t word = first_word(line);
    const char *rest = line + (word == NO_WORD ? 0 : strlen(WORDS[word].word));
    for (size_t i = 0; i < WORD_COUNT; i++) {
        if (strstr(rest, WORDS[i].word) != NULL) {
            return true;
        }
    }
    return false;
}

bool console_line_is_failure(const char *line) {
    enum console_line_kind kind = console_line_kind_of(line);
    const char *rest = strchr(line, ':');
    return (kind == CONSOLE_LINE_KINIT || kind == CONSOLE_LINE_MARKER) &&
           strncmp(rest, ": FAIL ", strlen(": FAIL ")) == 0;
}
