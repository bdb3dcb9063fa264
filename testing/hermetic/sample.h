// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// FNV-1a of `length` bytes.
uint32_t sample_hash(const void *bytes, uint32_t length);

#ifdef __cplusplus
}
#endif
