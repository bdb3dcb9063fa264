// SPDX-License-Identifier: Apache-2.0
// devicetree_edit IN OUT [EDIT...]: see devicetree_edit.h.
#include <stdio.h>
#include <stdlib.h>

#include "testing/boot/devicetree_edit.h"

static bool read_blob(const char *path, struct devicetree_blob *blob) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    blob->bytes = fread(blob->data, 1, sizeof(blob->data), file);
    bool whole = feof(file) != 0;
    (void)fclose(file);
    return whole;
}

static bool write_blob(const char *path, const struct devicetree_blob *blob) {
    FILE *file = fopen(path, "wb");
    bool written = file != NULL && fwrite(blob->data, 1, blob->bytes, file) == blob->bytes;
    return file != NULL && fclose(file) == 0 && written;
}

static int edit(struct devicetree_blob *blob, int argc, char *argv[]) {
    char reason[DEVICETREE_EDIT_REASON_BYTES] = "cannot be read, or is too large";
    bool done = read_blob(argv[1], blob) && devicetree_edit_begin(blob, reason);
    for (int i = 3; done && i < argc; i++) {
        done = devicetree_edit_apply(blob, argv[i], reason);
    }
    if (!done || !write_blob(argv[2], blob)) {
        (void)fprintf(stderr, "devicetree_edit %s: %s\n", argv[1], done ? "cannot write" : reason);
        return 1;
    }
    return 0;
}

int main(int argc, char *argv[]) {
    if (argc < 3) {
        (void)fprintf(stderr, "usage: devicetree_edit IN OUT [EDIT...]\n");
        return 2;
    }
    struct devicetree_blob *blob = calloc(1, sizeof(*blob));
    int status = blob == NULL ? 1 : edit(blob, argc, argv);
    free(blob);
    return status;
}
