// SPDX-License-Identifier: Apache-2.0
// Arrays that grow. For host tools: running out of memory ends the process with a line that says so.
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Makes room for one more item behind `count` of them. Returns where the items are now.
// Owns: the caller releases what is returned with free(); `items` is no longer valid.
void *array_grow(void *items, size_t count, size_t *capacity, size_t item_bytes);

// Room for so many characters and a NUL, which is set. Owns: the caller releases it with free().
char *text_allocate(size_t length);

// A copy of so many characters, with a NUL. Owns: the caller releases it with free().
char *text_copy(const char *text, size_t length);

#ifdef __cplusplus
}
#endif
