// SPDX-License-Identifier: Apache-2.0
// Compiles files that are written in the test.
#pragma once

#include <string>
#include <vector>

#include "tools/recipes/compile.h"

namespace recipes_fixture {

struct Result {
    recipes::Tables tables;
    std::string errors;
};

inline Result Compile(const std::vector<recipes::Source> &sources, const std::string &policy = "",
                      recipes::PolicyOf policy_of = recipes::PolicyOf::These) {
    recipes::Diagnostics diagnostics;
    Result result;
    result.tables = recipes::Compile(sources, {"policy.toml", policy}, policy_of, diagnostics);
    result.errors = diagnostics.Text();
    return result;
}

inline std::string Errors(const std::vector<recipes::Source> &sources, const std::string &policy = "") {
    return Compile(sources, policy).errors;
}

}  // namespace recipes_fixture
