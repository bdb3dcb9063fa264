// SPDX-License-Identifier: Apache-2.0
// The tree as it lies on disk.
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "testing/consistency/array.h"
#include "testing/consistency/tree.h"

enum { PATH_BYTES = 4096 };

struct walk {
    struct tree *tree;
    size_t root_length;  // of the root and its '/', which paths in the tree do not have
    char *failed;
    size_t failed_bytes;
};

static bool fail(const struct walk *walk, const char *path) {
    (void)snprintf(walk->failed, walk->failed_bytes, "%s", path);
    return false;
}

static bool add_file(const struct walk *walk, const char *path, size_t bytes) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return fail(walk, path);
    }
    char *text = text_allocate(bytes);
    size_t length = fread(text, 1, bytes, file);
    text[length] = 0;
    // A source with a NUL in it would be read in part only.
    bool whole = length == bytes && strlen(text) == length;
    (void)fclose(file);
    if (whole) {
        tree_add(walk->tree, path + walk->root_length, text);
    }
    free(text);
    return whole ? true : fail(walk, path);
}

static bool add_folder(const struct walk *walk, const char *folder);

static bool add_entry(const struct walk *walk, const char *folder, const char *name) {
    char path[PATH_BYTES];
    struct stat status;
    if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path)) {
        return fail(walk, path);
    }
    if (lstat(path, &status) != 0) {
        // An editor's temporary file may be gone by now; then it is not part of the tree.
        return errno == ENOENT ? true : fail(walk, path);
    }
    if (S_ISDIR(status.st_mode)) {
        return add_folder(walk, path);
    }
    return !S_ISREG(status.st_mode) || !tree_reads(path) || add_file(walk, path, (size_t)status.st_size);
}

// Recursion is as deep as folders lie in folders.
static bool add_folder(const struct walk *walk, const char *folder) {
    DIR *directory = opendir(folder);
    if (directory == NULL) {
        return fail(walk, folder);
    }
    bool added = true;
    for (struct dirent *entry = readdir(directory); entry != NULL && added; entry = readdir(directory)) {
        static const char *const skipped[] = {".", "..", ".git"};
        bool skip = false;
        for (size_t i = 0; i < sizeof(skipped) / sizeof(skipped[0]); i++) {
            skip = skip || strcmp(entry->d_name, skipped[i]) == 0;
        }
        added = skip || add_entry(walk, folder, entry->d_name);
    }
    (void)closedir(directory);
    return added;
}

bool tree_add_folder(struct tree *tree, const char *root, char *failed, size_t failed_bytes) {
    struct walk walk = {
        .tree = tree,
        .root_length = strlen(root) + 1,
        .failed = failed,
        .failed_bytes = failed_bytes,
    };
    return add_folder(&walk, root);
}
