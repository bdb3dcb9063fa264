// SPDX-License-Identifier: Apache-2.0
#include "testing/bench/row.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char PREFIX[] = "BENCH: ";

enum { LINE_BYTES = 512 };

// Which words of a line have been seen.
struct seen {
    bool harts;
    bool minimum;
    bool median;
    bool maximum;
};

bool row_read_number(const char *text, uint64_t *number) {
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != 0 || errno != 0) {
        return false;
    }
    *number = value;
    return true;
}

static bool take_text(const char *value, char text[ROW_TEXT_BYTES]) {
    size_t length = strlen(value);
    if (text[0] != 0 || length == 0 || length >= ROW_TEXT_BYTES) {
        return false;
    }
    memcpy(text, value, length + 1);
    return true;
}

static bool take_number(const char *value, bool *seen, uint64_t *number) {
    if (*seen || !row_read_number(value, number)) {
        return false;
    }
    *seen = true;
    return true;
}

// The one word of another name is the qualifier, kept whole; its value is a number.
static bool take_word(char *word, struct row *row, struct seen *seen, uint64_t *harts) {
    char *value = strchr(word, '=');
    if (value == NULL || value == word) {
        return false;
    }
    value++;
    const struct {
        const char *name;
        bool *seen;
        uint64_t *number;
    } numbers[] = {
        {"harts=", &seen->harts, harts},
        {"min=", &seen->minimum, &row->minimum},
        {"median=", &seen->median, &row->median},
        {"max=", &seen->maximum, &row->maximum},
    };
    size_t name_length = (size_t)(value - word);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        if (name_length == strlen(numbers[i].name) && strncmp(word, numbers[i].name, name_length) == 0) {
            return take_number(value, numbers[i].seen, numbers[i].number);
        }
    }
    if (strncmp(word, "row=", name_length) == 0) {
        return take_text(value, row->key.name);
    }
    if (strncmp(word, "unit=", name_length) == 0) {
        return take_text(value, row->unit);
    }
    uint64_t number = 0;
    return row_read_number(value, &number) && take_text(word, row->key.qualifier);
}

enum row_result row_read(const char *line, struct row *row) {
    if (strncmp(line, PREFIX, sizeof(PREFIX) - 1) != 0) {
        return ROW_NONE;
    }
    char words[LINE_BYTES];
    size_t length = strlen(line + sizeof(PREFIX) - 1);
    if (length >= sizeof(words)) {
        return ROW_MALFORMED;
    }
    memcpy(words, line + sizeof(PREFIX) - 1, length + 1);
    struct row result = {0};
    struct seen seen = {0};
    uint64_t harts = 0;
    char *rest = NULL;
    for (char *word = strtok_r(words, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        if (!take_word(word, &result, &seen, &harts)) {
            return ROW_MALFORMED;
        }
    }
    bool complete = seen.harts && seen.minimum && seen.median && seen.maximum && result.key.name[0] != 0 &&
                    result.unit[0] != 0 && harts > 0 && harts <= UINT32_MAX;
    if (!complete || result.minimum > result.median || result.median > result.maximum) {
        return ROW_MALFORMED;
    }
    result.key.harts = (uint32_t)harts;
    *row = result;
    return ROW_READ;
}

bool row_key_equal(const struct row_key *one, const struct row_key *other) {
    return one->harts == other->harts && strcmp(one->name, other->name) == 0 &&
           strcmp(one->qualifier, other->qualifier) == 0;
}
