// SPDX-License-Identifier: Apache-2.0
// Pieces of a text that somebody else keeps, and where and why reading one was given up.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct text {
    const char *begin;
    size_t length;
};

enum refusal_limits {
    REFUSAL_BYTES = 256,  // with the NUL; the rest is cut off
};

struct refusal {
    const char *path;
    uint32_t line;  // from 1
    char text[REFUSAL_BYTES];
};

// Fills it in. False, so that a reader can return it.
bool refuse(struct refusal *refusal, const char *path, uint32_t line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

struct text text_of(const char *string);
bool text_is(struct text text, const char *string);
bool text_begins(struct text text, const char *string);
bool text_equals(struct text text, struct text other);
// The position of the string, or the length when it is not in there.
size_t text_find(struct text text, const char *string);
// What is left behind so many characters, at most all of them.
struct text text_from(struct text text, size_t count);
struct text text_until(struct text text, size_t count);
// Without the blanks around it.
struct text text_trim(struct text text);

// Takes the first line off `rest`. False when nothing is left.
bool text_next_line(struct text *rest, struct text *line);

bool is_word_character(char character);
// The letters, digits and underscores that the text begins with.
struct text text_word(struct text text);
// Takes everything up to and with the next word off `rest`. False when there is none.
bool text_next_word(struct text *rest, struct text *word);

#ifdef __cplusplus
}
#endif
