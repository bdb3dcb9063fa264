// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/line_keys.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum line_key_bytes {
    BYTE_ESCAPE = 27,
    BYTE_DELETE = 127,
    FINAL_FIRST = '@',  // of a control sequence: up to and with '~'
};

static const struct {
    char byte;
    enum line_key key;
} CONTROLS[] = {
    {'\r', LINE_KEY_ENTER},
    {'\n', LINE_KEY_ENTER},
    {'\t', LINE_KEY_TAB},
    {'\b', LINE_KEY_BACKSPACE},
    {BYTE_DELETE, LINE_KEY_BACKSPACE},
    {'A' - '@', LINE_KEY_HOME},
    {'C' - '@', LINE_KEY_CANCEL},
    {'E' - '@', LINE_KEY_END},
    {'K' - '@', LINE_KEY_ERASE_BEHIND},
    {'L' - '@', LINE_KEY_CLEAR},
    {'U' - '@', LINE_KEY_ERASE_BEFORE},
    {'W' - '@', LINE_KEY_ERASE_WORD},
};

// Behind the escape byte. The second form of most is sent in the "application mode" that some programs leave behind.
static const struct {
    const char *sequence;
    enum line_key key;
} SEQUENCES[] = {
    {"[A", LINE_KEY_UP},      {"OA", LINE_KEY_UP},    {"[B", LINE_KEY_DOWN},  {"OB", LINE_KEY_DOWN},
    {"[C", LINE_KEY_RIGHT},   {"OC", LINE_KEY_RIGHT}, {"[D", LINE_KEY_LEFT},  {"OD", LINE_KEY_LEFT},
    {"[H", LINE_KEY_HOME},    {"OH", LINE_KEY_HOME},  {"[1~", LINE_KEY_HOME}, {"[7~", LINE_KEY_HOME},
    {"[F", LINE_KEY_END},     {"OF", LINE_KEY_END},   {"[4~", LINE_KEY_END},  {"[8~", LINE_KEY_END},
    {"[3~", LINE_KEY_DELETE},
};

static enum line_key key_of_byte(char byte) {
    for (size_t i = 0; i < sizeof(CONTROLS) / sizeof(CONTROLS[0]); i++) {
        if (CONTROLS[i].byte == byte) {
            return CONTROLS[i].key;
        }
    }
    return byte >= ' ' && byte < BYTE_DELETE ? LINE_KEY_CHARACTER : LINE_KEY_UNKNOWN;
}

static enum line_key key_of_sequence(const char *sequence) {
    for (size_t i = 0; i < sizeof(SEQUENCES) / sizeof(SEQUENCES[0]); i++) {
        if (strcmp(SEQUENCES[i].sequence, sequence) == 0) {
            return SEQUENCES[i].key;
        }
    }
    return LINE_KEY_UNKNOWN;
}

// The first byte says what it is: '[' and 'O' begin longer ones, which end with a final byte.
static enum line_key take_of_sequence(struct line_keys *keys, char byte) {
    uint32_t length = keys->bytes - 1;
    keys->sequence[length] = byte;
    keys->sequence[length + 1] = 0;
    keys->bytes++;
    bool goes_on = length == 0 ? byte == '[' || byte == 'O' : byte < FINAL_FIRST;
    if (goes_on && length + 1 < LINE_SEQUENCE_MAX) {
        return LINE_KEY_PART;
    }
    keys->bytes = 0;
    return key_of_sequence(keys->sequence);
}

enum line_key line_keys_take(struct line_keys *keys, char byte) {
    if (byte == BYTE_ESCAPE) {
        keys->bytes = 1;
        return LINE_KEY_PART;
    }
    bool is_graphic = byte >= ' ' && byte < BYTE_DELETE;
    if (keys->bytes != 0 && is_graphic) {
        return take_of_sequence(keys, byte);
    }
    keys->bytes = 0;
    return key_of_byte(byte);
}
