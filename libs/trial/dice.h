// SPDX-License-Identifier: Apache-2.0
// Pseudo-random numbers that repeat: a seed and the number of a stream decide all of them. Pure.
// Source: Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled" (xorshift64*); Steele, Lea,
// Flood, "Fast splittable pseudorandom number generators" (splitmix64, for the first state).
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dice {
    uint64_t state;  // never 0
};

// Streams of one seed have nothing in common that a test could notice.
struct dice dice_make(uint64_t seed, uint64_t stream);

uint64_t dice_roll(struct dice *dice);

// Below `limit`, which is not 0.
uint64_t dice_below(struct dice *dice, uint64_t limit);

// True once in `times`, which is not 0.
static inline bool dice_hits(struct dice *dice, uint64_t times) {
    return dice_below(dice, times) == 0;
}

#ifdef __cplusplus
}
#endif
