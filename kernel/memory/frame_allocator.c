// SPDX-License-Identifier: Apache-2.0
#include "kernel/memory/frame_allocator.h"

#include <stdbool.h>
#include <stddef.h>

#include "abi/limits.h"

// What the metadata of a frame says; meaningful for frames that were handed out at least once.
enum frame_state {
    FRAME_STATE_TAKEN = 1,
    FRAME_STATE_FREE = 2,
};

// A walk over the usable memory, lowest address first.
struct memory_sweep {
    const struct physical_range *memory;
    uint32_t memory_count;
    const struct physical_range *reserved;
    uint32_t reserved_count;
    uint64_t address;  // everything below was visited
};

static uint64_t lower_of(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

// One past the range. A range that reaches the end of the address space loses its last byte.
static uint64_t range_end(const struct physical_range *range) {
    uint64_t room = UINT64_MAX - range->base;
    return range->base + lower_of(range->bytes, room);
}

// Where the union of the ranges first leaves off from the address on; the address itself when no range covers it.
static uint64_t covered_until(const struct physical_range *ranges, uint32_t count, uint64_t address) {
    uint64_t end = address;
    bool grew = true;
    while (grew) {
        grew = false;
        for (uint32_t i = 0; i < count; i++) {
            if (ranges[i].base <= end && range_end(&ranges[i]) > end) {
                end = range_end(&ranges[i]);
                grew = true;
            }
        }
    }
    return end;
}

// The lowest base of a non-empty range above the address; UINT64_MAX when there is none.
static uint64_t next_base(const struct physical_range *ranges, uint32_t count, uint64_t address) {
    uint64_t next = UINT64_MAX;
    for (uint32_t i = 0; i < count; i++) {
        if (ranges[i].base > address && range_end(&ranges[i]) > ranges[i].base) {
            next = lower_of(next, ranges[i].base);
        }
    }
    return next;
}

// The next whole frames in a row that are memory and not reserved. False: there are no more.
static bool memory_sweep_next(struct memory_sweep *sweep, struct frame_span *span) {
    while (sweep->address != UINT64_MAX) {
        uint64_t begin = sweep->address;
        uint64_t memory_end = covered_until(sweep->memory, sweep->memory_count, begin);
        uint64_t reserved_end = covered_until(sweep->reserved, sweep->reserved_count, begin);
        if (memory_end == begin) {
            sweep->address = next_base(sweep->memory, sweep->memory_count, begin);
            continue;
        }
        if (reserved_end != begin) {
            sweep->address = reserved_end;
            continue;
        }
        uint64_t end = lower_of(memory_end, next_base(sweep->reserved, sweep->reserved_count, begin));
        sweep->address = end;
        uint64_t first_frame = begin / ABI_PAGE_BYTES + (begin % ABI_PAGE_BYTES != 0);
        uint64_t end_frame = end / ABI_PAGE_BYTES;
        if (first_frame < end_frame) {
            *span = (struct frame_span){.first = first_frame, .count = end_frame - first_frame};
            return true;
        }
    }
    return false;
}

enum abi_error frame_allocator_build(struct frame_allocator *allocator, const struct physical_range *memory,
                                     uint32_t memory_count, const struct physical_range *reserved,
                                     uint32_t reserved_count) {
    const struct memory_sweep start = {
        .memory = memory,
        .memory_count = memory_count,
        .reserved = reserved,
        .reserved_count = reserved_count,
    };
    // Once to check and once to fill, so that an error leaves the allocator alone without a copy of it.
    struct memory_sweep sweep = start;
    struct frame_span span = {0};
    uint32_t span_count = 0;
    uint64_t first_frame = 0;
    while (memory_sweep_next(&sweep, &span)) {
        if (span_count == FRAME_SPANS_MAX) {
            return ABI_ENOSPC;
        }
        first_frame = span_count == 0 ? span.first : first_frame;
        span_count++;
    }
    if (span_count == 0) {
        return ABI_ENOMEM;
    }
    uint64_t frame_count = span.first + span.count - first_frame;
    if (frame_count > FRAME_INDEX_MAX) {
        return ABI_ENOSPC;
    }
    *allocator = (struct frame_allocator){.first_frame = first_frame, .frame_count = frame_count};
    allocator->free_head = FRAME_NONE;
    sweep = start;
    while (memory_sweep_next(&sweep, &span)) {
        allocator->spans[allocator->span_count++] = span;
    }
    return ABI_OK;
}

enum abi_error frame_allocator_carve(struct frame_allocator *allocator, uint64_t count, struct frame_number *first) {
    if (count == 0) {
        return ABI_EINVAL;
    }
    uint32_t chosen = 0;
    while (chosen < allocator->span_count && allocator->spans[chosen].count < count) {
        chosen++;
    }
    if (chosen == allocator->span_count) {
        return ABI_ENOMEM;
    }
    struct frame_span *span = &allocator->spans[chosen];
    first->value = span->first;
    span->first += count;
    span->count -= count;
    if (span->count == 0) {
        allocator->span_count--;
        for (uint32_t i = chosen; i < allocator->span_count; i++) {
            allocator->spans[i] = allocator->spans[i + 1];
        }
    }
    return ABI_OK;
}

uint64_t frame_allocator_metadata_bytes(const struct frame_allocator *allocator) {
    return allocator->frame_count * sizeof(struct frame_metadata);
}

void frame_allocator_start(struct frame_allocator *allocator, struct frame_metadata *metadata) {
    allocator->metadata = metadata;
    allocator->fresh_span = 0;
    allocator->fresh_next = allocator->spans[0].first;
    allocator->free_head = FRAME_NONE;
    allocator->total_count = 0;
    for (uint32_t i = 0; i < allocator->span_count; i++) {
        allocator->total_count += allocator->spans[i].count;
    }
    allocator->free_count = allocator->total_count;
}

// Hands out the lowest frame that never was; the caller knows that there is one.
static uint64_t take_fresh(struct frame_allocator *allocator) {
    const struct frame_span *span = &allocator->spans[allocator->fresh_span];
    uint64_t frame = allocator->fresh_next++;
    if (allocator->fresh_next == span->first + span->count) {
        allocator->fresh_span++;
        if (allocator->fresh_span < allocator->span_count) {
            allocator->fresh_next = allocator->spans[allocator->fresh_span].first;
        }
    }
    return frame;
}

enum abi_error frame_allocator_take(struct frame_allocator *allocator, struct frame_number *frame) {
    if (allocator->free_count == 0) {
        return ABI_ENOMEM;
    }
    allocator->free_count--;
    uint64_t index = allocator->free_head;
    if (index != FRAME_NONE) {
        allocator->free_head = allocator->metadata[index].next;
    } else {
        index = take_fresh(allocator) - allocator->first_frame;
    }
    allocator->metadata[index] = (struct frame_metadata){.next = FRAME_NONE, .state = FRAME_STATE_TAKEN};
    frame->value = allocator->first_frame + index;
    return ABI_OK;
}

// True when the frame's metadata means something: it lies in a span and was handed out before.
static bool was_handed_out(const struct frame_allocator *allocator, uint64_t frame) {
    for (uint32_t i = 0; i < allocator->span_count && i <= allocator->fresh_span; i++) {
        const struct frame_span *span = &allocator->spans[i];
        uint64_t end = i == allocator->fresh_span ? allocator->fresh_next : span->first + span->count;
        if (frame >= span->first && frame < end) {
            return true;
        }
    }
    return false;
}

enum abi_error frame_allocator_give(struct frame_allocator *allocator, struct frame_number frame) {
    if (!was_handed_out(allocator, frame.value)) {
        return ABI_EINVAL;
    }
    uint64_t index = frame.value - allocator->first_frame;
    struct frame_metadata *metadata = &allocator->metadata[index];
    if (metadata->state != FRAME_STATE_TAKEN) {
        return ABI_EINVAL;
    }
    metadata->state = FRAME_STATE_FREE;
    metadata->next = allocator->free_head;
    allocator->free_head = (uint32_t)index;
    allocator->free_count++;
    return ABI_OK;
}
