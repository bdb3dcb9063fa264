// SPDX-License-Identifier: Apache-2.0
#include "libs/trial/dice.h"

static uint64_t scramble(uint64_t value) {
    value = (value ^ value >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ value >> 27) * UINT64_C(0x94d049bb133111eb);
    return value ^ value >> 31;
}

struct dice dice_make(uint64_t seed, uint64_t stream) {
    const uint64_t golden = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t state = scramble(scramble(seed + golden) + (stream + 1) * golden);
    return (struct dice){.state = state == 0 ? golden : state};
}

uint64_t dice_roll(struct dice *dice) {
    uint64_t state = dice->state;
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    dice->state = state;
    return state * UINT64_C(0x2545f4914f6cdd1d);
}

uint64_t dice_below(struct dice *dice, uint64_t limit) {
    // The high bits are the good ones. The bias of at most limit / 2^64 is nobody's concern here.
    return (uint64_t)((unsigned __int128)dice_roll(dice) * limit >> 64);
}
