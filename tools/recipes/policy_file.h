// SPDX-License-Identifier: Apache-2.0
// The rules as they were written.
#pragma once

#include <vector>

#include "services/policyd/policy_table.h"
#include "tools/recipes/compile.h"
#include "tools/recipes/recipe_file.h"

namespace recipes {

// Of operations, at the place of each its number less one.
const std::vector<std::string> &OperationNames();

// `drafts` are related: numbers are places.
std::vector<policy_rule> ReadPolicy(const Source &source, const std::vector<Draft> &drafts, PolicyOf policy_of,
                                    Diagnostics &diagnostics);

}  // namespace recipes
