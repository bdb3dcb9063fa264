// SPDX-License-Identifier: Apache-2.0
#include "tools/reference/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool refuse(struct refusal *refusal, const char *path, uint32_t line, const char *format, ...) {
    refusal->path = path;
    refusal->line = line;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(refusal->text, sizeof(refusal->text), format, arguments);
    va_end(arguments);
    return false;
}

struct text text_of(const char *string) {
    return (struct text){string, strlen(string)};
}

bool text_equals(struct text text, struct text other) {
    return text.length == other.length && (text.length == 0 || memcmp(text.begin, other.begin, text.length) == 0);
}

bool text_is(struct text text, const char *string) {
    return text_equals(text, text_of(string));
}

bool text_begins(struct text text, const char *string) {
    return text_equals(text_until(text, strlen(string)), text_of(string));
}

size_t text_find(struct text text, const char *string) {
    for (size_t at = 0; at < text.length; at++) {
        if (text_begins(text_from(text, at), string)) {
            return at;
        }
    }
    return text.length;
}

struct text text_from(struct text text, size_t count) {
    size_t left_out = count < text.length ? count : text.length;
    return (struct text){text.length == 0 ? text.begin : text.begin + left_out, text.length - left_out};
}

struct text text_until(struct text text, size_t count) {
    return (struct text){text.begin, count < text.length ? count : text.length};
}

struct text text_trim(struct text text) {
    while (text.length != 0 && isspace((unsigned char)text.begin[0])) {
        text = text_from(text, 1);
    }
    while (text.length != 0 && isspace((unsigned char)text.begin[text.length - 1])) {
        text.length--;
    }
    return text;
}

bool text_next_line(struct text *rest, struct text *line) {
    if (rest->length == 0) {
        return false;
    }
    size_t end = text_find(*rest, "\n");
    *line = text_until(*rest, end);
    *rest = text_from(*rest, end + 1);
    return true;
}

bool is_word_character(char character) {
    return isalnum((unsigned char)character) || character == '_';
}

struct text text_word(struct text text) {
    size_t length = 0;
    while (length < text.length && is_word_character(text.begin[length])) {
        length++;
    }
    return text_until(text, length);
}

bool text_next_word(struct text *rest, struct text *word) {
    while (rest->length != 0 && !is_word_character(rest->begin[0])) {
        *rest = text_from(*rest, 1);
    }
    *word = text_word(*rest);
    *rest = text_from(*rest, word->length);
    return word->length != 0;
}
