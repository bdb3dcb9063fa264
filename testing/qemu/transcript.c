// SPDX-License-Identifier: Apache-2.0
#include "testing/qemu/transcript.h"

#include <stdio.h>
#include <string.h>

enum { ESCAPE_CHARACTERS = 4 };  // \xNN

bool transcript_append(struct transcript *transcript, const char *data, size_t bytes) {
    size_t room = TRANSCRIPT_BYTES_MAX - transcript->bytes;
    size_t taken = bytes < room ? bytes : room;
    memcpy(transcript->data + transcript->bytes, data, taken);
    transcript->bytes += taken;
    return taken == bytes;
}

// The end of the line's text: carriage returns before the line feed belong to the line end.
static size_t text_end(const struct transcript *transcript, size_t begin, size_t line_feed) {
    size_t end = line_feed;
    while (end > begin && transcript->data[end - 1] == '\r') {
        end--;
    }
    return end;
}

enum transcript_line_end transcript_read_line(const struct transcript *transcript, size_t offset,
                                              char line[TRANSCRIPT_LINE_BYTES], size_t *next_offset) {
    size_t left = transcript->bytes - offset;
    const char *found = memchr(transcript->data + offset, '\n', left);
    size_t line_feed = found == NULL ? transcript->bytes : (size_t)(found - transcript->data);
    size_t end = found == NULL ? line_feed : text_end(transcript, offset, line_feed);
    *next_offset = found == NULL ? line_feed : line_feed + 1;
    size_t used = 0;
    for (size_t at = offset; at < end; at++) {
        char byte = transcript->data[at];
        if (used + ESCAPE_CHARACTERS >= TRANSCRIPT_LINE_BYTES) {
            line[used] = 0;
            return TRANSCRIPT_LINE_TOO_LONG;
        }
        if (byte >= ' ' && byte <= '~') {
            line[used++] = byte;
        } else {
            used += (size_t)snprintf(line + used, ESCAPE_CHARACTERS + 1, "\\x%02x", (unsigned char)byte);
        }
    }
    line[used] = 0;
    return found == NULL ? TRANSCRIPT_LINE_OPEN : TRANSCRIPT_LINE_FINISHED;
}

size_t transcript_tail(const struct transcript *transcript, size_t lines) {
    size_t begin = transcript->bytes;
    // The line end of the last line begins no line.
    if (begin != 0 && transcript->data[begin - 1] == '\n') {
        begin--;
    }
    for (size_t seen = 0; begin != 0; begin--) {
        if (transcript->data[begin - 1] == '\n' && ++seen == lines) {
            break;
        }
    }
    return begin;
}

bool transcript_equal(const struct transcript *one, const struct transcript *other, size_t *offset) {
    size_t common = one->bytes < other->bytes ? one->bytes : other->bytes;
    size_t line = 0;
    for (size_t at = 0; at < common; at++) {
        if (one->data[at] != other->data[at]) {
            *offset = line;
            return false;
        }
        if (one->data[at] == '\n') {
            line = at + 1;
        }
    }
    if (one->bytes != other->bytes) {
        *offset = line;
        return false;
    }
    return true;
}
