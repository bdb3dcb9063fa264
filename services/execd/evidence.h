// SPDX-License-Identifier: Apache-2.0
// What execd tells of the programs that it starts, in images that prove something; nothing in all others.
#pragma once

#include <stdint.h>

#include "libs/recipe/recipe.h"

// Class, shares and placement of a task that has not begun: a line for what is not as every program has it. The first ones of a boot are
// its markers as well, with what the kernel says of the task.
void evidence_settings(uint32_t number, const struct recipe *recipe, uint32_t task);
