// SPDX-License-Identifier: Apache-2.0
// How long something had to wait at most, by times that were written down: when each wait began, and when one ended. Pure.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum waits_limits { WAITS_KEPT = 256 };

// Begins all zero. Times come in any order; what there is no place for is not looked at.
struct waits {
    uint32_t begin_count;
    uint32_t end_count;
    uint64_t begins[WAITS_KEPT];
    uint64_t ends[WAITS_KEPT];
};

struct waits_found {
    uint32_t count;
    uint64_t longest;  // from a beginning to the first end that does not come before it
};

void waits_begin(struct waits *waits, uint64_t time);
void waits_end(struct waits *waits, uint64_t time);

// Of the waits that began at that time or later. What has not ended does not count.
struct waits_found waits_find(const struct waits *waits, uint64_t since);

#ifdef __cplusplus
}
#endif
