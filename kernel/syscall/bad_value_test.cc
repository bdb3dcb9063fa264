// SPDX-License-Identifier: Apache-2.0
// Values that are none, in each call that takes such: EINVAL, before anything is asked of the rights of a handle, so that handles without
// rights show which of the two answered.
#include <array>

#include "kernel/memory/machine_fixture.h"

extern "C" {
#include "abi/process.h"
#include "kernel/arch/cpu.h"
#include "kernel/interrupt/irq.h"
#include "kernel/syscall/syscall.h"
#include "kernel/task/task.h"
}

namespace {

constexpr uint64_t kAt = UINT64_C(0x40000000);
constexpr uint64_t kLarge = UINT64_C(1) << 32;
constexpr uint64_t kNoRight = UINT64_C(1) + ABI_RIGHT_ALL;

class BadValue : public MachineTest {
  protected:
    static void SetUpTestSuite() {
        MachineTest::SetUpTestSuite();
        ASSERT_EQ(irq_create(percpu_get(cpu_id{0}), 3, &interrupt_), ABI_OK);
    }
    void SetUp() override {
        MachineTest::SetUp();
        own_ = MakeProcess();
        child_ = MakeProcess();
        child_handle_ = Weak(&child_->object);
        uint64_t made = 0;
        EXPECT_EQ(object_create(own_, ABI_OBJECT_NOTIFICATION, &made), ABI_OK);
        notification_ = Give(own_, static_cast<uint32_t>(made), own_, 0);
        vmo_ = Give(own_, MakeVmo(own_, 1), own_, 0);
        Run(0, own_);
        cpu_current()->exit_work = 0;
    }
    void TearDown() override {
        fake_user_memory_is_bad = false;
        Idle(0);
        EndProcess(own_);
        EndProcess(child_);
        MachineTest::TearDown();
    }

    // A handle without rights.
    uint32_t Weak(object *object) {
        uint32_t handle = 0;
        EXPECT_EQ(capability_mint(own_, object, 0, &handle), ABI_OK);
        return handle;
    }

    uint32_t WeakAuthority(abi_object_kind kind) {
        return Weak(object_authority(kind));
    }

    static void ExpectInvalid(const system_call_result &result) {
        EXPECT_EQ(result.error, static_cast<uint64_t>(ABI_EINVAL));
        EXPECT_EQ(result.value, 0u);
    }

    static irq *interrupt_;
    process *own_ = nullptr;
    process *child_ = nullptr;
    uint32_t child_handle_ = 0;
    uint32_t notification_ = 0;
    uint32_t vmo_ = 0;
};

irq *BadValue::interrupt_ = nullptr;

TEST_F(BadValue, RightsOfADerivedCapability) {
    for (uint64_t none : {kNoRight, kLarge, UINT64_MAX}) {
        ExpectInvalid(system_call_capability_derive(notification_, none, 0, 0));
        ExpectInvalid(system_call_capability_derive(notification_, 0, none, 0));
    }
}

TEST_F(BadValue, BytesForTheConsole) {
    const uint32_t log = WeakAuthority(ABI_OBJECT_LOG);
    fake_user_memory_is_bad = true;
    for (uint64_t many : {UINT64_C(1) + ABI_CONSOLE_WRITE_MAX_BYTES, kLarge, UINT64_MAX}) {
        ExpectInvalid(system_call_console_write(log, kAt, many));
    }
}

TEST_F(BadValue, BytesFromTheConsole) {
    const uint32_t log = WeakAuthority(ABI_OBJECT_LOG);
    for (uint64_t bytes : {UINT64_C(0), UINT64_C(1) + ABI_CONSOLE_READ_MAX_BYTES, kLarge, UINT64_MAX}) {
        ExpectInvalid(system_call_console_read(log, kAt, bytes));
    }
}

TEST_F(BadValue, TheHartOfStatistics) {
    const uint32_t stats = WeakAuthority(ABI_OBJECT_STATS_READ);
    for (uint64_t number : {uint64_t{kHarts}, kLarge, UINT64_MAX}) {
        ExpectInvalid(system_call_hart_statistics(stats, number, kAt));
    }
}

TEST_F(BadValue, TheStatusOfTheMachine) {
    const uint32_t power = WeakAuthority(ABI_OBJECT_POWER);
    for (uint64_t status : {UINT64_C(1) + UINT8_MAX, kLarge, UINT64_MAX}) {
        ExpectInvalid(system_call_power_off(power, status));
    }
}

TEST_F(BadValue, TheRightsOfAMapping) {
    for (uint64_t none :
         {UINT64_C(0), uint64_t{ABI_RIGHT_WRITE}, uint64_t{ABI_RIGHT_EXECUTE}, kNoRight, kLarge | ABI_RIGHT_READ}) {
        ExpectInvalid(system_call_vmo_map(child_handle_, vmo_, kAt, 0, 1, none));
    }
}

TEST_F(BadValue, ThePagesOfAMapping) {
    ExpectInvalid(system_call_vmo_map(child_handle_, vmo_, kAt, 0, 0, ABI_RIGHT_READ));
}

TEST_F(BadValue, TheAddressOfAMapping) {
    for (uint64_t off : {UINT64_C(1), UINT64_C(8), kPage - 1}) {
        ExpectInvalid(system_call_vmo_map(child_handle_, vmo_, kAt + off, 0, 1, ABI_RIGHT_READ));
    }
}

TEST_F(BadValue, TheAddressOfAMappingThatGoes) {
    ExpectInvalid(system_call_vmo_unmap(child_handle_, kAt + 1));
}

TEST_F(BadValue, TheAddressOfAMappingThatChanges) {
    ExpectInvalid(system_call_vmo_protect(child_handle_, kAt + 1, ABI_RIGHT_READ));
}

TEST_F(BadValue, TheRightsOfAMappingThatChanges) {
    ExpectInvalid(system_call_vmo_protect(child_handle_, kAt, ABI_RIGHT_WRITE));
}

TEST_F(BadValue, TheBitsOfASignal) {
    ExpectInvalid(system_call_notification_signal(notification_, 0));
}

TEST_F(BadValue, TheBitsOfATimer) {
    ExpectInvalid(system_call_timer_create(notification_, 0));
}

TEST_F(BadValue, TheBitsOfAnInterrupt) {
    ExpectInvalid(system_call_irq_bind(Weak(&interrupt_->object), notification_, 0));
}

TEST_F(BadValue, TheBitsForAnEnd) {
    ExpectInvalid(system_call_process_watch(child_handle_, notification_, 0));
}

TEST_F(BadValue, ReservedLimitsOfAProcess) {
    abi_process_limits limits = {};
    limits.reserved = 1;
    ExpectInvalid(system_call_process_create(reinterpret_cast<uint64_t>(&limits), 0));
}

TEST_F(BadValue, WhatIsGrantedToOneself) {
    ExpectInvalid(system_call_process_grant(0, notification_, 0, 0));
}

TEST_F(BadValue, TheRightsThatAreGranted) {
    for (uint64_t none : {kNoRight, kLarge, UINT64_MAX}) {
        ExpectInvalid(system_call_process_grant(child_handle_, notification_, none, 0));
        ExpectInvalid(system_call_process_grant(child_handle_, notification_, 0, none));
    }
}

TEST_F(BadValue, TheStatusOfAProcess) {
    for (uint64_t status : {kLarge, UINT64_MAX}) {
        ExpectInvalid(system_call_process_kill(child_handle_, status));
    }
}

TEST_F(BadValue, TheIdOfATask) {
    for (uint64_t id : {kLarge, UINT64_MAX}) {
        ExpectInvalid(system_call_task_open(child_handle_, id));
    }
}

TEST_F(BadValue, TheTaskItselfToWaitFor) {
    ExpectInvalid(system_call_task_join(cpu_current()->current->id.value));
}

TEST_F(BadValue, CountsAndSwitchesOfWhatIsObserved) {
    ExpectInvalid(system_call_audit_read(WeakAuthority(ABI_OBJECT_AUDIT_READ), 0, kAt, 0));
    ExpectInvalid(system_call_trace_control(WeakAuthority(ABI_OBJECT_STATS_READ), 2));
}

}  // namespace
