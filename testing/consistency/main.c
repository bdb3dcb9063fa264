// SPDX-License-Identifier: Apache-2.0
// check ROOT: holds the invariant register of the source tree at ROOT against that tree. Prints one line for each
// finding; exits with 0 when there is none.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testing/consistency/array.h"
#include "testing/consistency/check.h"

enum {
    PATH_BYTES = 4096,
    REGISTER_BYTES_MAX = 1 << 20,
};

static const char REGISTER_PATH[] = "testing/consistency/register.txt";

// Null, and a line about why, when the register cannot be read whole.
static char *read_register(const char *root) {
    char path[PATH_BYTES];
    (void)snprintf(path, sizeof(path), "%s/%s", root, REGISTER_PATH);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        (void)fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return NULL;
    }
    char *text = text_allocate(REGISTER_BYTES_MAX);
    size_t length = fread(text, 1, REGISTER_BYTES_MAX, file);
    text[length] = 0;
    (void)fclose(file);
    if (length == REGISTER_BYTES_MAX || strlen(text) != length) {
        (void)fprintf(stderr, "%s: too long, or not a text\n", path);
        free(text);
        return NULL;
    }
    return text;
}

static int check_root(const char *root, const char *register_text) {
    struct tree tree = {0};
    struct finding_list findings = {0};
    char failed[PATH_BYTES];
    if (!tree_add_folder(&tree, root, failed, sizeof(failed))) {
        (void)fprintf(stderr, "%s: cannot be read whole\n", failed);
        tree_release(&tree);
        return EXIT_FAILURE;
    }
    check_all(REGISTER_PATH, register_text, &tree, &findings);
    finding_print_all(&findings, stdout);
    (void)printf("%zu sources, %zu findings\n", tree.count, findings.count);
    int status = findings.count == 0 && tree.count != 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    finding_list_release(&findings);
    tree_release(&tree);
    return status;
}

int main(int argc, char *argv[]) {
    if (argc != 2) {
        (void)fprintf(stderr, "usage: check ROOT\n");
        return EXIT_FAILURE;
    }
    char *register_text = read_register(argv[1]);
    int status = register_text == NULL ? EXIT_FAILURE : check_root(argv[1], register_text);
    free(register_text);
    return status;
}
