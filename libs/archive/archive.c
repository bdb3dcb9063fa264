// SPDX-License-Identifier: Apache-2.0
#include "libs/archive/archive.h"

#include <string.h>

#include "libs/archive/member.h"

// Remembers the name among those seen before.
static enum archive_error add_name(const char *names[ARCHIVE_MEMBERS_MAX], uint32_t count, const char *name) {
    if (count == ARCHIVE_MEMBERS_MAX) {
        return ARCHIVE_TOO_LARGE;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return ARCHIVE_MALFORMED;
        }
    }
    names[count] = name;
    return ARCHIVE_OK;
}

enum archive_error archive_find(const void *archive, size_t bytes, const char *name, struct archive_file *file) {
    if (bytes == 0) {
        return ARCHIVE_EMPTY;
    }
    struct archive_rest left = {archive, bytes};
    struct archive_file found = {NULL, 0};
    const char *names[ARCHIVE_MEMBERS_MAX];
    for (uint32_t count = 0;; count++) {
        struct archive_member member;
        enum archive_error error = archive_take_member(&left, &member);
        if (error == ARCHIVE_OK && member.trailer) {
            break;
        }
        if (error == ARCHIVE_OK) {
            error = add_name(names, count, member.name);
        }
        if (error != ARCHIVE_OK) {
            return error;
        }
        if (member.regular && strcmp(member.name, name) == 0) {
            found = (struct archive_file){member.data, member.data_bytes};
        }
    }
    if (found.data == NULL) {
        return ARCHIVE_NO_FILE;
    }
    *file = found;
    return ARCHIVE_OK;
}

static const char *const error_texts[ARCHIVE_ERROR_COUNT] = {
    [ARCHIVE_OK] = "no error",
    [ARCHIVE_EMPTY] = "it is empty",
    [ARCHIVE_TRUNCATED] = "it is truncated",
    [ARCHIVE_MALFORMED] = "it is malformed",
    [ARCHIVE_TOO_LARGE] = "it has too many members",
    [ARCHIVE_NO_FILE] = "it has no such file",
};

const char *archive_error_text(enum archive_error error) {
    return (uint32_t)error < ARCHIVE_ERROR_COUNT ? error_texts[error] : "unknown error";
}
