// SPDX-License-Identifier: Apache-2.0
// What can be said of one recipe without the others. Pure.
#pragma once

#include <stdbool.h>

#include "libs/recipe/recipe.h"

#ifdef __cplusplus
extern "C" {
#endif

// `recipe` may be hostile. Numbers in its lists are different and not 0, but may be of no recipe.
bool recipe_is_valid(const struct recipe *recipe);

#ifdef __cplusplus
}
#endif
