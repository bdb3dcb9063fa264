// SPDX-License-Identifier: Apache-2.0
// The kernel command line: words separated by spaces, each "name=value" or "name". Pure.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Copies the value of `name` into value (NUL-terminated). False, and value untouched, when the name is absent, has
// no "=", occurs twice, or its value with the NUL is longer than capacity.
bool command_line_text(const char *line, const char *name, char *value, size_t capacity);

// The same for an unsigned decimal number; anything else (sign, empty, overflow, trailing text) is false.
bool command_line_number(const char *line, const char *name, uint64_t *value);

// Has `name` just that value?
bool command_line_says(const char *line, const char *name, const char *value);

#ifdef __cplusplus
}
#endif
