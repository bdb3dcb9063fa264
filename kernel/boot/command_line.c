// SPDX-License-Identifier: Apache-2.0
#include "kernel/boot/command_line.h"

#include <string.h>

// The bytes after "name=" of the one word with that name.
struct value {
    const char *text;
    size_t length;
};

// True when the word of that length is `name` with or without a value.
static bool word_has_name(const char *word, size_t length, const char *name, size_t name_length) {
    return length >= name_length && strncmp(word, name, name_length) == 0 &&
           (length == name_length || word[name_length] == '=');
}

static bool find_value(const char *line, const char *name, struct value *value) {
    size_t name_length = strlen(name);
    struct value found = {NULL, 0};
    uint32_t matches = 0;
    for (const char *word = line; *word != '\0';) {
        size_t length = strcspn(word, " ");
        if (length != 0 && word_has_name(word, length, name, name_length)) {
            matches++;
            if (length != name_length) {
                found = (struct value){word + name_length + 1, length - name_length - 1};
            }
        }
        word += length + (word[length] == ' ' ? 1 : 0);
    }
    if (matches != 1 || found.text == NULL) {
        return false;
    }
    *value = found;
    return true;
}

bool command_line_text(const char *line, const char *name, char *value, size_t capacity) {
    struct value found;
    if (!find_value(line, name, &found) || found.length >= capacity) {
        return false;
    }
    memcpy(value, found.text, found.length);
    value[found.length] = '\0';
    return true;
}

bool command_line_number(const char *line, const char *name, uint64_t *value) {
    struct value found;
    if (!find_value(line, name, &found) || found.length == 0) {
        return false;
    }
    uint64_t number = 0;
    for (size_t i = 0; i < found.length; i++) {
        if (found.text[i] < '0' || found.text[i] > '9') {
            return false;
        }
        uint64_t digit = (uint64_t)(found.text[i] - '0');
        if (number > (UINT64_MAX - digit) / 10) {
            return false;
        }
        number = number * 10 + digit;
    }
    *value = number;
    return true;
}

bool command_line_says(const char *line, const char *name, const char *value) {
    struct value found;
    return find_value(line, name, &found) && found.length == strlen(value) &&
           strncmp(found.text, value, found.length) == 0;
}
