// SPDX-License-Identifier: Apache-2.0
// Hands out page frames of RAM. Pure: the caller holds the lock (rank FRAMES) and maps the metadata.
// Metadata is 8 bytes a frame and is first written when its frame is first handed out, so that booting
// a machine with much memory costs no pass over it.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "kernel/memory/physical_range.h"

#ifdef __cplusplus
extern "C" {
#endif

enum frame_limits {
    FRAME_SPANS_MAX = 32,
};

// No enum constants, since those are no wider than int: "no frame" in a free list, and the most frames
// that metadata indexes.
#define FRAME_NONE UINT32_MAX
#define FRAME_INDEX_MAX ((uint64_t)UINT32_MAX)

// Number of a frame: physical address / ABI_PAGE_BYTES.
struct frame_number {
    uint64_t value;
};

struct frame_metadata {
    uint32_t next;   // free list link, relative to first_frame
    uint16_t state;  // private to frame_allocator.c
    uint16_t reserved;
};
_Static_assert(sizeof(struct frame_metadata) == 8, "requirement: at most 8 bytes a frame");

struct frame_span {
    uint64_t first;  // frame number
    uint64_t count;
};

// A range of frames that may be handed out is a span. Spans are sorted, disjoint, and not empty.
struct frame_allocator {
    struct frame_metadata *metadata;  // indexed by frame number - first_frame
    uint64_t first_frame;
    uint64_t frame_count;  // of metadata entries
    uint32_t span_count;
    uint32_t fresh_span;  // spans below this one are used up
    uint64_t fresh_next;  // frames of fresh_span below this one were handed out at least once
    struct frame_span spans[FRAME_SPANS_MAX];
    uint32_t free_head;   // relative to first_frame, or FRAME_NONE
    uint64_t free_count;  // frames on the free list and fresh ones together
    uint64_t total_count;
};

// Builds the spans: the memory ranges minus the reserved ones, cut inward to whole frames. Ranges are in
// bytes, in any order, and may touch and overlap each other.
// Errors: ENOSPC (more than FRAME_SPANS_MAX spans, or more than FRAME_INDEX_MAX frames from the first to
// the last), ENOMEM (nothing is left). *allocator is untouched on error.
ABI_MUST_USE enum abi_error frame_allocator_build(struct frame_allocator *allocator,
                                                  const struct physical_range *memory, uint32_t memory_count,
                                                  const struct physical_range *reserved, uint32_t reserved_count);

// Takes `count` frames in a row (physically contiguous) out of the lowest span that has them; they never
// come back. Only before frame_allocator_start.
// Errors: EINVAL (count is 0), ENOMEM (no span has that many). Nothing changed on error.
ABI_MUST_USE enum abi_error frame_allocator_carve(struct frame_allocator *allocator, uint64_t count,
                                                  struct frame_number *first);

// Bytes that the metadata of all frames needs; carving does not change it.
uint64_t frame_allocator_metadata_bytes(const struct frame_allocator *allocator);

// Gives the allocator its metadata (not initialised by the caller) and opens it for business.
void frame_allocator_start(struct frame_allocator *allocator, struct frame_metadata *metadata);

// Takes one frame, the one given back last if there is any, else the lowest that was never handed out; its
// contents are whatever they were. Constant time.
// Errors: ENOMEM.
ABI_MUST_USE enum abi_error frame_allocator_take(struct frame_allocator *allocator, struct frame_number *frame);

// Gives a frame back. Constant time. Errors: EINVAL (the frame was never handed out, is already free, or
// is outside every span): nothing changed; to the kernel's caller that is a bug.
ABI_MUST_USE enum abi_error frame_allocator_give(struct frame_allocator *allocator, struct frame_number frame);

#ifdef __cplusplus
}
#endif
