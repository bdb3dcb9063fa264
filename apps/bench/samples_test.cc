// SPDX-License-Identifier: Apache-2.0
#include "apps/bench/samples.h"

#include <gtest/gtest.h>

#include <vector>

namespace {

struct Case {
    std::vector<uint64_t> samples;
    uint64_t minimum;
    uint64_t median;
    uint64_t maximum;
};

TEST(Samples, SummaryIsOfTheSortedValues) {
    const Case cases[] = {
        {{7}, 7, 7, 7},          {{9, 1}, 1, 1, 9}, {{5, 1, 3}, 1, 3, 5}, {{UINT64_MAX, 0, 2, 2}, 0, 2, UINT64_MAX},
        {{4, 3, 2, 1}, 1, 2, 4},
    };
    for (Case item : cases) {
        sample_summary summary = samples_summarize(item.samples.data(), item.samples.size());
        EXPECT_EQ(summary.minimum, item.minimum);
        EXPECT_EQ(summary.median, item.median);
        EXPECT_EQ(summary.maximum, item.maximum);
    }
}

}  // namespace
