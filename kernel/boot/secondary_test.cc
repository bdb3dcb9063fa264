// SPDX-License-Identifier: Apache-2.0
// Starting harts against a firmware that answers as told: the real boot, percpu, IPI, lock and console code runs here.
#include <gtest/gtest.h>

extern "C" {
#include "abi/exit_status.h"
#include "kernel/boot/devicetree.h"
#include "kernel/boot/secondary.h"
#include "kernel/memory/memory.h"
#include "kernel/percpu/percpu.h"
#include "kernel/timer/timer.h"
}
#include "testing/fakes/arch/fake_arch.h"

namespace {

constexpr uint32_t kHarts = 3;

// Each test is a process of its own below EXPECT_EXIT, or the only user of the machine in this one.
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
    timer_init(1000);
    cpu *self = percpu_find_hart(hart_id{10});
    ASSERT_NE(self, nullptr);
    fake_become(self);
    percpu_set_online(self);
}

class SecondaryHarts : public testing::Test {
  protected:
    // The online mask is of the whole process, so every test runs in a child of its own.
    static void Run(void (*body)()) {
        EXPECT_EXIT(
            {
                MakeMachine();
                body();
                _Exit(testing::Test::HasFailure() ? 1 : 0);
            },
            testing::ExitedWithCode(0), "");
    }
};

TEST_F(SecondaryHarts, EveryHartIsStartedInCpuOrder) {
    EXPECT_EXIT(
        {
            MakeMachine();
            secondary_start_all();
            _Exit(fake_firmware.start_count == kHarts - 1 && fake_firmware.started_hart == 12 ? 0 : 1);
        },
        testing::ExitedWithCode(0), "KINIT: cpu0 online\r\nKINIT: cpu1 online\r\nKINIT: cpu2 online");
}

TEST_F(SecondaryHarts, NoHartControlIsAFailedBootNotFewerHarts) {
    EXPECT_EXIT(
        {
            MakeMachine();
            fake_firmware.has_hart_control = false;
            secondary_start_all();
            _Exit(0);
        },
        testing::ExitedWithCode(ABI_EXIT_BOOT_REFUSED), "KINIT: FAIL the firmware cannot start harts");
}

TEST_F(SecondaryHarts, AHartTheFirmwareDoesNotKnowIsAFailedBoot) {
    EXPECT_EXIT(
        {
            MakeMachine();
            fake_firmware.start_result = ABI_ENODEV;
            secondary_start_all();
            _Exit(0);
        },
        testing::ExitedWithCode(ABI_EXIT_BOOT_REFUSED),
        "KINIT: FAIL cpu1 .hart 11. is not online: the firmware knows no such hart");
}

TEST_F(SecondaryHarts, AHartThatDoesNotComeUpWithinItsBoundIsAFailedBoot) {
    EXPECT_EXIT(
        {
            MakeMachine();
            fake_firmware.started_hart_comes_online = false;
            secondary_start_all();
            _Exit(0);
        },
        testing::ExitedWithCode(ABI_EXIT_BOOT_REFUSED),
        "KINIT: FAIL cpu1 .hart 11. is not online: it was started but did not come up");
}

TEST_F(SecondaryHarts, EntryPointsOutsideKernelTextAreRefusedBeforeTheFirmwareIsAsked) {
    Run([] {
        const uint64_t outside[] = {0, fake_text_begin() - 2, fake_text_end(), UINT64_MAX};
        for (uint64_t entry : outside) {
            EXPECT_EQ(secondary_start_cpu(cpu_id{1}, entry), ABI_EINVAL) << entry;
        }
        EXPECT_EQ(fake_firmware.start_count, 0u);
        EXPECT_EQ(percpu_online().bits, 1u);
    });
}

TEST_F(SecondaryHarts, TheFirstAndLastAddressOfKernelTextAreAccepted) {
    Run([] {
        EXPECT_EQ(secondary_start_cpu(cpu_id{1}, fake_text_begin()), ABI_OK);
        EXPECT_EQ(secondary_start_cpu(cpu_id{2}, fake_text_end() - 2), ABI_OK);
        EXPECT_EQ(percpu_online().bits, 7u);
    });
}

TEST_F(SecondaryHarts, ACpuThatDoesNotExistIsRefusedBeforeTheFirmwareIsAsked) {
    Run([] {
        EXPECT_EQ(secondary_start_cpu(cpu_id{kHarts}, fake_text_begin()), ABI_EINVAL);
        EXPECT_EQ(secondary_start_cpu(cpu_id{UINT32_MAX}, fake_text_begin()), ABI_EINVAL);
        EXPECT_EQ(fake_firmware.start_count, 0u);
    });
}

TEST_F(SecondaryHarts, AnOnlineCpuIsNotStartedAgain) {
    Run([] {
        EXPECT_EQ(secondary_start_cpu(cpu_id{0}, fake_text_begin()), ABI_EBUSY);
        EXPECT_EQ(secondary_start_cpu(cpu_id{1}, fake_text_begin()), ABI_OK);
        EXPECT_EQ(secondary_start_cpu(cpu_id{1}, fake_text_begin()), ABI_EBUSY);
        EXPECT_EQ(fake_firmware.start_count, 1u);
    });
}

}  // namespace
