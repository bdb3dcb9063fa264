// SPDX-License-Identifier: Apache-2.0
// What other harts still reach after something was taken away, which of them are interrupted for it, and what may happen meanwhile. The harts
// of the fake remember every translation they have used until they are told to forget it.
#include <set>

#include "kernel/memory/machine_fixture.h"

extern "C" {
#include "kernel/arch/cpu.h"
#include "kernel/ipi/ipi.h"
#include "kernel/memory/shootdown.h"
}

namespace {

constexpr uint64_t kAt = UINT64_C(0x40000000);

class Shootdown : public MachineTest {
  protected:
    void SetUp() override {
        MachineTest::SetUp();
        own_ = MakeProcess();
        other_ = MakeProcess();
        handle_ = MakeVmo(own_, 2);
        Run(0, own_);
    }
    void TearDown() override {
        EndProcess(own_);
        EndProcess(other_);
        for (uint32_t hart = 0; hart < kHarts; hart++) {
            EXPECT_EQ(percpu_get(cpu_id{hart})->flush.current, static_cast<uint64_t>(FLUSH_NO_SPACE)) << hart;
        }
        MachineTest::TearDown();
    }

    // Which harts took an interrupt during the action.
    static std::set<uint32_t> InterruptedBy(const std::function<void()> &action) {
        uint64_t before[kHarts];
        for (uint32_t hart = 0; hart < kHarts; hart++) {
            before[hart] = Interrupts(hart);
        }
        action();
        std::set<uint32_t> interrupted;
        for (uint32_t hart = 0; hart < kHarts; hart++) {
            if (Interrupts(hart) != before[hart]) {
                interrupted.insert(hart);
            }
        }
        return interrupted;
    }

    const vmo *Memory() {
        return VmoOf(own_, handle_);
    }

    process *own_ = nullptr;
    process *other_ = nullptr;
    uint32_t handle_ = 0;
};

using Harts = std::set<uint32_t>;

TEST_F(Shootdown, NoHartReachesWhatWasUnmapped) {
    Run(1, own_);
    Run(2, own_);
    MustMap(own_, handle_, kAt, 2, kReadWrite);
    for (uint32_t hart = 0; hart < 3; hart++) {
        EXPECT_NE(Access(hart, kAt + kPage, ABI_RIGHT_WRITE), 0u);
    }
    EXPECT_EQ(InterruptedBy([&] { EXPECT_EQ(space_unmap(own_, kAt), ABI_OK); }), (Harts{1, 2}));
    for (uint32_t hart = 0; hart < 3; hart++) {
        EXPECT_EQ(Access(hart, kAt + kPage), 0u) << hart;
    }
}

TEST_F(Shootdown, HartsThatDoNotRunTheSpaceAreNotInterrupted) {
    Run(1, other_);
    MustMap(own_, handle_, kAt, 1, kReadWrite);
    EXPECT_EQ(InterruptedBy([&] { EXPECT_EQ(space_unmap(own_, kAt), ABI_OK); }), Harts{});
    MustMap(own_, handle_, kAt, 1, kReadWrite);
    EXPECT_EQ(InterruptedBy([&] { EXPECT_EQ(space_protect(own_, kAt, kRead), ABI_OK); }), Harts{});
}

TEST_F(Shootdown, AddingRightsInterruptsNobody) {
    Run(1, own_);
    EXPECT_EQ(InterruptedBy([&] { MustMap(own_, handle_, kAt, 2, kRead); }), Harts{});
    EXPECT_NE(Access(1, kAt), 0u);
    EXPECT_EQ(InterruptedBy([&] { EXPECT_EQ(space_protect(own_, kAt, kReadWrite), ABI_OK); }), Harts{});
    EXPECT_NE(Access(1, kAt, ABI_RIGHT_WRITE), 0u);
    EXPECT_EQ(Memory()->state.writable_mappings, 1u);
}

TEST_F(Shootdown, AHartThatComesBackForgetsWhatWasUnmappedWhileItWasAway) {
    Run(1, own_);
    MustMap(own_, handle_, kAt, 1, kReadWrite);
    EXPECT_NE(Access(1, kAt), 0u);
    Run(1, other_);
    EXPECT_EQ(space_unmap(own_, kAt), ABI_OK);
    Run(1, own_);
    EXPECT_EQ(Access(1, kAt), 0u);
}

TEST_F(Shootdown, AHartKeepsItsTranslationsWhenNothingWasTakenAway) {
    Run(1, own_);
    MustMap(own_, handle_, kAt, 1, kReadWrite);
    EXPECT_NE(Access(1, kAt), 0u);
    Run(1, other_);
    Run(1, own_);
    const flush_hart *flush = &percpu_get(cpu_id{1})->flush;
    EXPECT_EQ(flush->seen[own_->number + 1], own_->space.flush->generation);
}

TEST_F(Shootdown, AnIdleHartLeavesTheSpace) {
    Run(1, own_);
    MustMap(own_, handle_, kAt, 1, kReadWrite);
    EXPECT_NE(Access(1, kAt), 0u);
    Idle(1);
    EXPECT_EQ(InterruptedBy([&] { EXPECT_EQ(space_unmap(own_, kAt), ABI_OK); }), Harts{1});
    EXPECT_EQ(fake_hart(1)->satp, mmu_satp(mmu_kernel_root_physical(), 0));
    MustMap(own_, handle_, kAt, 1, kReadWrite);
    EXPECT_EQ(InterruptedBy([&] { EXPECT_EQ(space_unmap(own_, kAt), ABI_OK); }), Harts{}) << "it is gone";
    Run(1, own_);
    EXPECT_EQ(Access(1, kAt), 0u);
}

TEST_F(Shootdown, TakingRightsAwayIsSeenByEveryHart) {
    Run(1, own_);
    MustMap(own_, handle_, kAt, 2, kReadWrite);
    EXPECT_NE(Access(1, kAt + kPage, ABI_RIGHT_WRITE), 0u);
    EXPECT_EQ(InterruptedBy([&] { EXPECT_EQ(space_protect(own_, kAt, kRead), ABI_OK); }), Harts{1});
    EXPECT_EQ(Access(1, kAt + kPage, ABI_RIGHT_WRITE), 0u);
    EXPECT_EQ(Access(0, kAt + kPage, ABI_RIGHT_WRITE), 0u);
    EXPECT_EQ(Access(1, kAt + kPage), vmo_page(Memory(), 1));
    EXPECT_EQ(Memory()->state.writable_mappings, 0u);
}

TEST_F(Shootdown, ARightIsCountedUntilNoHartHasItAnyMore) {
    Run(1, own_);
    MustMap(own_, handle_, kAt, 1, kReadWrite);
    Meanwhile([&] {
        EXPECT_EQ(Memory()->state.writable_mappings, 1u);
        EXPECT_EQ(vmo_seal(VmoOf(own_, handle_)), ABI_EBUSY);
        EXPECT_EQ(space_protect(own_, kAt, kRead), ABI_EAGAIN);
        EXPECT_EQ(space_unmap(own_, kAt), ABI_EAGAIN);
        EXPECT_TRUE(space_has_mapping_of_locked(own_, SlotOf(handle_)));
    });
    EXPECT_EQ(space_protect(own_, kAt, kRead), ABI_OK);
    EXPECT_EQ(Memory()->state.writable_mappings, 0u);
    Meanwhile([&] { EXPECT_EQ(Memory()->state.mappings, 1u); });
    EXPECT_EQ(space_unmap(own_, kAt), ABI_OK);
    EXPECT_EQ(Memory()->state.mappings, 0u);
}

TEST_F(Shootdown, AddressesAreFreeOnlyWhenNoHartReachesThemAnyMore) {
    Run(1, own_);
    MustMap(own_, handle_, kAt, 2, kReadWrite);
    Meanwhile([&] {
        uint64_t mapped = 0;
        EXPECT_EQ(Map(own_, handle_, kAt + kPage, 0, 1, kRead, &mapped), ABI_EINVAL);
        EXPECT_EQ(space_unmap(own_, kAt), ABI_EINVAL) << "no mapping begins there any more";
        EXPECT_EQ(space_protect(own_, kAt, kRead), ABI_EINVAL);
        EXPECT_TRUE(space_has_mapping_of_locked(own_, SlotOf(handle_)));
        EXPECT_TRUE(space_unmap_one_of(own_, SlotOf(handle_))) << "waits for a while";
        EXPECT_NE(MustMap(own_, handle_, kAt + 2 * kPage, 1, kRead), 0u) << "other places are of no concern";
    });
    EXPECT_EQ(space_unmap(own_, kAt), ABI_OK);
    EXPECT_FALSE(space_unmap(own_, kAt + 2 * kPage));
    EXPECT_FALSE(space_has_mapping_of_locked(own_, SlotOf(handle_)));
}

// Hart 0 waits for hart 1; before hart 1 answers it takes something down itself, and waits for hart 0, which serves its mailbox.
TEST_F(Shootdown, TwoHartsThatShootAtEachOtherBothGoOn) {
    Run(1, own_);
    MustMap(own_, handle_, kAt, 1, kReadWrite);
    MustMap(own_, handle_, kAt + 4 * kPage, 1, kReadWrite);
    for (uint32_t hart = 0; hart < 2; hart++) {
        EXPECT_NE(Access(hart, kAt), 0u);
        EXPECT_NE(Access(hart, kAt + 4 * kPage), 0u);
    }
    Meanwhile([&] {
        Become(1);
        EXPECT_EQ(space_unmap(own_, kAt + 4 * kPage), ABI_OK);
        EXPECT_EQ(Access(0, kAt + 4 * kPage), 0u);
        Become(0);
    });
    EXPECT_EQ(space_unmap(own_, kAt), ABI_OK);
    for (uint32_t hart = 0; hart < 2; hart++) {
        EXPECT_EQ(Access(hart, kAt), 0u);
        EXPECT_EQ(Access(hart, kAt + 4 * kPage), 0u);
    }
}

TEST_F(Shootdown, NoHartHasTheRootOfASpaceThatIsTakenApart) {
    process *dead = MakeProcess();
    Run(1, dead);
    Idle(1);
    Run(2, dead);  // its task is stopped, and not yet off the hart
    Run(3, other_);
    const uint64_t satp = dead->space.satp;
    EXPECT_EQ(fake_hart(2)->satp, satp);
    EXPECT_EQ(InterruptedBy([&] { EXPECT_TRUE(space_take_apart(dead)); }), (Harts{1, 2}));
    for (uint32_t hart = 0; hart < kHarts; hart++) {
        EXPECT_NE(fake_hart(hart)->satp, satp) << hart;
    }
    EXPECT_EQ(fake_hart(3)->satp, other_->space.satp);
    EndProcess(dead);
}

TEST_F(Shootdown, TheOwnHartLeavesASpaceThatIsTakenApart) {
    process *dead = MakeProcess();
    Run(0, dead);
    Idle(0);
    EXPECT_TRUE(space_take_apart(dead));
    EXPECT_EQ(fake_hart(0)->satp, mmu_satp(mmu_kernel_root_physical(), 0));
    EndProcess(dead);
}

TEST_F(Shootdown, TheNextOwnerOfANumberReachesNothingOfTheLastOne) {
    process *dead = MakeProcess();
    const uint32_t handle = MakeVmo(dead, 1);
    MustMap(dead, handle, kAt, 1, kReadWrite);
    Run(1, dead);
    EXPECT_NE(Access(1, kAt), 0u);
    Run(1, other_);  // it still remembers
    const uint32_t number = dead->number;
    const flush_space *flush = dead->space.flush;
    EndProcess(dead);
    const uint64_t generation = flush->generation;
    process *next = MakeProcess();
    ASSERT_EQ(next->number, number);
    EXPECT_EQ(next->space.flush, flush) << "outlasts its owners";
    EXPECT_GT(flush->generation, generation) << "every hart forgets when it enters";
    Run(1, next);
    EXPECT_EQ(Access(1, kAt), 0u);
    const uint32_t fresh = MakeVmo(next, 1);
    MustMap(next, fresh, kAt, 1, kReadWrite);
    EXPECT_EQ(Access(1, kAt), vmo_page(VmoOf(next, fresh), 0));
    EndProcess(next);
}

TEST_F(Shootdown, WithoutNumbersInTheHardwareSpacesAreKeptApartByFlushing) {
    for (const uint32_t bits : {0u, 6u}) {
        fake_number_bits = bits;
        for (uint32_t hart = 0; hart < kHarts; hart++) {
            percpu_set_online(Become(hart));
            EXPECT_FALSE(percpu_get(cpu_id{hart})->flush.has_asids);
        }
        Become(0);
        Run(0, own_);
        Run(1, own_);
        MustMap(own_, handle_, kAt, 1, kReadWrite);
        EXPECT_NE(Access(1, kAt), 0u);
        Run(1, other_);
        EXPECT_EQ(Access(1, kAt), 0u);
        Run(1, own_);
        EXPECT_NE(Access(1, kAt), 0u);
        EXPECT_EQ(space_unmap(own_, kAt), ABI_OK);
        EXPECT_EQ(Access(1, kAt), 0u);
    }
    fake_number_bits = 16;
    for (uint32_t hart = 0; hart < kHarts; hart++) {
        percpu_set_online(Become(hart));
        EXPECT_TRUE(percpu_get(cpu_id{hart})->flush.has_asids);
    }
    Become(0);
}

TEST_F(Shootdown, MemoryIsSealedWhenEveryHartFetchesAnew) {
    vmo *vmo = VmoOf(own_, handle_);
    Run(1, own_);
    Run(2, other_);
    uint32_t before[kHarts];
    for (uint32_t hart = 0; hart < kHarts; hart++) {
        before[hart] = fake_hart(hart)->instruction_fences;
    }
    uint64_t mapped = 0;
    Meanwhile([&] {
        EXPECT_FALSE(vmo->state.sealed);
        EXPECT_EQ(Map(own_, handle_, 0, 0, 1, kReadWrite, &mapped), ABI_EBUSY);
        EXPECT_EQ(Map(own_, handle_, 0, 0, 1, kReadExecute, &mapped), ABI_EBUSY);
    });
    EXPECT_EQ(vmo_seal(vmo), ABI_OK);
    EXPECT_TRUE(vmo->state.sealed);
    for (uint32_t hart = 0; hart < kHarts; hart++) {
        EXPECT_GT(fake_hart(hart)->instruction_fences, before[hart]) << hart;
    }
    EXPECT_EQ(Map(own_, handle_, 0, 0, 1, kReadExecute, &mapped), ABI_OK);
}

TEST_F(Shootdown, OneFenceAnswersEveryRequestBeforeIt) {
    const uint32_t before = fake_hart(1)->instruction_fences;
    Meanwhile([&] {
        // Hart 2 asks as well, before hart 1 has answered hart 0.
        Become(2);
        shootdown_instructions();
        Become(0);
    });
    shootdown_instructions();
    EXPECT_EQ(fake_hart(1)->instruction_fences, before + 1);
    EXPECT_EQ(percpu_get(cpu_id{1})->fences_done, percpu_get(cpu_id{2})->fences_done);
}

TEST_F(Shootdown, AFaultThatAnEntryNoLongerJustifiesIsMended) {
    MustMap(own_, handle_, kAt, 1, kRead);
    const space *space = &own_->space;
    EXPECT_TRUE(space_mends_fault(space, kAt + 123, ABI_RIGHT_READ));
    EXPECT_FALSE(space_mends_fault(space, kAt, ABI_RIGHT_WRITE));
    EXPECT_FALSE(space_mends_fault(space, kAt, ABI_RIGHT_EXECUTE));
    EXPECT_FALSE(space_mends_fault(space, kAt + kPage, ABI_RIGHT_READ));
    for (const uint64_t address : {UINT64_C(0), UINT64_C(0xfff), USER_END, KERNEL_DIRECT_BASE, UINT64_MAX}) {
        EXPECT_FALSE(space_mends_fault(space, address, ABI_RIGHT_READ)) << address;
    }
}

}  // namespace
