// SPDX-License-Identifier: Apache-2.0
// Building memory objects and taking them apart: what they hold, and what they cost.
#include <cstring>
#include <set>
#include <vector>

#include "kernel/memory/machine_fixture.h"

namespace {

class Vmo : public MachineTest {
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

    process *own_ = nullptr;
};

// With the page that lists the frames of the fifth page and those that follow.
TEST_F(Vmo, CostsItsPagesAndTheOneThatListsThem) {
    const struct {
        uint32_t pages, cost;
    } sizes[] = {{1, 1}, {4, 4}, {5, 6}, {64, 65}, {65, 66}, {ABI_VMO_PAGES_MAX, ABI_VMO_PAGES_MAX + 1}};
    for (const auto &size : sizes) {
        const uint32_t used = PagesUsed(own_);
        const uint64_t free_bytes = memory_free_bytes();
        const uint32_t handle = MakeVmo(own_, size.pages);
        EXPECT_EQ(PagesUsed(own_), used + size.cost);
        EXPECT_EQ(memory_free_bytes(), free_bytes - size.cost * kPage);
        std::set<uint64_t> frames;
        for (uint32_t page = 0; page < size.pages; page++) {
            frames.insert(vmo_page(VmoOf(own_, handle), page));
        }
        EXPECT_EQ(frames.size(), size.pages);
        Close(own_, handle);
        EXPECT_EQ(PagesUsed(own_), used);
        EXPECT_EQ(memory_free_bytes(), free_bytes);
    }
}

TEST_F(Vmo, IsZeroWhateverItsFramesHeldBefore) {
    constexpr uint32_t kPages = 100;
    const uint32_t dirty = MakeVmo(own_, kPages);
    for (uint32_t page = 0; page < kPages; page++) {
        memset(memory_at(vmo_page(VmoOf(own_, dirty), page)), 0xa5, kPage);
    }
    Close(own_, dirty);
    const uint32_t clean = MakeVmo(own_, kPages);
    const std::vector<uint8_t> zero(kPage);
    for (uint32_t page = 0; page < kPages; page++) {
        EXPECT_EQ(memcmp(memory_at(vmo_page(VmoOf(own_, clean), page)), zero.data(), kPage), 0) << page;
    }
}

TEST_F(Vmo, IsPaidForBeforeTheFirstPageAndBuiltInSteps) {
    vmo *vmo = nullptr;
    const uint32_t used = PagesUsed(own_);
    ASSERT_EQ(vmo_begin(own_, 2 * VMO_STEP_PAGES + 1, &vmo), ABI_OK);
    EXPECT_EQ(PagesUsed(own_), used + 2 * VMO_STEP_PAGES + 2);
    for (const uint32_t present : {64u, 128u, 129u}) {
        EXPECT_FALSE(vmo_is_built(vmo));
        ASSERT_EQ(vmo_build_step(vmo), ABI_OK);
        EXPECT_EQ(vmo->present, present);
    }
    EXPECT_TRUE(vmo_is_built(vmo));
    EXPECT_FALSE(vmo_abandon(vmo, own_));
    EXPECT_FALSE(vmo_abandon(vmo, own_));
    EXPECT_TRUE(vmo_abandon(vmo, own_));
    EXPECT_EQ(PagesUsed(own_), used);
}

TEST_F(Vmo, AbandonedHalfwayGivesBackEverythingAndItsSlot) {
    vmo *vmo = nullptr;
    uint32_t slot = 0;
    const uint32_t used = PagesUsed(own_);
    const uint64_t free_bytes = memory_free_bytes();
    ASSERT_TRUE(capability_slot_take(&own_->slots, &slot));
    ASSERT_EQ(vmo_begin(own_, 500, &vmo), ABI_OK);
    vmo->building_slot = slot + 1;
    ASSERT_EQ(vmo_build_step(vmo), ABI_OK);
    EXPECT_TRUE(vmo_abandon(vmo, own_));
    EXPECT_EQ(PagesUsed(own_), used);
    EXPECT_EQ(memory_free_bytes(), free_bytes);
    EXPECT_EQ(capability_slots_taken(&own_->slots), 0u);
}

TEST_F(Vmo, BeyondTheBudgetIsRefusedBeforeAnythingIsTaken) {
    const uint32_t used = PagesUsed(own_);
    const uint64_t free_bytes = memory_free_bytes();
    own_->budget.limit[BUDGET_PAGES] = used + 5;
    vmo *vmo = nullptr;
    EXPECT_EQ(vmo_begin(own_, 5, &vmo), ABI_ENOMEM) << "six with the list";
    EXPECT_EQ(vmo, nullptr);
    EXPECT_EQ(PagesUsed(own_), used);
    EXPECT_EQ(memory_free_bytes(), free_bytes);
    EXPECT_EQ(own_->budget.used[BUDGET_VMOS], 0u);
    own_->budget.limit[BUDGET_PAGES] = used + 6;
    EXPECT_EQ(vmo_begin(own_, 5, &vmo), ABI_OK);
    EXPECT_TRUE(vmo_abandon(vmo, own_));
    own_->budget.limit[BUDGET_PAGES] = kManyPages;
}

TEST_F(Vmo, AMachineThatRunsOutOfMemoryGetsBackWhatWasBuilt) {
    std::vector<uint64_t> hoard;
    uint64_t physical = 0;
    while (memory_take_page(&physical) == ABI_OK) {
        hoard.push_back(physical);
    }
    vmo *vmo = nullptr;
    const uint32_t used = PagesUsed(own_);
    EXPECT_EQ(vmo_begin(own_, 100, &vmo), ABI_ENOMEM) << "not even the list";
    EXPECT_EQ(PagesUsed(own_), used);
    for (int i = 0; i < 71; i++) {
        memory_give_page(hoard.back());
        hoard.pop_back();
    }
    ASSERT_EQ(vmo_begin(own_, 100, &vmo), ABI_OK);
    EXPECT_EQ(vmo_build_step(vmo), ABI_OK);
    EXPECT_EQ(vmo_build_step(vmo), ABI_ENOMEM);
    EXPECT_EQ(vmo->present, 70u);
    EXPECT_FALSE(vmo_abandon(vmo, own_));
    EXPECT_TRUE(vmo_abandon(vmo, own_));
    EXPECT_EQ(PagesUsed(own_), used);
    EXPECT_EQ(memory_free_bytes(), 71 * kPage);
    for (const uint64_t page : hoard) {
        memory_give_page(page);
    }
}

TEST_F(Vmo, ARangeShowsItsAddressesAndFreesNothing) {
    vmo *range = nullptr;
    ASSERT_EQ(vmo_create_range(ABI_OBJECT_VMO, 0x80000000, 3 * kPage, &range), ABI_OK);
    EXPECT_EQ(range->pages, 3u);
    EXPECT_EQ(vmo_page(range, 2), 0x80002000u);
    EXPECT_FALSE(range->state.device);
    EXPECT_TRUE(vmo_take_apart_locked(range));
    object_give(&range->object);
}

TEST_F(Vmo, WhoKeepsItMayBeTheLastOne) {
    const uint32_t handle = MakeVmo(own_, 200);
    vmo *vmo = VmoOf(own_, handle);
    spinlock_acquire(&vmo->object.lock);
    object_keep_locked(&vmo->object);
    spinlock_release(&vmo->object.lock);
    Close(own_, handle);
    EXPECT_EQ(vmo->present, 200u);
    vmo_release(vmo);
    EXPECT_EQ(own_->budget.used[BUDGET_VMOS], 0u);
    EXPECT_EQ(PagesUsed(own_), 1u) << "the root";
}

TEST_F(Vmo, WhoKeepsItAndIsNotTheLastOneChangesNothing) {
    const uint32_t handle = MakeVmo(own_, 2);
    vmo *vmo = VmoOf(own_, handle);
    spinlock_acquire(&vmo->object.lock);
    object_keep_locked(&vmo->object);
    spinlock_release(&vmo->object.lock);
    vmo_release(vmo);
    EXPECT_FALSE(vmo->ending);
    EXPECT_EQ(vmo->present, 2u);
}

}  // namespace
