// SPDX-License-Identifier: Apache-2.0
#include "apps/stress/harts.h"

#include <cstdint>

#include "gtest/gtest.h"

#include "abi/object.h"

namespace {

TEST(Epochs, JudgeWhatLiesStrictlyInside) {
    static stress_epochs epochs;
    stress_epoch_begin(&epochs, 7, 0b0110, 100);
    EXPECT_EQ(stress_epochs_judge(&epochs, 7, 1, 101), STRESS_INSIDE);
    EXPECT_EQ(stress_epochs_judge(&epochs, 7, 2, 1u << 30), STRESS_INSIDE);
    EXPECT_EQ(stress_epochs_judge(&epochs, 7, 0, 101), STRESS_OUTSIDE);
    EXPECT_EQ(stress_epochs_judge(&epochs, 7, 3, 101), STRESS_OUTSIDE);
    EXPECT_EQ(stress_epochs_judge(&epochs, 7, 3, 100), STRESS_UNKNOWN);
    EXPECT_EQ(stress_epochs_judge(&epochs, 8, 3, 101), STRESS_UNKNOWN);

    stress_epoch_end(&epochs, 200);
    EXPECT_EQ(stress_epochs_judge(&epochs, 7, 0, 199), STRESS_OUTSIDE);
    EXPECT_EQ(stress_epochs_judge(&epochs, 7, 0, 200), STRESS_UNKNOWN);
}

TEST(Epochs, RememberTheLastOnesAndNoOthers) {
    static stress_epochs epochs;
    for (uint64_t i = 0; i < STRESS_EPOCHS + 1; i++) {
        stress_epoch_begin(&epochs, 7, UINT64_C(1) << i, 10 * i);
        stress_epoch_end(&epochs, 10 * i + 5);
    }
    EXPECT_EQ(stress_epochs_judge(&epochs, 7, 0, 1), STRESS_UNKNOWN);
    for (uint32_t i = 1; i < STRESS_EPOCHS + 1; i++) {
        EXPECT_EQ(stress_epochs_judge(&epochs, 7, i, 10 * i + 1), STRESS_INSIDE) << i;
        EXPECT_EQ(stress_epochs_judge(&epochs, 7, i + 1, 10 * i + 4), STRESS_OUTSIDE) << i;
        EXPECT_EQ(stress_epochs_judge(&epochs, 7, i, 10 * i + 6), STRESS_UNKNOWN) << i;
    }
}

TEST(Epochs, OneThatIsBeingWrittenIsNotJudged) {
    static stress_epochs epochs;
    stress_epoch_begin(&epochs, 7, 1, 0);
    epochs.ring[0].version++;
    EXPECT_EQ(stress_epochs_judge(&epochs, 7, 1, 1), STRESS_UNKNOWN);
}

struct Case {
    uint32_t count;
    uint64_t home;
    uint32_t placement;
    uint64_t named;
    uint64_t home_after;
    uint64_t allowed;  // 0: refused
};

TEST(Harts, ArePlacedAsTheInterfaceSays) {
    const Case cases[] = {
        {8, 0xff, ABI_PLACEMENT_ANY, 0, 0xff, 0xff},
        {8, 0xff, ABI_PLACEMENT_EFFICIENCY, 0, 0xff, 0x03},
        {8, 0xff, ABI_PLACEMENT_PERFORMANCE, 0, 0xff, 0xfc},
        {8, 0xff, ABI_PLACEMENT_HARTS, 0xf0f0, 0xf0, 0xf0},
        {8, 0xff, ABI_PLACEMENT_HARTS, 0xff00, 0xff, 0},
        {8, 0x81, ABI_PLACEMENT_EFFICIENCY, 0xff, 0x81, 0x01},
        {8, 0x80, ABI_PLACEMENT_EFFICIENCY, 0xff, 0x80, 0},
        {4, 0x0f, ABI_PLACEMENT_EFFICIENCY, 0, 0x0f, 0x01},
        {2, 0x03, ABI_PLACEMENT_PERFORMANCE, 0, 0x03, 0x02},
        {1, 0x01, ABI_PLACEMENT_PERFORMANCE, 0, 0x01, 0x01},
        {64, UINT64_MAX, ABI_PLACEMENT_EFFICIENCY, 0, UINT64_MAX, 0xffff},
    };
    for (const Case &one : cases) {
        stress_harts task = {.home = one.home, .allowed = one.home};
        EXPECT_EQ(stress_harts_place(&task, one.placement, one.named, one.count), one.allowed != 0);
        EXPECT_EQ(task.home, one.home_after);
        EXPECT_EQ(task.allowed, one.allowed == 0 ? one.home : one.allowed);
    }
}

}  // namespace
