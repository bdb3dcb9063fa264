// SPDX-License-Identifier: Apache-2.0
#include "testing/consistency/array.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 16 };

static void *require(void *memory) {
    if (memory == NULL) {
        (void)fputs("out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    return memory;
}

void *array_grow(void *items, size_t count, size_t *capacity, size_t item_bytes) {
    if (count < *capacity) {
        return items;
    }
    *capacity = *capacity == 0 ? FIRST_CAPACITY : *capacity * 2;
    return require(realloc(items, *capacity * item_bytes));
}

char *text_allocate(size_t length) {
    char *text = require(malloc(length + 1));
    text[length] = 0;
    return text;
}

char *text_copy(const char *text, size_t length) {
    char *copy = text_allocate(length);
    memcpy(copy, text, length);
    return copy;
}
