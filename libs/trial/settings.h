// SPDX-License-Identifier: Apache-2.0
// What a trial is told by a file of its boot archive: lines of a name, a blank and a decimal number. Pure.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"

#ifdef __cplusplus
extern "C" {
#endif

// The number on the line that begins with the name.
// Errors: EINVAL (no such line, two of them, no number, or one of more than 64 bits); *value is untouched.
ABI_MUST_USE enum abi_error settings_find(const char *text, size_t bytes, const char *name, uint64_t *value);

#ifdef __cplusplus
}
#endif
