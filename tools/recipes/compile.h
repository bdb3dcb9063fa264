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

// Whose rules they are.
enum class PolicyOf {
    These,   // of these programs: one that names another is an error
    Larger,  // of a larger system, of which these are a part: rules that name others are left out
};

// The same bytes for the same files, in whatever order they are given. After an error the tables are empty.
Tables Compile(const std::vector<Source> &sources, const Source &policy, PolicyOf policy_of, Diagnostics &diagnostics);

}  // namespace recipes
