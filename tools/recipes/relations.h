// SPDX-License-Identifier: Apache-2.0
// What recipes say of each other.
#pragma once

#include <vector>

#include "tools/recipes/recipe_file.h"

namespace recipes {

// Sorts them by name and turns names into numbers.
void Relate(std::vector<Draft> &drafts, Diagnostics &diagnostics);

std::vector<std::string> NamesOf(const std::vector<Draft> &drafts);

}  // namespace recipes
