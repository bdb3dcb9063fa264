// SPDX-License-Identifier: Apache-2.0
// Everything a guest has printed, bounded, and the lines of it. Pure.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum transcript_limits {
    // Not more than a pipe can hold: a guest that fills it never waits for us, which would cost determinism.
    TRANSCRIPT_BYTES_MAX = 1 << 20,
    TRANSCRIPT_LINE_BYTES = 4096,  // longest line as text, with its NUL
};

struct transcript {
    size_t bytes;
    char data[TRANSCRIPT_BYTES_MAX];
};

// False when not everything fits; what fits is kept.
bool transcript_append(struct transcript *transcript, const char *data, size_t bytes);

enum transcript_line_end {
    TRANSCRIPT_LINE_FINISHED,
    TRANSCRIPT_LINE_OPEN,      // the transcript ends before the line does
    TRANSCRIPT_LINE_TOO_LONG,  // cut to what fits
};

// Reads the line that begins at `offset` as text: without its line end, bytes that do not print as \xNN (a tab is
// one of them). *next_offset is where the following line begins.
enum transcript_line_end transcript_read_line(const struct transcript *transcript, size_t offset,
                                              char line[TRANSCRIPT_LINE_BYTES], size_t *next_offset);

// Where the last `lines` lines begin; 0 when there are fewer.
size_t transcript_tail(const struct transcript *transcript, size_t lines);

// True when both hold the same bytes; otherwise *offset is the beginning of the first line that differs.
bool transcript_equal(const struct transcript *one, const struct transcript *other, size_t *offset);

#ifdef __cplusplus
}
#endif
