// SPDX-License-Identifier: Apache-2.0
// docs/ownership.md and the tree as it is: like register_test, from the workspace itself.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "testing/consistency/ownership.h"

namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path &path) {
    std::ifstream file(path);
    EXPECT_TRUE(file.good()) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}

// The selftests' own words are their own.
bool IsKernelSource(const std::string &path) {
    const std::string end = fs::path(path).extension();
    return (end == ".c" || end == ".h") && path.rfind("kernel/selftest/", 0) != 0;
}

TEST(OwnershipTree, ThePageListsWhatTheSourcesDeclare) {
    const char *file = std::getenv("WORKSPACE_FILE");
    ASSERT_NE(file, nullptr);
    const fs::path root = fs::canonical(file).parent_path();
    std::map<std::string, std::string> sources;
    for (const char *folder : {"kernel", "abi"}) {
        for (const auto &entry : fs::recursive_directory_iterator(root / folder)) {
            const std::string path = fs::relative(entry.path(), root);
            if (IsKernelSource(path)) {
                sources[path] = ReadFile(entry.path());
            }
        }
    }
    EXPECT_GT(sources.size(), 100u);
    for (const std::string &finding : ownership::Check(sources, ReadFile(root / "docs/ownership.md"))) {
        ADD_FAILURE() << finding;
    }
}

}  // namespace
