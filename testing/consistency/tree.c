// SPDX-License-Identifier: Apache-2.0
#include "testing/consistency/tree.h"

#include <stdlib.h>
#include <string.h>

#include "testing/consistency/array.h"

struct kind {
    const char *end;
    enum token_style style;
};

static const struct kind kinds[] = {
    {".c", TOKEN_STYLE_C},
    {".h", TOKEN_STYLE_C},
    {".cc", TOKEN_STYLE_C},
    {".cpp", TOKEN_STYLE_C},
    {".hpp", TOKEN_STYLE_C},
    {".inc", TOKEN_STYLE_C},
    {".S", TOKEN_STYLE_C},
    {".s", TOKEN_STYLE_C},
    {".ld", TOKEN_STYLE_C},
    {".bzl", TOKEN_STYLE_BAZEL},
    {".sh", TOKEN_STYLE_SHELL},
    {".ci/run", TOKEN_STYLE_SHELL},
    {"BUILD.bazel", TOKEN_STYLE_BAZEL},
};

bool path_ends_with(const char *path, const char *end) {
    size_t path_length = strlen(path);
    size_t end_length = strlen(end);
    return path_length >= end_length && strcmp(path + path_length - end_length, end) == 0;
}

bool path_is_in(const char *path, const char *folder) {
    size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == 0);
}

bool path_is_host_test(const char *path) {
    static const char *const ends[] = {"_test.cc", "_test.c", "_test.sh", "_fuzz.c"};
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        if (path_ends_with(path, ends[i])) {
            return true;
        }
    }
    return false;
}

bool path_is_test(const char *path) {
    return path_is_host_test(path) || path_is_in(path, "testing") || strstr(path, "/testdata/") != NULL;
}

static const struct kind *find_kind(const char *path) {
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (path_ends_with(path, kinds[i].end)) {
            return &kinds[i];
        }
    }
    return NULL;
}

bool tree_reads(const char *path) {
    return find_kind(path) != NULL;
}

void tree_add(struct tree *tree, const char *path, const char *text) {
    const struct kind *kind = find_kind(path);
    if (kind == NULL) {
        return;
    }
    tree->items = array_grow(tree->items, tree->count, &tree->capacity, sizeof(tree->items[0]));
    struct source *source = &tree->items[tree->count++];
    source->path = text_copy(path, strlen(path));
    source->text = text_copy(text, strlen(text));
    source->style = kind->style;
    source->tokens = token_read_all(source->text, source->style);
}

void tree_release(struct tree *tree) {
    for (size_t i = 0; i < tree->count; i++) {
        free(tree->items[i].path);
        free(tree->items[i].text);
        token_list_release(&tree->items[i].tokens);
    }
    free(tree->items);
    *tree = (struct tree){0};
}

const struct source *tree_find(const struct tree *tree, const char *path) {
    for (size_t i = 0; i < tree->count; i++) {
        if (strcmp(tree->items[i].path, path) == 0) {
            return &tree->items[i];
        }
    }
    return NULL;
}
