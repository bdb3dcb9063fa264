// SPDX-License-Identifier: Apache-2.0
// What execd can tell of the programs that init starts.
// Context: the one thread of execd.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "libs/recipe/recipe.h"
#include "services/execd/protocol.h"

// Maps what init writes.
ABI_MUST_USE enum abi_error boot_programs_init(const struct recipe_table *recipes);

// Fills in what is known of that recipe, which is of kind "boot". lent: pages that programs of execd may use; the kernel counts them as execd's.
void boot_programs_tell(uint32_t number, uint32_t lent, struct execd_status_answer *answer);
