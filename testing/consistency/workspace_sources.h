// SPDX-License-Identifier: Apache-2.0
// The kernel's sources and the models, as they lie in the workspace.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>

#include "testing/consistency/model_links.h"

namespace model_links {

inline Sources ReadWorkspace(const std::filesystem::path &root) {
    namespace fs = std::filesystem;
    Sources sources;
    for (const char *folder : {"kernel", "testing/models"}) {
        for (const auto &entry : fs::recursive_directory_iterator(root / folder)) {
            const std::string end = entry.path().extension();
            if (entry.is_regular_file() && (end == ".c" || end == ".h" || end == ".S" || end == ".pml")) {
                std::ifstream file(entry.path());
                sources[fs::relative(entry.path(), root)] = {std::istreambuf_iterator<char>(file), {}};
            }
        }
    }
    return sources;
}

}  // namespace model_links
