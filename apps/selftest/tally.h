// SPDX-License-Identifier: Apache-2.0
// Attempts whose results are known beforehand: how many there were, how many went that way, and the first that did not.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum tally_limits { TALLY_TEXT_BYTES = 96 };

struct tally {
    uint32_t tried;
    uint32_t right;
    uint32_t first_wrong;  // its number, from 1; 0: all went right
    uint64_t got;          // what came instead of the expected
    char text[TALLY_TEXT_BYTES];
};

// Returns whether it went right.
static inline bool tally_expect(struct tally *tally, uint64_t got, uint64_t expected) {
    tally->tried++;
    if (got == expected) {
        tally->right++;
        return true;
    }
    if (tally->first_wrong == 0) {
        tally->first_wrong = tally->tried;
        tally->got = got;
    }
    return false;
}

// The evidence "tried= right= first_wrong= got=". Valid until it is asked for again.
const char *tally_text(struct tally *tally);
