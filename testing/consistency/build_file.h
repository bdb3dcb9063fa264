// SPDX-License-Identifier: Apache-2.0
// The tests that a BUILD file declares. It must be in buildifier's format, which //tools/format checks: a statement
// begins at the start of a line, and every target states its name.
//
// A name may be put together from strings, the variable of a comprehension, "..." % and +. What stands for a variable
// is taken from the literals of its statement and of the lists and tables that the statement names, loaded ones
// included, and may be any number where a function makes the list. Names that a macro makes out of its own are not
// found.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "testing/consistency/tree.h"

#ifdef __cplusplus
extern "C" {
#endif

enum build_label_limits {
    BUILD_LABEL_BYTES = 256,
};

enum build_label_result {
    BUILD_LABEL_TEST,
    BUILD_LABEL_MALFORMED,  // not "//folder:name"
    BUILD_LABEL_MISSING,
    BUILD_LABEL_NOT_TEST,  // what declares it has no "_test" in its name
    BUILD_LABEL_MANUAL,    // `bazel test //...` leaves it out
};

enum build_label_result build_file_find_test(const struct tree *tree, const char *label);

#ifdef __cplusplus
}
#endif
