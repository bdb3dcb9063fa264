// SPDX-License-Identifier: Apache-2.0
// The last events of one hart: written by that hart alone, read by any while it writes. Pure.
//
// Memory order. Nobody waits for anybody: a reader copies a slot and then looks whether it was left alone meanwhile. The slot's own
// position says which record is in it, and is a value that no record has while one is being written. The writer makes
//     W1 position = BUSY (relaxed); release fence; W2 words (relaxed); W3 position = p (release); W4 next = p + 1 (release)
// and the reader
//     R1 next (acquire); R2 position (acquire); R3 words (relaxed); acquire fence; R4 position (relaxed)
// and hands out what R3 found only if R2 and R4 both found p.
// - R2 found p: it has read from W3, so R3 finds the words of record p, or later ones (release, acquire; RVWMO rules 5 and 6).
// - R3 found a word of a later record p + n * ABI_TRACE_RECORDS: that W2 comes after its own W1 by the fence in the writer (fence rw,w;
//   rule 4), and R4 after R3 by the fence in the reader (fence r,rw; rule 4). So R4 finds that W1 or what came after it, never p again:
//   positions only grow. The record is dropped, which its reader sees as a gap.
// - R1 found next: the slots of all positions below have been written, so none is read that still holds what memory held at boot.
//   That is why the ring need not be zeroed.
#pragma once

#include <stdint.h>

#include "abi/trace.h"

#ifdef __cplusplus
extern "C" {
#endif

enum trace_ring_layout {
    TRACE_RECORD_WORDS = 3,  // besides the position
};

struct trace_slot {
    _Atomic uint64_t position;                   // of its record; W1, W3 and R2, R4
    _Atomic uint64_t words[TRACE_RECORD_WORDS];  // the rest of struct abi_trace_record; W2 and R3
};

struct trace_ring {
    struct trace_slot *slots;  // constant: ABI_TRACE_RECORDS of them
    _Atomic uint64_t next;     // position of the next record; W4 and R1
};

enum trace_ring_size {
    TRACE_RING_BYTES = ABI_TRACE_RECORDS * (int)sizeof(struct trace_slot),
};

// `memory` holds TRACE_RING_BYTES, whatever is in it.
void trace_ring_init(struct trace_ring *ring, void *memory);

// Adds a record; its position is the ring's to choose. The writer only.
void trace_ring_add(struct trace_ring *ring, const struct abi_trace_record *record);

// How many records were ever added.
uint64_t trace_ring_next(const struct trace_ring *ring);

// Copies the records from that position on, or from the oldest that is still there, at most `count`, in their order. Returns how many.
// One that is overwritten meanwhile is left out.
uint32_t trace_ring_read(const struct trace_ring *ring, uint64_t position, struct abi_trace_record *out,
                         uint32_t count);

#ifdef __cplusplus
}
#endif
