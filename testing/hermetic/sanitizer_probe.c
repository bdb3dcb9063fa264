// SPDX-License-Identifier: Apache-2.0
//
// Does on purpose what each sanitizer is there to find, chosen by the length of the input; at any other length, nothing.
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

enum { LENGTH_OVERFLOW = 7, LENGTH_USE_AFTER_FREE = 9 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    volatile int number = INT_MAX;
    if (size == LENGTH_OVERFLOW) {
        number = number + data[0] + 1;
    }
    if (size == LENGTH_USE_AFTER_FREE) {
        uint8_t *volatile memory = malloc(size);
        free(memory);
        number = memory[0];
    }
    return 0;
}
