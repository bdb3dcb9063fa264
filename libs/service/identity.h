// SPDX-License-Identifier: Apache-2.0
// Who a badge names: a recipe, and which launch of it. Whoever starts a program mints the badges of what it gives to it, so nobody
// can claim to be another. Pure.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum identity_constants {
    IDENTITY_RECIPE_BITS = 16,
    IDENTITY_KERNEL = 0,  // the recipe number that no recipe has
};

// `recipe`: its number, from 1; `launch`: how often it was started before. Two launches of one recipe are two identities.
static inline uint64_t identity_make(uint32_t recipe, uint64_t launch) {
    return launch << IDENTITY_RECIPE_BITS | recipe;
}

static inline uint32_t identity_recipe(uint64_t identity) {
    return (uint32_t)(identity & ((UINT64_C(1) << IDENTITY_RECIPE_BITS) - 1));
}

static inline uint64_t identity_launch(uint64_t identity) {
    return identity >> IDENTITY_RECIPE_BITS;
}

#ifdef __cplusplus
}
#endif
