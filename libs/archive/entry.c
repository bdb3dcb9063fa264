// SPDX-License-Identifier: Apache-2.0
#include "libs/archive/archive.h"
#include "libs/archive/member.h"

enum archive_error archive_entry_at(const void *archive, size_t bytes, uint32_t number, struct archive_entry *entry) {
    if (bytes == 0) {
        return ARCHIVE_EMPTY;
    }
    struct archive_rest left = {archive, bytes};
    uint32_t regular = 0;
    for (uint32_t count = 0; count <= ARCHIVE_MEMBERS_MAX; count++) {
        struct archive_member member;
        enum archive_error error = archive_take_member(&left, &member);
        if (error != ARCHIVE_OK) {
            return error;
        }
        if (member.trailer) {
            return ARCHIVE_NO_FILE;
        }
        if (member.regular && regular++ == number) {
            *entry = (struct archive_entry){.name = member.name, .bytes = member.data_bytes};
            return ARCHIVE_OK;
        }
    }
    return ARCHIVE_TOO_LARGE;
}
