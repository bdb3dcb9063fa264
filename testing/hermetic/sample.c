// SPDX-License-Identifier: Apache-2.0
#include "testing/hermetic/sample.h"

uint32_t sample_hash(const void *bytes, uint32_t length) {
    const uint8_t *byte = bytes;
    uint32_t hash = 2166136261u;
    for (uint32_t i = 0; i < length; i++) {
        hash = (hash ^ byte[i]) * 16777619u;
    }
    return hash;
}
