// SPDX-License-Identifier: Apache-2.0
// Whatever bytes are given as a boot archive: nothing outside them is read, and a file that is found lies inside them.
#include "libs/archive/archive.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Of the seed archives, and one that the fuzzer has to make up.
static const char *const names[] = {"init", "etc/settings", "x"};

static void check_name(const uint8_t *archive, size_t size, const char *name) {
    static const uint8_t nothing;
    struct archive_file file = {&nothing, 77};
    if (archive_find(archive, size, name, &file) != ARCHIVE_OK) {
        if (file.data != &nothing || file.bytes != 77) {
            abort();
        }
        return;
    }
    if (file.data < archive || file.data > archive + size || file.bytes > (size_t)(archive + size - file.data)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint8_t *archive = malloc(size + 1);
    if (archive == NULL) {
        return 0;
    }
    // An archive may lie anywhere: at an odd address here.
    memcpy(archive + 1, data, size);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        check_name(archive + 1, size, names[i]);
    }
    free(archive);
    return 0;
}
