// SPDX-License-Identifier: Apache-2.0
// Models of protocols (testing/models/*.pml) and the functions that they are models of. A model names each in its first lines, with a hash
// of its text; the function's comment names the model. So neither can change, move or go without a look at the other.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace model_links {

// Files of the tree by path.
using Sources = std::map<std::string, std::string>;

// Of a function's definition without comments and blanks: 8 hexadecimal digits. "": the text does not define it.
std::string HashOf(const std::string &path, const std::string &text, const std::string &function);

// What is wrong, a line each.
std::vector<std::string> Check(const Sources &sources);

// The lines "Models: FILE FUNCTION HASH" as they should read, below the path of each model.
std::string Lines(const Sources &sources);

}  // namespace model_links
