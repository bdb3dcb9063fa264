// SPDX-License-Identifier: Apache-2.0
#include "testing/hermetic/sample.h"

#include <gtest/gtest.h>

TEST(Sample, HashMatchesPublishedVector) {
    EXPECT_EQ(sample_hash("a", 1), 0xe40c292cu);
}
