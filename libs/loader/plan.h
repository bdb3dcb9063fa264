// SPDX-License-Identifier: Apache-2.0
// Which pieces of memory a program is put together from. Pure.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "libs/elf_image/elf_image.h"

#ifdef __cplusplus
extern "C" {
#endif

enum loader_plan_limits {
    LOADER_PIECES_MAX = 16,
};

// Pages that one VMO holds.
struct loader_piece {
    uint64_t address;      // in the new process
    uint64_t pages;        // at most ABI_VMO_PAGES_MAX
    uint64_t data_offset;  // where in the pages the data begins; all else is zero
    const uint8_t *data;   // inside the program's file
    uint64_t data_bytes;
    uint32_t rights;  // enum abi_right: READ, alone or with one of WRITE and EXECUTE
};

struct loader_plan {
    uint32_t count;
    struct loader_piece pieces[LOADER_PIECES_MAX];
};

// A piece for each segment; several where a segment is larger than a VMO may be.
// Errors: ENOSPC (more pieces than a plan holds); *plan is undefined then.
ABI_MUST_USE enum abi_error loader_plan_make(const struct elf_image *image, struct loader_plan *plan);

// Puts the data of a piece into its memory, which is all zero and has its size.
void loader_piece_fill(const struct loader_piece *piece, uint8_t *memory);

#ifdef __cplusplus
}
#endif
