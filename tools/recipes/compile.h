// SPDX-License-Identifier: Apache-2.0
// Recipes and rules, from what people write to what the system reads.
#pragma once

#include <string>
#include <vector>

#include "tools/recipes/diagnostics.h"

namespace recipes {

struct Tables {
    std::string recipes;  // bytes of struct recipe_table
    std::string policy;   // bytes of struct policy_table
};

// The same bytes for the same files, in whatever order they are given. After an error the tables are empty.
Tables Compile(const std::vector<Source> &sources, const Source &policy, Diagnostics &diagnostics);

}  // namespace recipes
