// SPDX-License-Identifier: Apache-2.0
#include "testing/markers/proof_line.h"

#include <stddef.h>
#include <string.h>

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static bool is_name_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || byte == '_' || is_digit(byte);
}

static bool take_bytes(const char **text, size_t length, char taken[PROOF_LINE_NAME_BYTES]) {
    if (length == 0 || length >= PROOF_LINE_NAME_BYTES) {
        return false;
    }
    memcpy(taken, *text, length);
    taken[length] = 0;
    *text += length;
    return true;
}

bool proof_line_read_name(const char **text, char name[PROOF_LINE_NAME_BYTES]) {
    size_t length = 0;
    while (is_name_byte((*text)[length])) {
        length++;
    }
    return !is_digit((*text)[0]) && take_bytes(text, length, name);
}

bool proof_line_read_number(const char **text, uint64_t *number) {
    uint64_t value = 0;
    size_t length = 0;
    for (; is_digit((*text)[length]); length++) {
        uint64_t digit = (uint64_t)((*text)[length] - '0');
        if (value > (UINT64_MAX - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    if (length == 0 || (length > 1 && (*text)[0] == '0')) {
        return false;
    }
    *text += length;
    *number = value;
    return true;
}

static bool take_text(const char **text, const char *expected) {
    size_t length = strlen(expected);
    if (strncmp(*text, expected, length) != 0) {
        return false;
    }
    *text += length;
    return true;
}

// "PROOF: id seq=N nonce=X"
static bool take_head(const char **text, struct proof_line *line) {
    if (!take_text(text, "PROOF: ") || !proof_line_read_name(text, line->id) || !take_text(text, " seq=") ||
        !proof_line_read_number(text, &line->seq) || !take_text(text, " nonce=")) {
        return false;
    }
    return take_bytes(text, strcspn(*text, " "), line->nonce);
}

static bool take_item(const char **text, struct proof_item *item) {
    return take_text(text, " ") && proof_line_read_name(text, item->name) && take_text(text, "=") &&
           proof_line_read_number(text, &item->value);
}

// Each with the blank before it.
static bool take_items(const char *at, struct proof_line *line, struct diagnostic *diagnostic) {
    while (*at != 0) {
        if (line->item_count == PROOF_LINE_ITEMS_MAX) {
            diagnostic_set(diagnostic, "more than %d pieces of evidence", PROOF_LINE_ITEMS_MAX);
            return false;
        }
        if (!take_item(&at, &line->items[line->item_count])) {
            diagnostic_set(diagnostic, "not \" name=number\" at \"%s\"", at);
            return false;
        }
        line->item_count++;
    }
    return true;
}

bool proof_line_parse(const char *text, struct proof_line *line, struct diagnostic *diagnostic) {
    memset(line, 0, sizeof(*line));
    const char *at = text;
    if (!take_head(&at, line)) {
        diagnostic_set(diagnostic, "not \"PROOF: id seq=N nonce=X\" at \"%s\"", at);
        return false;
    }
    return take_items(at, line, diagnostic);
}

bool proof_line_parse_items(const char *text, struct proof_line *line, struct diagnostic *diagnostic) {
    memset(line, 0, sizeof(*line));
    return take_items(text, line, diagnostic);
}

const struct proof_item *proof_line_find(const struct proof_line *line, const char *name) {
    for (uint32_t i = 0; i < line->item_count; i++) {
        if (strcmp(line->items[i].name, name) == 0) {
            return &line->items[i];
        }
    }
    return NULL;
}
