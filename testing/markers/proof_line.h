// SPDX-License-Identifier: Apache-2.0
// The line of evidence behind a marker. Pure.
//     PROOF: ipi_resched seq=4 nonce=5f1c0a3b requested=1 sent=1
// One blank between words; numbers are decimal, at most 64 bits, without leading zeros.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "testing/qemu/diagnostic.h"

#ifdef __cplusplus
extern "C" {
#endif

enum proof_line_limits {
    PROOF_LINE_ITEMS_MAX = 16,
    PROOF_LINE_NAME_BYTES = 64,  // of ids, names and nonces, with the NUL
};

struct proof_item {
    char name[PROOF_LINE_NAME_BYTES];
    uint64_t value;
};

struct proof_line {
    char id[PROOF_LINE_NAME_BYTES];
    uint64_t seq;
    char nonce[PROOF_LINE_NAME_BYTES];
    uint32_t item_count;
    struct proof_item items[PROOF_LINE_ITEMS_MAX];
};

// Errors: false, and a diagnostic.
bool proof_line_parse(const char *text, struct proof_line *line, struct diagnostic *diagnostic);

// The same for what stands behind the nonce, " requested=1 sent=1": id, seq and nonce are empty.
bool proof_line_parse_items(const char *text, struct proof_line *line, struct diagnostic *diagnostic);

// The evidence of that name; null when there is none.
const struct proof_item *proof_line_find(const struct proof_line *line, const char *name);

// A name or a number at *text, which is moved behind it. False, and *text untouched, when none stands there.
bool proof_line_read_name(const char **text, char name[PROOF_LINE_NAME_BYTES]);
bool proof_line_read_number(const char **text, uint64_t *number);

#ifdef __cplusplus
}
#endif
