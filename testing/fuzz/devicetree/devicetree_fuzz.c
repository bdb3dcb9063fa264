// SPDX-License-Identifier: Apache-2.0
// Whatever bytes are given as a device tree: nothing outside them is read, and the answer is either a refusal that
// wrote nothing, or a description the kernel can rely on.
#include "kernel/boot/devicetree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/boot/boot_info_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail(const char *what) {
    fprintf(stderr, "broken promise: %s\n", what);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct boot_info info;
    struct boot_info untouched;
    memset(&info, 0x5a, sizeof(info));
    memset(&untouched, 0x5a, sizeof(untouched));
    void *blob = malloc(size);  // aligned, and of exactly that size
    if (blob == NULL) {
        return 0;
    }
    memcpy(blob, data, size);
    enum devicetree_error error = devicetree_read(blob, size, &info);
    free(blob);
    if (error != DEVICETREE_OK) {
        if (memcmp(&info, &untouched, sizeof(info)) != 0) {
            fail("written although refused");
        }
        return 0;
    }
    const char *defect = boot_info_find_defect(&info);
    if (defect != NULL) {
        fail(defect);
    }
    return 0;
}
