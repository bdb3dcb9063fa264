// SPDX-License-Identifier: Apache-2.0
#include "apps/bench/samples.h"

#include <stdlib.h>

static int compare(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

struct sample_summary samples_summarize(uint64_t *samples, size_t count) {
    qsort(samples, count, sizeof(samples[0]), compare);
    return (struct sample_summary){
        .minimum = samples[0], .median = samples[(count - 1) / 2], .maximum = samples[count - 1]};
}
