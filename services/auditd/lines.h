// SPDX-License-Identifier: Apache-2.0
// The lines of the log that are kept, as the records are. Pure.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "libs/shelf/shelf.h"
#include "services/auditd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

// Begins all zero.
struct line_ring {
    struct shelf shelf;
    struct auditd_line lines[AUDITD_LINES];
};

// Whether a text is printable ASCII, ends within its bytes, and is zero behind its end: then a line cannot look like two, and cannot
// drive the terminal of whoever reads it.
bool line_text_is_valid(const char text[AUDITD_TEXT_BYTES]);

// Adds a text that is valid.
void line_ring_add(struct line_ring *ring, uint64_t sender, const char text[AUDITD_TEXT_BYTES]);

// As AUDITD_READ_LOG says; lines: room for AUDITD_LINES_SENT. Returns how many there are.
uint32_t line_ring_query(const struct line_ring *ring, const struct auditd_query *query, struct auditd_line *lines,
                         uint64_t *next);

#ifdef __cplusplus
}
#endif
