// SPDX-License-Identifier: Apache-2.0
// The kernel as it is: like register_test, from the workspace itself. Proof code is left out, which writes other harts' state in order to be
// refused.
#include <gtest/gtest.h>

#include <cstdlib>

#include "testing/consistency/owner_flow.h"
#include "testing/consistency/tree.h"
#include "testing/consistency/workspace_sources.h"

namespace {

TEST(OwnerFlowTree, EveryMutatorIsTheOwner) {
    const char *file = std::getenv("WORKSPACE_FILE");
    ASSERT_NE(file, nullptr);
    owner_flow::Sources kernel;
    for (const auto &one : model_links::ReadWorkspace(std::filesystem::canonical(file).parent_path())) {
        if (path_is_in(one.first.c_str(), "kernel") && !path_is_in(one.first.c_str(), "kernel/selftest") &&
            !path_is_test(one.first.c_str())) {
            kernel.insert(one);
        }
    }
    const owner_flow::Report report = owner_flow::Check(kernel, {"kernel/percpu/percpu.c percpu_init"});
    EXPECT_GE(report.mutators, 40u) << "they are not recognized any more";
    for (const std::string &finding : report.findings) {
        ADD_FAILURE() << finding;
    }
}

}  // namespace
