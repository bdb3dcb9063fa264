// SPDX-License-Identifier: Apache-2.0
#include "kernel/percpu/cpu_id.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace {

TEST(CpuSet, OfACpuHoldsThatCpuAndNoOther) {
    for (uint32_t cpu = 0; cpu < ABI_HARTS_MAX; cpu++) {
        const cpu_set set = cpu_set_of({cpu});
        EXPECT_EQ(set.bits, UINT64_C(1) << cpu);
        for (uint32_t other = 0; other < ABI_HARTS_MAX; other++) {
            EXPECT_EQ(cpu_set_has(set, {other}), other == cpu) << cpu << " " << other;
        }
    }
}

TEST(CpuSet, HoldsBothEnds) {
    const cpu_set set = {UINT64_C(1) << 63 | 1};
    EXPECT_TRUE(cpu_set_has(set, {0}));
    EXPECT_FALSE(cpu_set_has(set, {1}));
    EXPECT_FALSE(cpu_set_has(set, {62}));
    EXPECT_TRUE(cpu_set_has(set, {63}));
}

}  // namespace
