// SPDX-License-Identifier: Apache-2.0
// Whether the rules allow what the recipes ask for: asked with execd's own questions, and decided by policyd's own decision, so that
// what compiles is not denied when it is started.
#pragma once

#include <string>
#include <vector>

#include "tools/recipes/recipe_file.h"

#include "services/policyd/policy_table.h"

namespace recipes {

// The tables are those that the drafts and the rules became.
void CheckAllowed(const std::vector<Draft> &drafts, const recipe_table *table, const policy_table *rules,
                  const std::string &policy_path, Diagnostics &diagnostics);

}  // namespace recipes
