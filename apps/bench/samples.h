// SPDX-License-Identifier: Apache-2.0
// Minimum, median and maximum of a row of measurements. Pure.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sample_summary {
    uint64_t minimum;
    uint64_t median;  // of an even number: the lower of the two in the middle
    uint64_t maximum;
};

// Sorts the samples in place; count is not 0.
struct sample_summary samples_summarize(uint64_t *samples, size_t count);

#ifdef __cplusplus
}
#endif
