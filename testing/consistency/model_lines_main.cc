// SPDX-License-Identifier: Apache-2.0
// Prints the lines by which the models name what they are models of, with the hashes of the functions as they are:
// `bazel run //testing/consistency:model_lines`.
#include <cstdio>
#include <cstdlib>

#include "testing/consistency/workspace_sources.h"

int main() {
    const char *root = std::getenv("BUILD_WORKSPACE_DIRECTORY");
    if (root == nullptr) {
        std::fputs("run by `bazel run`\n", stderr);
        return EXIT_FAILURE;
    }
    std::fputs(model_links::Lines(model_links::ReadWorkspace(root)).c_str(), stdout);
    return EXIT_SUCCESS;
}
