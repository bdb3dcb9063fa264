// SPDX-License-Identifier: Apache-2.0
// The rules as they were written, and whether they allow what the recipes ask for.
#pragma once

#include <vector>

#include "services/policyd/policy_table.h"
#include "tools/recipes/recipe_file.h"

namespace recipes {

// `drafts` are related: numbers are places.
std::vector<policy_rule> ReadPolicy(const Source &source, const std::vector<Draft> &drafts, Diagnostics &diagnostics);

// Reports what recipes ask for beyond what each may have, and the rule that is missing.
void CheckAllowed(const std::vector<Draft> &drafts, const std::vector<policy_rule> &rules,
                  const std::string &policy_path, Diagnostics &diagnostics);

}  // namespace recipes
