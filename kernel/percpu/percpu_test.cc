// SPDX-License-Identifier: Apache-2.0
// The online mask: who may set which bit of it.
#include <gtest/gtest.h>

extern "C" {
#include "abi/exit_status.h"
#include "kernel/boot/devicetree.h"
#include "kernel/memory/memory.h"
#include "kernel/percpu/percpu.h"
}
#include "testing/fakes/arch/fake_arch.h"

namespace {

constexpr uint32_t kHarts = 4;

cpu *Cpu(uint32_t number) {
    return percpu_get(cpu_id{number});
}

void MakeMachine() {
    fake_arch_reset();
    static boot_info boot;
    boot = {};
    boot.hart_count = kHarts;
    for (uint32_t i = 0; i < kHarts; i++) {
        boot.harts[i].hart.value = 10 + i;  // sparse: not the cpu number
    }
    boot.memory_count = 1;
    boot.memory[0] = {fake_memory_base(), fake_memory_bytes()};
    ASSERT_EQ(memory_init(&boot, physical_range{1, 1}), ABI_OK);
    ASSERT_EQ(percpu_carve(&boot), ABI_OK);
    memory_start();
    ASSERT_EQ(percpu_init(&boot), ABI_OK);
}

// The mask is of the whole process, so each test is a child of its own.
TEST(OnlineMask, TheHartThatArrivesSetsItsBitAndNoOther) {
    EXPECT_EXIT(
        {
            MakeMachine();
            EXPECT_EQ(percpu_online().bits, 0u);
            uint64_t arrived = 0;
            for (uint32_t number : {2u, 0u, 3u, 1u}) {
                fake_become(Cpu(number));
                percpu_set_online(Cpu(number));
                arrived |= UINT64_C(1) << number;
                EXPECT_EQ(percpu_online().bits, arrived) << number;
            }
            _Exit(testing::Test::HasFailure() ? 1 : 0);
        },
        testing::ExitedWithCode(0), "");
}

TEST(OnlineMask, AHartThatSetsTheBitOfAnotherOneIsAPanic) {
    EXPECT_EXIT(
        {
            MakeMachine();
            fake_become(Cpu(0));
            percpu_set_online(Cpu(1));
            _Exit(0);
        },
        testing::ExitedWithCode(ABI_EXIT_PANIC), "PANIC: cpu0 wrote state of cpu1");
}

}  // namespace
