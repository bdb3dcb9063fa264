// SPDX-License-Identifier: Apache-2.0
#include "libs/loader/plan.h"

#include <string.h>

#include "abi/limits.h"
#include "abi/object.h"

static uint32_t rights_of(const struct elf_segment *segment) {
    if (segment->executable) {
        return ABI_RIGHT_READ | ABI_RIGHT_EXECUTE;
    }
    return segment->writable ? ABI_RIGHT_READ | ABI_RIGHT_WRITE : ABI_RIGHT_READ;
}

static uint64_t smaller(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

// The piece of a segment that begins at its page `first`.
static struct loader_piece cut_piece(const struct elf_segment *segment, uint64_t first) {
    uint64_t begin = first * ABI_PAGE_BYTES;
    struct loader_piece piece = {.address = segment->address + begin,
                                 .pages = smaller(segment->page_count - first, ABI_VMO_PAGES_MAX),
                                 .data = segment->data,
                                 .rights = rights_of(segment)};
    uint64_t skipped = begin > segment->data_offset ? smaller(begin - segment->data_offset, segment->data_bytes) : 0;
    piece.data += skipped;
    piece.data_offset = begin > segment->data_offset ? 0 : segment->data_offset - begin;
    piece.data_bytes = smaller(segment->data_bytes - skipped, piece.pages * ABI_PAGE_BYTES - piece.data_offset);
    return piece;
}

enum abi_error loader_plan_make(const struct elf_image *image, struct loader_plan *plan) {
    plan->count = 0;
    for (uint32_t i = 0; i < image->segment_count; i++) {
        const struct elf_segment *segment = &image->segments[i];
        for (uint64_t first = 0; first < segment->page_count; first += ABI_VMO_PAGES_MAX) {
            if (plan->count == LOADER_PIECES_MAX) {
                return ABI_ENOSPC;
            }
            plan->pieces[plan->count++] = cut_piece(segment, first);
        }
    }
    return ABI_OK;
}

void loader_piece_fill(const struct loader_piece *piece, uint8_t *memory) {
    memcpy(memory + piece->data_offset, piece->data, piece->data_bytes);
}
