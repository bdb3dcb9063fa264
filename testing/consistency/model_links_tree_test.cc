// SPDX-License-Identifier: Apache-2.0
// The models and the kernel as they are: like register_test, from the workspace itself.
#include <gtest/gtest.h>

#include <cstdlib>

#include "testing/consistency/workspace_sources.h"

namespace {

TEST(ModelLinksTree, EachModelIsThatOfTheFunctionsAsTheyAre) {
    const char *file = std::getenv("WORKSPACE_FILE");
    ASSERT_NE(file, nullptr);
    const model_links::Sources sources = model_links::ReadWorkspace(std::filesystem::canonical(file).parent_path());
    EXPECT_GT(sources.size(), 100u);
    for (const std::string &finding : model_links::Check(sources)) {
        ADD_FAILURE() << finding;
    }
}

}  // namespace
