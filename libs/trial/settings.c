// SPDX-License-Identifier: Apache-2.0
#include "libs/trial/settings.h"

#include <stdbool.h>
#include <string.h>

static bool read_number(const char *digits, size_t count, uint64_t *value) {
    uint64_t number = 0;
    for (size_t i = 0; i < count; i++) {
        if (digits[i] < '0' || digits[i] > '9') {
            return false;
        }
        uint64_t digit = (uint64_t)(digits[i] - '0');
        if (__builtin_mul_overflow(number, 10, &number) || __builtin_add_overflow(number, digit, &number)) {
            return false;
        }
    }
    *value = number;
    return count != 0;
}

enum abi_error settings_find(const char *text, size_t bytes, const char *name, uint64_t *value) {
    size_t name_bytes = strlen(name);
    uint64_t number = 0;
    uint32_t found = 0;
    for (size_t begin = 0; begin < bytes;) {
        const char *newline = memchr(text + begin, '\n', bytes - begin);
        size_t line_bytes = newline == NULL ? bytes - begin : (size_t)(newline - (text + begin));
        const char *line = text + begin;
        if (line_bytes > name_bytes && memcmp(line, name, name_bytes) == 0 && line[name_bytes] == ' ') {
            if (!read_number(line + name_bytes + 1, line_bytes - name_bytes - 1, &number)) {
                return ABI_EINVAL;
            }
            found++;
        }
        begin += line_bytes + 1;
    }
    if (found != 1) {
        return ABI_EINVAL;
    }
    *value = number;
    return ABI_OK;
}
