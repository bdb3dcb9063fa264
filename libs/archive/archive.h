// SPDX-License-Identifier: Apache-2.0
// Finds a file in a boot archive (cpio, "newc" format) that may be hostile. Pure.
// Source: cpio(5), "New ASCII Format".
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"

#ifdef __cplusplus
extern "C" {
#endif

enum archive_limits {
    ARCHIVE_NAME_MAX = 64,  // longest member name, without the NUL
    ARCHIVE_MEMBERS_MAX = 256,
};

struct archive_file {
    const uint8_t *data;  // points into the archive
    size_t bytes;
};

enum archive_error {
    ARCHIVE_OK = 0,
    ARCHIVE_EMPTY,      // zero bytes
    ARCHIVE_TRUNCATED,  // a member or the trailer is cut off
    ARCHIVE_MALFORMED,  // a header is not newc, a field is not hexadecimal, a name is too long or not terminated
    ARCHIVE_TOO_LARGE,  // more than ARCHIVE_MEMBERS_MAX members
    ARCHIVE_NO_FILE,    // the archive is well-formed to its trailer, and has no regular file of that name
    ARCHIVE_ERROR_COUNT
};

// The whole archive is checked to its trailer before a file is handed out. Names end with one to eight NULs: by more than one, whoever
// makes an archive aligns the data. A leading "./" of member names is
// ignored, and does not count for ARCHIVE_NAME_MAX. Two members of the same name are ARCHIVE_MALFORMED.
// Errors: see enum archive_error; *file is untouched.
ABI_MUST_USE enum archive_error archive_find(const void *archive, size_t bytes, const char *name,
                                             struct archive_file *file);

struct archive_entry {
    const char *name;  // at most ARCHIVE_NAME_MAX letters and a NUL; points into the archive
    size_t bytes;
};

// The regular file of that number, from 0, in the order of the archive. What lies behind it is not checked.
// Errors: ARCHIVE_NO_FILE (there are no more), else as archive_find; *entry is untouched.
ABI_MUST_USE enum archive_error archive_entry_at(const void *archive, size_t bytes, uint32_t number,
                                                 struct archive_entry *entry);

const char *archive_error_text(enum archive_error error);

#ifdef __cplusplus
}
#endif
