// SPDX-License-Identifier: Apache-2.0
#include "testing/qemu/alarm.h"

#include <stddef.h>
#include <string.h>

static bool is_part_of_word(char byte) {
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte == '_';
}

static bool contains_word(const char *line, const char *word) {
    size_t length = strlen(word);
    for (const char *at = strstr(line, word); at != NULL; at = strstr(at + 1, word)) {
        bool begins = at == line || !is_part_of_word(at[-1]);
        if (begins && !is_part_of_word(at[length])) {
            return true;
        }
    }
    return false;
}

bool alarm_is_in(const char *line) {
    return contains_word(line, "FAIL") || contains_word(line, "PANIC") || contains_word(line, "FAULT");
}
