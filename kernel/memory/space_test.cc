// SPDX-License-Identifier: Apache-2.0
// Mapping, changing and unmapping, and what it costs. What other harts still reach is shootdown_test.cc.
#include <set>
#include <string>
#include <vector>

#include "kernel/memory/machine_fixture.h"

namespace {

constexpr uint64_t kTableBytes = UINT64_C(512) * ABI_PAGE_BYTES;
constexpr uint64_t kGigabyte = UINT64_C(1) << 30;
constexpr uint64_t kLow = UINT64_C(0x10000);

class Space : public MachineTest {
  protected:
    void SetUp() override {
        MachineTest::SetUp();
        own_ = MakeProcess();
        Run(0, own_);
    }
    void TearDown() override {
        EndProcess(own_);
        MachineTest::TearDown();
    }

    static bool IsUncounted(const vmo *vmo) {
        return vmo->state.mappings == 0 && vmo->state.writable_mappings == 0 && vmo->state.executable_mappings == 0;
    }

    process *own_ = nullptr;
};

TEST_F(Space, EveryPageOfAMappingLeadsToItsOwnFrame) {
    for (const uint64_t address : {kLow, kTableBytes - 2 * kPage, kTableBytes}) {
        constexpr uint32_t kPages = 1024;  // the last place has three tables
        const uint32_t handle = MakeVmo(own_, kPages);
        const uint64_t at = MustMap(own_, handle, address, kPages, kReadWrite);
        ASSERT_EQ(at, address);
        for (uint32_t page = 0; page < kPages; page++) {
            ASSERT_EQ(Access(0, at + page * kPage, ABI_RIGHT_WRITE), vmo_page(VmoOf(own_, handle), page)) << page;
        }
        EXPECT_EQ(Access(0, at - kPage), 0u);
        EXPECT_EQ(Access(0, at + kPages * kPage), 0u);
        EXPECT_EQ(space_unmap(own_, at), ABI_OK);
        for (uint32_t page = 0; page < kPages; page++) {
            ASSERT_EQ(Access(0, at + page * kPage), 0u) << page;
        }
        EXPECT_TRUE(IsUncounted(VmoOf(own_, handle)));
        Close(own_, handle);
    }
}

TEST_F(Space, AMappingMayShowAPartOfAMemoryObject) {
    const uint32_t handle = MakeVmo(own_, 10);
    uint64_t at = 0;
    ASSERT_EQ(Map(own_, handle, 0, 3, 5, kRead, &at), ABI_OK);
    for (uint32_t page = 0; page < 5; page++) {
        EXPECT_EQ(Access(0, at + page * kPage), vmo_page(VmoOf(own_, handle), 3 + page));
        EXPECT_EQ(Access(0, at + page * kPage, ABI_RIGHT_WRITE), 0u);
        EXPECT_EQ(Access(0, at + page * kPage, ABI_RIGHT_EXECUTE), 0u);
    }
    EXPECT_EQ(Access(0, at + 5 * kPage), 0u);
}

TEST_F(Space, WhatIsOutsideTheMemoryObjectOrUserSpaceIsRefused) {
    const uint32_t handle = MakeVmo(own_, 4);
    const struct {
        uint64_t address, first, pages;
    } refused[] = {
        {kLow, 0, 0},
        {kLow, 0, 5},
        {kLow, 4, 1},
        {kLow, 1, 4},
        {kLow, UINT64_MAX, 2},
        {kLow, 2, UINT64_MAX},
        {0, 0, UINT64_MAX},
        {kLow + 1, 0, 1},
        {kPage - 1, 0, 1},
        {USER_END, 0, 1},
        {USER_END - kPage, 0, 2},
        {KERNEL_DIRECT_BASE, 0, 1},
        {UINT64_MAX - kPage + 1, 0, 1},
        {own_->space.message_base, 0, 1},
        {own_->space.map.end - kPage, 0, 2},
    };
    uint64_t mapped = 77;
    for (const auto &call : refused) {
        EXPECT_EQ(Map(own_, handle, call.address, call.first, call.pages, kRead, &mapped), ABI_EINVAL)
            << call.address << " " << call.first << " " << call.pages;
    }
    EXPECT_EQ(mapped, 77u);
    EXPECT_EQ(space_mapping_count(own_), 0u);
    EXPECT_EQ(PagesUsed(own_), 1u + 4u);
}

TEST_F(Space, OverlappingAnotherMappingIsRefused) {
    const uint32_t handle = MakeVmo(own_, 4);
    MustMap(own_, handle, kLow, 4, kRead);
    uint64_t mapped = 0;
    EXPECT_EQ(Map(own_, handle, kLow + 3 * kPage, 0, 1, kRead, &mapped), ABI_EINVAL);
    EXPECT_EQ(Map(own_, handle, kLow - kPage, 0, 2, kRead, &mapped), ABI_EINVAL);
    EXPECT_EQ(Map(own_, handle, kLow + 4 * kPage, 0, 1, kRead, &mapped), ABI_OK);
    EXPECT_EQ(VmoOf(own_, handle)->state.mappings, 2u);
}

TEST_F(Space, RightsOtherThanThreeSetsAreRefused) {
    const uint32_t handle = MakeVmo(own_, 1);
    uint64_t mapped = 0;
    for (uint32_t rights = 0; rights <= ABI_RIGHT_ALL + 1; rights++) {
        if (rights != kRead && rights != kReadWrite && rights != kReadExecute) {
            EXPECT_EQ(Map(own_, handle, 0, 0, 1, rights, &mapped), ABI_EINVAL) << rights;
        }
    }
    EXPECT_EQ(space_mapping_count(own_), 0u);
}

TEST_F(Space, MemoryIsWritableBeforeItIsSealedAndExecutableAfterwards) {
    const uint32_t handle = MakeVmo(own_, 1);
    vmo *vmo = VmoOf(own_, handle);
    uint64_t mapped = 0;
    EXPECT_EQ(Map(own_, handle, 0, 0, 1, kReadExecute, &mapped), ABI_EBUSY);
    const uint64_t writable = MustMap(own_, handle, 0, 1, kReadWrite);
    EXPECT_EQ(vmo_seal(vmo), ABI_EBUSY);
    EXPECT_EQ(space_protect(own_, writable, kReadExecute), ABI_EBUSY);
    EXPECT_EQ(space_protect(own_, writable, kRead), ABI_OK);
    EXPECT_EQ(vmo_seal(vmo), ABI_OK);
    EXPECT_EQ(vmo_seal(vmo), ABI_OK);
    EXPECT_EQ(space_protect(own_, writable, kReadWrite), ABI_EBUSY);
    EXPECT_EQ(Map(own_, handle, 0, 0, 1, kReadWrite, &mapped), ABI_EBUSY);
    const uint64_t code = MustMap(own_, handle, 0, 1, kReadExecute);
    EXPECT_NE(Access(0, code, ABI_RIGHT_EXECUTE), 0u);
    EXPECT_EQ(Access(0, code, ABI_RIGHT_WRITE), 0u);
    EXPECT_EQ(space_protect(own_, writable, kReadExecute), ABI_OK);
    EXPECT_NE(Access(0, writable, ABI_RIGHT_EXECUTE), 0u);
    EXPECT_EQ(vmo->state.executable_mappings, 2u);
}

TEST_F(Space, DeviceRegistersAreNeverExecutable) {
    vmo *device = nullptr;
    uint32_t slot = 0;
    ASSERT_EQ(vmo_create_range(ABI_OBJECT_MMIO, 0x10000000, 2 * kPage, &device), ABI_OK);
    ASSERT_TRUE(capability_slot_take(&own_->slots, &slot));
    const uint32_t handle = capability_first(own_, slot, &device->object);
    uint64_t at = 0;
    EXPECT_EQ(Map(own_, handle, 0, 0, 2, kReadExecute, &at), ABI_EINVAL);
    EXPECT_EQ(vmo_seal(device), ABI_EINVAL);
    ASSERT_EQ(Map(own_, handle, 0, 0, 2, kReadWrite, &at), ABI_OK);
    EXPECT_EQ(space_protect(own_, at, kReadExecute), ABI_EINVAL);
    EXPECT_EQ(Access(0, at + kPage, ABI_RIGHT_WRITE), 0x10001000u);
    EXPECT_EQ(space_unmap(own_, at), ABI_OK);
    Close(own_, handle);
    EXPECT_EQ(device->object.references, 0u);
    object_give(&device->object);  // which the kernel does not: the machine keeps its devices
}

TEST_F(Space, ACapabilityMapsNoMoreThanItsRights) {
    process *other = MakeProcess();
    const uint32_t handle = MakeVmo(own_, 1);
    const uint32_t given = Give(own_, handle, other, kRead);
    uint64_t mapped = 0;
    EXPECT_EQ(Map(other, given, 0, 0, 1, kReadWrite, &mapped), ABI_EPERM);
    EXPECT_EQ(Map(other, given, 0, 2, 1, kReadWrite, &mapped), ABI_EINVAL);   // values come before authority
    EXPECT_EQ(Map(other, given, 0, 0, 1, kReadExecute, &mapped), ABI_EPERM);  // and authority before what is in the way
    const uint64_t at = MustMap(other, given, 0, 1, kRead);
    EXPECT_EQ(space_protect(other, at, kReadWrite), ABI_EPERM);
    EXPECT_EQ(space_protect(other, at, kRead), ABI_OK);
    EXPECT_EQ(VmoOf(own_, handle)->state.writable_mappings, 0u);
    EndProcess(other);
    EXPECT_TRUE(IsUncounted(VmoOf(own_, handle)));
}

TEST_F(Space, AHandleThatWentAwayMapsNothing) {
    const uint32_t handle = MakeVmo(own_, 1);
    Close(own_, handle);
    uint64_t mapped = 0;
    EXPECT_EQ(Map(own_, handle, 0, 0, 1, kRead, &mapped), ABI_EBADF);
    const uint32_t next = MakeVmo(own_, 1);
    ASSERT_EQ(SlotOf(next), SlotOf(handle));
    EXPECT_EQ(Map(own_, handle, 0, 0, 1, kRead, &mapped), ABI_EBADF);
    EXPECT_EQ(space_mapping_count(own_), 0u);
}

TEST_F(Space, AMemoryObjectThatEndsIsNotMapped) {
    const uint32_t handle = MakeVmo(own_, 1);
    VmoOf(own_, handle)->ending = true;
    uint64_t mapped = 0;
    EXPECT_EQ(Map(own_, handle, 0, 0, 1, kRead, &mapped), ABI_EPIPE);
    EXPECT_EQ(space_mapping_count(own_), 0u);
}

TEST_F(Space, MappingsOfACapabilityAreFoundOneByOne) {
    const uint32_t handle = MakeVmo(own_, 1);
    const uint32_t other = MakeVmo(own_, 1);
    const uint64_t kept = MustMap(own_, other, 0, 1, kRead);
    for (int i = 0; i < 3; i++) {
        MustMap(own_, handle, 0, 1, kRead);
    }
    for (int i = 0; i < 3; i++) {
        EXPECT_TRUE(space_has_mapping_of_locked(own_, SlotOf(handle)));
        EXPECT_TRUE(space_unmap_one_of(own_, SlotOf(handle)));
    }
    EXPECT_FALSE(space_has_mapping_of_locked(own_, SlotOf(handle)));
    EXPECT_FALSE(space_unmap_one_of(own_, SlotOf(handle)));
    EXPECT_NE(Access(0, kept), 0u);
    EXPECT_EQ(space_mapping_count(own_), 1u);
}

TEST_F(Space, WhereNoMappingBeginsNothingIsUnmapped) {
    const uint32_t handle = MakeVmo(own_, 2);
    const uint64_t at = MustMap(own_, handle, kLow, 2, kRead);
    for (const uint64_t address : {UINT64_C(0), at - kPage, at + 1, at + kPage, at + 2 * kPage, UINT64_MAX}) {
        EXPECT_EQ(space_unmap(own_, address), ABI_EINVAL) << address;
        EXPECT_EQ(space_protect(own_, address, kRead), ABI_EINVAL) << address;
    }
    EXPECT_EQ(space_protect(own_, at, ABI_RIGHT_WRITE), ABI_EINVAL);
    EXPECT_EQ(space_protect(own_, at, ABI_RIGHT_ALL), ABI_EINVAL);
    EXPECT_NE(Access(0, at + kPage), 0u);
}

TEST_F(Space, ThereAreAsManyMappingsAsTheLimitSays) {
    const uint32_t handle = MakeVmo(own_, 1);
    for (uint32_t i = 0; i < ABI_MAPPINGS_PER_PROCESS; i++) {
        MustMap(own_, handle, 0, 1, kReadWrite);
    }
    uint64_t mapped = 0;
    EXPECT_EQ(Map(own_, handle, 0, 0, 1, kReadWrite, &mapped), ABI_ENOSPC);
    EXPECT_EQ(Map(own_, handle, 0, 0, 1, kReadExecute, &mapped), ABI_EBUSY);  // before it
    EXPECT_EQ(VmoOf(own_, handle)->state.mappings, static_cast<uint32_t>(ABI_MAPPINGS_PER_PROCESS));
}

// A page on either side of a border between tables, each of which needs tables of its own.
TEST_F(Space, AMappingThatCannotBePaidForLeavesNothingBehind) {
    const uint32_t handle = MakeVmo(own_, 2);
    const uint64_t at = kGigabyte - kPage;
    const uint32_t before = PagesUsed(own_);
    uint64_t mapped = 0;
    uint32_t refused = 0;
    for (uint32_t room = 0;; room++) {
        const uint64_t free_before = memory_free_bytes();
        own_->budget.limit[BUDGET_PAGES] = before + room;
        const uint32_t used_before = PagesUsed(own_);
        const abi_error error = Map(own_, handle, at, 0, 2, kReadWrite, &mapped);
        EXPECT_EQ(memory_free_bytes(), free_before - (PagesUsed(own_) - used_before) * kPage)
            << "not what was paid for";
        if (error == ABI_OK) {
            break;
        }
        refused++;
        ASSERT_EQ(error, ABI_ENOMEM);
        EXPECT_EQ(space_mapping_count(own_), 0u);
        EXPECT_TRUE(IsUncounted(VmoOf(own_, handle)));
        EXPECT_EQ(Access(0, at), 0u);
        EXPECT_EQ(Access(0, at + kPage), 0u);
    }
    EXPECT_EQ(refused, 4u) << "four tables";
    EXPECT_EQ(PagesUsed(own_), before + 4);
    EXPECT_NE(Access(0, at + kPage), 0u);
    own_->budget.limit[BUDGET_PAGES] = kManyPages;
}

TEST_F(Space, AMachineWithoutMemoryRefusesInTheSameWay) {
    const uint32_t handle = MakeVmo(own_, 2);
    const uint64_t at = kGigabyte - kPage;
    const uint32_t before = PagesUsed(own_);
    std::vector<uint64_t> hoard;
    uint64_t physical = 0;
    while (memory_take_page(&physical) == ABI_OK) {
        hoard.push_back(physical);
    }
    uint64_t mapped = 0;
    uint32_t refused = 0;
    while (Map(own_, handle, at, 0, 2, kReadWrite, &mapped) == ABI_ENOMEM) {
        refused++;
        EXPECT_EQ(space_mapping_count(own_), 0u);
        EXPECT_TRUE(IsUncounted(VmoOf(own_, handle)));
        EXPECT_EQ(PagesUsed(own_), before + refused - 1);
        memory_give_page(hoard.back());
        hoard.pop_back();
    }
    EXPECT_EQ(refused, 4u);
    EXPECT_EQ(space_mapping_count(own_), 1u);
    for (const uint64_t page : hoard) {
        memory_give_page(page);
    }
}

TEST_F(Space, ASpaceThatCannotBePaidForCostsNothing) {
    const uint64_t before = memory_free_bytes();
    object *taken = nullptr;
    ASSERT_EQ(object_take(ABI_OBJECT_PROCESS, nullptr, &taken), ABI_OK);
    auto *poor = reinterpret_cast<process *>(taken);
    poor->number = object_number(taken);
    EXPECT_EQ(space_init(poor, 1), ABI_ENOMEM);
    EXPECT_EQ(PagesUsed(poor), 0u);
    EXPECT_EQ(memory_free_bytes(), before);
    EXPECT_TRUE(space_take_apart(poor)) << "there is nothing to take apart";
    object_give(taken);
}

TEST_F(Space, TakingApartGoesInSteps) {
    process *other = MakeProcess();
    const uint32_t handle = MakeVmo(other, 1);
    const uint32_t before = PagesUsed(other);
    constexpr uint32_t kFarPages = 70;
    for (uint32_t i = 1; i <= kFarPages; i++) {
        MustMap(other, handle, i * kGigabyte, 1, kRead);
    }
    EXPECT_EQ(PagesUsed(other), before + 2 * kFarPages);
    Close(other, handle);
    uint32_t left = PagesUsed(other);
    EXPECT_EQ(left, 1 + 2 * kFarPages);
    uint32_t steps = 1;
    while (!space_take_apart(other)) {
        EXPECT_EQ(PagesUsed(other), left - VMO_STEP_PAGES);
        left = PagesUsed(other);
        steps++;
    }
    EXPECT_EQ(steps, 3u);
    EXPECT_EQ(PagesUsed(other), 0u);
    EXPECT_EQ(other->space.root_physical, 0u);
    object_give(&other->object);
}

// On both sides of as many as are noted; the fixture looks whether all that was paid for is given back.
TEST_F(Space, AllTablesAreGivenBackHoweverManyThereAre) {
    for (uint32_t far = 0; far <= SPACE_NOTED_TABLES; far++) {
        for (uint32_t near = 1; near <= 2; near++) {
            SCOPED_TRACE(std::to_string(far) + " far, " + std::to_string(near) + " near");
            process *other = MakeProcess();
            const uint32_t handle = MakeVmo(other, 1);
            const uint32_t before = PagesUsed(other);
            for (uint32_t i = 0; i < near; i++) {
                MustMap(other, handle, kLow + i * kTableBytes, 1, kRead);
            }
            for (uint32_t i = 1; i <= far; i++) {
                MustMap(other, handle, i * kGigabyte, 1, kRead);
            }
            EXPECT_EQ(PagesUsed(other), before + 1 + near + 2 * far);
            EXPECT_EQ(other->space.table_count, 1 + near + 2 * far);
            EndProcess(other);
        }
    }
}

TEST_F(Space, AClosedSpaceMapsNothingMore) {
    process *other = MakeProcess();
    const uint32_t handle = MakeVmo(other, 1);
    MustMap(other, handle, kGigabyte, 1, kRead);
    EXPECT_TRUE(space_unmap_one_of(other, SlotOf(handle)));
    const uint64_t root = other->space.root_physical;
    EXPECT_TRUE(space_take_apart(other));
    other->space.root_physical = root;  // what a step that did not finish leaves
    uint64_t mapped = 0;
    EXPECT_EQ(Map(other, handle, 0, 0, 1, kRead, &mapped), ABI_EPIPE);
    other->space.root_physical = 0;
    EndProcess(other);
}

TEST_F(Space, MessagePagesAreOutOfTheUsersReach) {
    uint64_t physical = 0;
    ASSERT_EQ(memory_take_zeroed_page(&physical), ABI_OK);
    const uint64_t at = own_->space.message_base + 7 * kPage;
    const uint32_t before = PagesUsed(own_);
    ASSERT_EQ(space_map_kernel_frame(own_, at, physical), ABI_OK);
    EXPECT_EQ(PagesUsed(own_), before + 2) << "two tables, and not the page";
    EXPECT_EQ(Access(0, at, ABI_RIGHT_WRITE), physical);
    EXPECT_EQ(Access(0, at, ABI_RIGHT_EXECUTE), 0u);
    EXPECT_EQ(space_unmap(own_, at), ABI_EINVAL);
    EXPECT_EQ(space_protect(own_, at, kRead), ABI_EINVAL);
    space_unmap_kernel_frame(own_, at);
    EXPECT_EQ(Access(0, at), 0u);
    memory_give_page(physical);
}

TEST_F(Space, TheLayoutIsRandomAndItsPartsDoNotMeet) {
    std::set<uint64_t> bases;
    std::set<uint64_t> message_bases;
    const uint64_t area_bytes = ABI_TASKS_MAX * kPage;
    for (uint64_t seed = 0; seed < 64; seed++) {
        process *other = MakeProcess();
        while (!space_take_apart(other)) {
        }
        ASSERT_EQ(space_init(other, seed * UINT64_C(0x1234567)), ABI_OK);
        const space *space = &other->space;
        bases.insert(space->map.base);
        message_bases.insert(space->message_base);
        EXPECT_EQ(space->map.start, USER_BASE);
        EXPECT_EQ(space->message_base % kPage, 0u);
        EXPECT_GT(space->message_base, space->map.end) << "an unmapped page between";
        EXPECT_LT(space->message_base + area_bytes, USER_END) << "and one behind";
        EndProcess(other);
    }
    EXPECT_GT(bases.size(), 60u);
    EXPECT_GT(message_bases.size(), 60u);
}

}  // namespace
