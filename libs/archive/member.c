// SPDX-License-Identifier: Apache-2.0
#include "libs/archive/member.h"

#include <string.h>

enum archive_layout {
    MAGIC_BYTES = 6,
    FIELD_BYTES = 8,
    FIELD_MODE = 1,
    FIELD_FILE_BYTES = 6,
    FIELD_NAME_BYTES = 11,
    FIELD_COUNT = 13,
    HEADER_BYTES = MAGIC_BYTES + FIELD_COUNT * FIELD_BYTES,
    ALIGNMENT_BYTES = 4,  // of names and data, from the start of the archive
    MODE_TYPE_MASK = 0170000,
    MODE_REGULAR = 0100000,
    NAME_PREFIX_BYTES = 2,
    NAME_END_BYTES_MAX = 8,  // a NUL, and more of them where the data that follows is to be aligned to 8
    NAME_BYTES_MAX = NAME_PREFIX_BYTES + ARCHIVE_NAME_MAX + NAME_END_BYTES_MAX,
};

static const char MAGIC[MAGIC_BYTES + 1] = "070701";
static const char TRAILER[] = "TRAILER!!!";
static const char NAME_PREFIX[NAME_PREFIX_BYTES + 1] = "./";

// Points at the next `bytes` bytes and moves past them and their padding; null when they are not all there.
static const uint8_t *take_padded(struct archive_rest *left, size_t bytes) {
    size_t padding = (0 - bytes) % ALIGNMENT_BYTES;
    if (bytes > left->bytes || padding > left->bytes - bytes) {
        return NULL;
    }
    const uint8_t *taken = left->data;
    left->data += bytes + padding;
    left->bytes -= bytes + padding;
    return taken;
}

static bool read_digit(uint8_t letter, uint32_t *digit) {
    if (letter >= '0' && letter <= '9') {
        *digit = letter - (uint32_t)'0';
        return true;
    }
    uint32_t from_a = (letter | 0x20u) - (uint32_t)'a';
    *digit = from_a + 10;
    return from_a < 6;
}

static bool read_fields(const uint8_t *digits, uint32_t fields[FIELD_COUNT]) {
    for (uint32_t i = 0; i < FIELD_COUNT * FIELD_BYTES; i++) {
        uint32_t digit = 0;
        if (!read_digit(digits[i], &digit)) {
            return false;
        }
        fields[i / FIELD_BYTES] = fields[i / FIELD_BYTES] << 4 | digit;
    }
    return true;
}

// Null when the name is empty, too long, or anything but NULs follows its first NUL.
static const char *check_name(const char *name, uint32_t bytes) {
    const char *end = memchr(name, '\0', bytes);
    if (end == NULL || name + bytes - end > NAME_END_BYTES_MAX) {
        return NULL;
    }
    size_t length = (size_t)(end - name);
    for (size_t i = length; i < bytes; i++) {
        if (name[i] != '\0') {
            return NULL;
        }
    }
    if (strncmp(name, NAME_PREFIX, NAME_PREFIX_BYTES) == 0) {
        name += NAME_PREFIX_BYTES;
        length -= NAME_PREFIX_BYTES;
    }
    return length >= 1 && length <= ARCHIVE_NAME_MAX ? name : NULL;
}

enum archive_error archive_take_member(struct archive_rest *left, struct archive_member *member) {
    if (left->bytes < HEADER_BYTES) {
        return ARCHIVE_TRUNCATED;
    }
    const uint8_t *header = left->data;
    uint32_t fields[FIELD_COUNT] = {0};
    if (memcmp(header, MAGIC, MAGIC_BYTES) != 0 || !read_fields(header + MAGIC_BYTES, fields)) {
        return ARCHIVE_MALFORMED;
    }
    uint32_t name_bytes = fields[FIELD_NAME_BYTES];
    if (name_bytes > NAME_BYTES_MAX) {
        return ARCHIVE_MALFORMED;
    }
    // The padding counts from the header, which is not padded itself.
    if (take_padded(left, HEADER_BYTES + name_bytes) == NULL) {
        return ARCHIVE_TRUNCATED;
    }
    const char *name = (const char *)header + HEADER_BYTES;
    member->name = check_name(name, name_bytes);
    member->trailer = member->name == name && strcmp(name, TRAILER) == 0;
    member->regular = (fields[FIELD_MODE] & MODE_TYPE_MASK) == MODE_REGULAR;
    member->data_bytes = fields[FIELD_FILE_BYTES];
    if (member->name == NULL || (member->trailer && member->data_bytes != 0)) {
        return ARCHIVE_MALFORMED;
    }
    member->data = take_padded(left, member->data_bytes);
    return member->data == NULL ? ARCHIVE_TRUNCATED : ARCHIVE_OK;
}
