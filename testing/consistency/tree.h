// SPDX-License-Identifier: Apache-2.0
// The sources that are checked: everything that lies in the workspace's folders, not what BUILD files happen to name,
// so that a new file cannot be forgotten.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "testing/consistency/token.h"

#ifdef __cplusplus
extern "C" {
#endif

struct source {
    char *path;  // from the root, with '/'
    char *text;
    enum token_style style;
    struct token_list tokens;
};

struct tree {
    struct source *items;
    size_t count;
    size_t capacity;
};

// Adds a file by its path and contents (both are copied), if it is of a kind that is read: C, C++, assembly, linker
// scripts, Bazel, shell. Anything else is passed over.
void tree_add(struct tree *tree, const char *path, const char *text);

// True for a path of such a kind.
bool tree_reads(const char *path);

// Adds every file below the folder `root`. Symbolic links (Bazel's into its output base) and .git are passed over.
// Errors: false, and the path that could not be read in `failed` (cut off when it does not fit).
bool tree_add_folder(struct tree *tree, const char *root, char *failed, size_t failed_bytes);

void tree_release(struct tree *tree);

// Null when there is none.
const struct source *tree_find(const struct tree *tree, const char *path);

bool path_ends_with(const char *path, const char *end);

// True when the path is that of the folder or of something in it.
bool path_is_in(const char *path, const char *folder);

// True for a test on the host.
bool path_is_host_test(const char *path);

// Tests, their input, and what only tests use: code that is in no image that people run.
bool path_is_test(const char *path);

#ifdef __cplusplus
}
#endif
