// SPDX-License-Identifier: Apache-2.0
// The calls on memory, as a task makes them: what is refused, in which order, and what a call that goes in steps leaves behind.
#include <vector>

#include "kernel/memory/machine_fixture.h"

extern "C" {
#include "kernel/arch/cpu.h"
#include "kernel/syscall/syscall.h"
}

namespace {

constexpr uint64_t kAt = UINT64_C(0x40000000);

class MemoryCalls : public MachineTest {
  protected:
    void SetUp() override {
        MachineTest::SetUp();
        own_ = MakeProcess();
        child_ = MakeProcess();
        child_handle_ = GiveProcess(ABI_RIGHT_ALL);
        Run(0, own_);
        cpu_current()->exit_work = 0;
    }
    void TearDown() override {
        CloseAll(child_);  // what it has of its parent's
        EndProcess(own_);
        EndProcess(child_);
        MachineTest::TearDown();
    }

    // A handle to the child in the own process.
    uint32_t GiveProcess(uint8_t rights) {
        uint32_t handle = 0;
        EXPECT_EQ(capability_mint(own_, &child_->object, rights, &handle), ABI_OK);
        return handle;
    }

    // Makes the call until it is done: as the exit of the kernel would.
    struct system_call_result Create(uint64_t pages, uint32_t *rounds = nullptr, uint64_t process = 0) {
        cpu *cpu = cpu_current();
        for (uint32_t round = 1;; round++) {
            cpu->exit_work = 0;
            const system_call_result result = system_call_vmo_create(process, pages);
            if (cpu->exit_work == 0) {
                if (rounds != nullptr) {
                    *rounds = round;
                }
                return result;
            }
        }
    }

    uint64_t MustCreate(uint64_t pages) {
        const system_call_result result = Create(pages);
        EXPECT_EQ(result.error, static_cast<uint64_t>(ABI_OK));
        return result.value;
    }

    static void ExpectError(const system_call_result &result, abi_error error) {
        EXPECT_EQ(result.error, static_cast<uint64_t>(error));
        EXPECT_EQ(result.value, 0u);
    }

    static const object *Building() {
        return cpu_current()->current->building;
    }

    process *own_ = nullptr;
    process *child_ = nullptr;
    uint32_t child_handle_ = 0;
};

TEST_F(MemoryCalls, CreateTakesOneRoundForEachStep) {
    const struct {
        uint32_t pages, rounds;
    } sizes[] = {{1, 1}, {64, 1}, {65, 2}, {ABI_VMO_PAGES_MAX, 16}};
    for (const auto &size : sizes) {
        uint32_t rounds = 0;
        const system_call_result result = Create(size.pages, &rounds);
        ASSERT_EQ(result.error, static_cast<uint64_t>(ABI_OK));
        EXPECT_EQ(rounds, size.rounds);
        EXPECT_EQ(Building(), nullptr);
        const capability *slot = capability_find(capabilities, own_->number, result.value);
        ASSERT_NE(slot, nullptr);
        EXPECT_EQ(slot->kind, ABI_OBJECT_VMO);
        EXPECT_EQ(slot->rights, ABI_RIGHT_ALL);
        EXPECT_EQ(slot->grantable, ABI_RIGHT_ALL);
        EXPECT_EQ(static_cast<const vmo *>(slot->object)->pages, size.pages);
        Close(own_, static_cast<uint32_t>(result.value));
    }
}

TEST_F(MemoryCalls, CreateRefusesBeforeAnythingIsTaken) {
    const uint32_t used = PagesUsed(own_);
    for (const uint64_t pages : {UINT64_C(0), uint64_t{ABI_VMO_PAGES_MAX} + 1, UINT64_C(1) << 32, UINT64_MAX}) {
        ExpectError(Create(pages), ABI_EINVAL);
    }
    own_->budget.limit[BUDGET_PAGES] = used + 3;
    ExpectError(Create(4), ABI_ENOMEM);
    own_->budget.limit[BUDGET_PAGES] = kManyPages;
    own_->budget.limit[BUDGET_VMOS] = 0;
    ExpectError(Create(4), ABI_ENOSPC);
    own_->budget.limit[BUDGET_VMOS] = 1;
    std::vector<uint32_t> taken;
    for (uint32_t slot = 0; capability_slot_take(&own_->slots, &slot);) {
        taken.push_back(slot);
    }
    ExpectError(Create(4), ABI_ENOSPC);
    for (const uint32_t slot : taken) {
        capability_slot_give(&own_->slots, slot);
    }
    EXPECT_EQ(own_->budget.used[BUDGET_VMOS], 0u);
    EXPECT_EQ(PagesUsed(own_), used);
    EXPECT_EQ(Building(), nullptr);
}

TEST_F(MemoryCalls, WhenTheMachineRunsOutWhatWasBuiltGoesBack) {
    std::vector<uint64_t> hoard;
    uint64_t physical = 0;
    const uint32_t used = PagesUsed(own_);
    while (memory_take_page(&physical) == ABI_OK) {
        hoard.push_back(physical);
    }
    for (int i = 0; i < 150; i++) {
        memory_give_page(hoard.back());
        hoard.pop_back();
    }
    ExpectError(Create(200), ABI_ENOMEM);
    EXPECT_EQ(PagesUsed(own_), used);
    EXPECT_EQ(memory_free_bytes(), 150 * kPage);
    EXPECT_EQ(Building(), nullptr);
    EXPECT_EQ(capability_slots_taken(&own_->slots), 1u) << "the child's";
    for (const uint64_t page : hoard) {
        memory_give_page(page);
    }
}

TEST_F(MemoryCalls, MemoryIsPaidForByTheProcessThatIsNamedAndItsHandleIsTheCallers) {
    const uint32_t own_used = PagesUsed(own_);
    const uint32_t child_used = PagesUsed(child_);
    const system_call_result result = Create(100, nullptr, child_handle_);
    ASSERT_EQ(result.error, static_cast<uint64_t>(ABI_OK));
    EXPECT_EQ(PagesUsed(child_), child_used + 101);
    EXPECT_EQ(child_->budget.used[BUDGET_VMOS], 1u);
    EXPECT_EQ(PagesUsed(own_), own_used);
    EXPECT_EQ(own_->budget.used[BUDGET_VMOS], 0u);
    EXPECT_EQ(capability_slots_taken(&child_->slots), 0u);
    Close(own_, static_cast<uint32_t>(result.value));
    EXPECT_EQ(PagesUsed(child_), child_used);
    EXPECT_EQ(child_->budget.used[BUDGET_VMOS], 0u);
}

TEST_F(MemoryCalls, WhoPaysMustBeAProcessThatIsAliveAndOnesToManage) {
    const uint32_t weak = GiveProcess(ABI_RIGHT_READ);
    ExpectError(Create(1, nullptr, 0x7fffff00), ABI_EBADF);
    ExpectError(Create(1, nullptr, MustCreate(1)), ABI_EBADF);
    ExpectError(Create(0, nullptr, weak), ABI_EINVAL);
    ExpectError(Create(1, nullptr, weak), ABI_EPERM);
    child_->state = ABI_PROCESS_ENDING;
    ExpectError(Create(1, nullptr, child_handle_), ABI_EPIPE);
    child_->state = ABI_PROCESS_ALIVE;
    child_->budget.limit[BUDGET_PAGES] = PagesUsed(child_);
    ExpectError(Create(1, nullptr, child_handle_), ABI_ENOMEM);
    child_->budget.limit[BUDGET_VMOS] = 0;
    ExpectError(Create(1, nullptr, child_handle_), ABI_ENOSPC);
    EXPECT_EQ(child_->budget.used[BUDGET_VMOS], 0u);
    EXPECT_EQ(child_->object.references, 3u) << "its maker and two handles";
}

// The slot that waits for the handle is the caller's, whoever pays.
TEST_F(MemoryCalls, WhatIsGivenUpHalfwayGivesBackTheCallersSlotAndNoneOfThePayers) {
    std::vector<uint32_t> taken;
    for (uint32_t slot = 0; taken.size() < 10 && capability_slot_take(&child_->slots, &slot);) {
        taken.push_back(slot);
    }
    const uint32_t own_slots = capability_slots_taken(&own_->slots);
    const uint32_t child_used = PagesUsed(child_);
    (void)system_call_vmo_create(child_handle_, 500);
    ASSERT_NE(Building(), nullptr);
    EXPECT_EQ(capability_slots_taken(&own_->slots), own_slots + 1);
    Close(own_, static_cast<uint32_t>(MustCreate(1)));  // another size: what was begun is given up
    EXPECT_EQ(capability_slots_taken(&own_->slots), own_slots);
    EXPECT_EQ(capability_slots_taken(&child_->slots), taken.size());
    EXPECT_EQ(PagesUsed(child_), child_used);
    for (const uint32_t slot : taken) {
        capability_slot_give(&child_->slots, slot);
    }
}

TEST_F(MemoryCalls, ATaskThatIsLedAwayAndWantsAnotherSizeGetsThatSize) {
    (void)system_call_vmo_create(0, 500);
    ASSERT_NE(Building(), nullptr);
    const uint64_t handle = MustCreate(3);
    EXPECT_EQ(VmoOf(own_, static_cast<uint32_t>(handle))->pages, 3u);
    EXPECT_EQ(PagesUsed(own_), 1u + 3u);
    EXPECT_EQ(own_->budget.used[BUDGET_VMOS], 1u);
}

TEST_F(MemoryCalls, MapAndUnmapInTheOwnProcess) {
    const uint64_t handle = MustCreate(2);
    const system_call_result mapped = system_call_vmo_map(0, handle, 0, 0, 2, kReadWrite);
    ASSERT_EQ(mapped.error, static_cast<uint64_t>(ABI_OK));
    EXPECT_EQ(Access(0, mapped.value + kPage, ABI_RIGHT_WRITE),
              vmo_page(VmoOf(own_, static_cast<uint32_t>(handle)), 1));
    ExpectError(system_call_vmo_protect(0, mapped.value, kRead), ABI_OK);
    EXPECT_EQ(Access(0, mapped.value, ABI_RIGHT_WRITE), 0u);
    ExpectError(system_call_vmo_unmap(0, mapped.value), ABI_OK);
    EXPECT_EQ(Access(0, mapped.value), 0u);
    ExpectError(system_call_vmo_unmap(0, mapped.value), ABI_EINVAL);
}

TEST_F(MemoryCalls, MapIntoAnotherProcessGivesItACapabilityOfItsOwn) {
    const uint64_t handle = MustCreate(1);
    Run(1, child_);
    const uint32_t slots = capability_slots_taken(&child_->slots);
    const system_call_result mapped = system_call_vmo_map(child_handle_, handle, kAt, 0, 1, kRead);
    ASSERT_EQ(mapped.error, static_cast<uint64_t>(ABI_OK));
    EXPECT_EQ(mapped.value, kAt);
    EXPECT_NE(Access(1, kAt), 0u);
    EXPECT_EQ(Access(0, kAt), 0u);
    EXPECT_EQ(capability_slots_taken(&child_->slots), slots + 1);
    uint32_t slot = 0;
    while (child_->capabilities[slot].handle == 0) {
        slot++;
    }
    EXPECT_EQ(child_->capabilities[slot].rights, kRead);
    EXPECT_EQ(child_->capabilities[slot].grantable, 0u);
    EXPECT_EQ(VmoOf(own_, static_cast<uint32_t>(handle))->object.references, 2u);
    EXPECT_EQ(PagesUsed(child_), 1u + 2u) << "it pays for its tables";
    ExpectError(system_call_vmo_unmap(child_handle_, kAt), ABI_OK);
    EXPECT_EQ(Access(1, kAt), 0u);
    EXPECT_EQ(child_->object.references, 2u) << "nobody keeps it";
}

TEST_F(MemoryCalls, ARefusedMappingTakesItsCapabilityBack) {
    const uint64_t handle = MustCreate(1);
    ExpectError(system_call_vmo_map(child_handle_, handle, kAt, 0, 1, kReadExecute), ABI_EBUSY);
    ExpectError(system_call_vmo_map(child_handle_, handle, kAt, 1, 1, kRead), ABI_EINVAL);
    ExpectError(system_call_vmo_map(child_handle_, handle, USER_END, 0, 1, kRead), ABI_EINVAL);
    EXPECT_EQ(capability_slots_taken(&child_->slots), 0u);
    EXPECT_EQ(VmoOf(own_, static_cast<uint32_t>(handle))->object.references, 1u);
    EXPECT_EQ(child_->object.references, 2u);
}

TEST_F(MemoryCalls, ChecksGoFromHandlesOverValuesToAuthority) {
    const uint64_t handle = MustCreate(1);
    const uint32_t weak = GiveProcess(ABI_RIGHT_READ);
    const uint64_t none = 0x7fffff00;
    ExpectError(system_call_vmo_map(none, none, 1, 0, 0, 0), ABI_EBADF);
    ExpectError(system_call_vmo_map(0, none, 1, 0, 0, 0), ABI_EBADF);
    ExpectError(system_call_vmo_map(0, child_handle_, 1, 0, 0, 0), ABI_EBADF);
    ExpectError(system_call_vmo_map(handle, handle, kAt, 0, 1, kRead), ABI_EBADF);
    ExpectError(system_call_vmo_map(weak, handle, kAt + 1, 0, 1, kRead), ABI_EINVAL);
    ExpectError(system_call_vmo_map(weak, handle, kAt, 0, 0, kRead), ABI_EINVAL);
    ExpectError(system_call_vmo_map(weak, handle, kAt, 0, 1, ABI_RIGHT_WRITE), ABI_EINVAL);
    ExpectError(system_call_vmo_map(weak, handle, kAt, 0, 1, (UINT64_C(1) << 32) | kRead), ABI_EINVAL);
    ExpectError(system_call_vmo_map(weak, handle, kAt, 0, 1, kRead), ABI_EPERM);
    ExpectError(system_call_vmo_unmap(none, 1), ABI_EBADF);
    ExpectError(system_call_vmo_unmap(weak, kAt + 1), ABI_EINVAL);
    ExpectError(system_call_vmo_unmap(weak, kAt), ABI_EPERM);
    ExpectError(system_call_vmo_protect(none, 1, 0), ABI_EBADF);
    ExpectError(system_call_vmo_protect(weak, kAt, 0), ABI_EINVAL);
    ExpectError(system_call_vmo_protect(weak, kAt, kRead), ABI_EPERM);
    ExpectError(system_call_vmo_seal(none), ABI_EBADF);
    ExpectError(system_call_vmo_seal(child_handle_), ABI_EBADF);
    EXPECT_EQ(capability_slots_taken(&child_->slots), 0u);
}

TEST_F(MemoryCalls, ADeadProcessGetsNoMappings) {
    const uint64_t handle = MustCreate(1);
    child_->state = ABI_PROCESS_ENDING;
    ExpectError(system_call_vmo_map(child_handle_, handle, kAt, 0, 1, kRead), ABI_EPIPE);
    EXPECT_EQ(child_->object.references, 2u);
    child_->state = ABI_PROCESS_ALIVE;
}

TEST_F(MemoryCalls, SealTakesTheRightToManage) {
    const uint64_t handle = MustCreate(1);
    const uint32_t weak = Give(own_, static_cast<uint32_t>(handle), child_, kReadWrite);
    Run(0, child_);
    ExpectError(system_call_vmo_seal(weak), ABI_EPERM);
    const uint64_t at = system_call_vmo_map(0, weak, 0, 0, 1, kReadWrite).value;
    EXPECT_NE(at, 0u);
    Run(0, own_);
    ExpectError(system_call_vmo_seal(handle), ABI_EBUSY);
    ExpectError(system_call_vmo_unmap(child_handle_, at), ABI_OK);
    ExpectError(system_call_vmo_seal(handle), ABI_OK);
    EXPECT_TRUE(VmoOf(own_, static_cast<uint32_t>(handle))->state.sealed);
    EXPECT_EQ(VmoOf(own_, static_cast<uint32_t>(handle))->object.references, 2u);
}

TEST_F(MemoryCalls, TheHandleMayGoAwayWhileMemoryIsSealed) {
    const uint64_t handle = MustCreate(100);
    Run(1, own_);
    Meanwhile([&] { Close(own_, static_cast<uint32_t>(handle)); });
    ExpectError(system_call_vmo_seal(handle), ABI_OK);
    EXPECT_EQ(own_->budget.used[BUDGET_VMOS], 0u);
    EXPECT_EQ(PagesUsed(own_), 1u);
}

TEST_F(MemoryCalls, AMappingThatAnotherHartChangesMakesTheCallBeRepeated) {
    const uint64_t handle = MustCreate(1);
    const uint64_t at = system_call_vmo_map(0, handle, 0, 0, 1, kReadWrite).value;
    Run(1, own_);
    Meanwhile([&] {
        cpu *cpu = Become(1);
        cpu->exit_work = 0;
        (void)system_call_vmo_unmap(0, at);
        EXPECT_NE(cpu->exit_work, 0u);
        cpu->exit_work = 0;
        (void)system_call_vmo_protect(0, at, kReadWrite);
        EXPECT_NE(cpu->exit_work, 0u);
        Become(0);
    });
    ExpectError(system_call_vmo_protect(0, at, kRead), ABI_OK);
    EXPECT_EQ(cpu_current()->exit_work, 0u);
    EXPECT_EQ(space_mapping_count(own_), 1u);
}

}  // namespace
