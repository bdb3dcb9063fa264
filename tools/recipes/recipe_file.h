// SPDX-License-Identifier: Apache-2.0
// One recipe as it was written: everything that can be said of it without the others.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "libs/recipe/recipe.h"
#include "tools/recipes/fields.h"

namespace recipes {

struct Draft {
    recipe made;  // without numbers of others
    std::string name;
    bool is_read;  // false: it is no TOML
    std::vector<Word> calls;
    std::vector<Word> needs;
    Place place;
    Place class_place;
    Place shares_place;
    Place harts_place;
    Place calls_place;  // of "control_calls"
    Place burst_place;  // of "burst_ms"
    Place memory_place;
    std::map<uint32_t, Place> capability_places;
};

const std::vector<std::string> &ClassNames();

// The names of capabilities, at the place of each its number less one.
std::vector<std::string> CapabilityNames();

// The recipe has the name of its file.
Draft ReadRecipe(const Source &source, Diagnostics &diagnostics);

}  // namespace recipes
