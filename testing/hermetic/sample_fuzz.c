// SPDX-License-Identifier: Apache-2.0
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "testing/hermetic/sample.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// A hash is a function of its bytes alone.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (sample_hash(data, (uint32_t)size) != sample_hash(data, (uint32_t)size)) {
        abort();
    }
    return 0;
}
