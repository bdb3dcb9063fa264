// SPDX-License-Identifier: Apache-2.0
// One member of a boot archive: header, name and data. Pure; for archive.c only.
// Source: cpio(5), "New ASCII Format".
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "libs/archive/archive.h"

// What is left of an archive: begins with a header, as far from the start as the format pads everything to.
struct archive_rest {
    const uint8_t *data;
    size_t bytes;
};

// Points into the archive.
struct archive_member {
    const char *name;  // without the prefix; 1 to ARCHIVE_NAME_MAX letters and a NUL
    const uint8_t *data;
    uint32_t data_bytes;
    bool regular;
    bool trailer;  // the end of the archive
};

// Moves past the member, its data and their padding.
// Errors: TRUNCATED, MALFORMED; *left and *member are incomplete then.
ABI_MUST_USE enum archive_error archive_take_member(struct archive_rest *left, struct archive_member *member);
