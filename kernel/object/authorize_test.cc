// SPDX-License-Identifier: Apache-2.0
// Who a caller is grants nothing: every process that the machine has room for asks with every authority's kind, with numbers that mean
// something elsewhere, and is refused; the one that has the capability is not. Names the kernel has none, and the id of the task is not even
// handed to the function that decides.
#include <vector>

#include "kernel/memory/machine_fixture.h"

extern "C" {
#include "kernel/object/grant.h"
#include "kernel/object/handle.h"
}

namespace {

constexpr abi_object_kind kKinds[] = {ABI_OBJECT_SCHED_SETQOS, ABI_OBJECT_SCHED_SETAFFINITY, ABI_OBJECT_SCHED_SETSHARES,
                                      ABI_OBJECT_STATS_READ, ABI_OBJECT_AUDIT_READ};

class Authorize : public MachineTest {
  protected:
    // As many as there may be, so that every number is somebody's.
    void SetUp() override {
        MachineTest::SetUp();
        const abi_process_limits limits = ManyOfAll(1);
        for (process *made = nullptr; process_create(nullptr, &limits, 1, &made) == ABI_OK;) {
            all_.push_back(made);
        }
        ASSERT_GT(all_.size(), ABI_PROCESSES_MAX / 2u);
    }
    void TearDown() override {
        EndProcesses(all_);
        MachineTest::TearDown();
    }

    std::vector<process *> all_;
};

TEST_F(Authorize, NoProcessMayForWhoItIs) {
    for (abi_object_kind kind : kKinds) {
        uint32_t handle = 0;
        process *holder = all_.back();
        ASSERT_EQ(capability_mint(holder, object_authority(kind), ABI_RIGHT_USE, &handle), ABI_OK);
        EXPECT_EQ(handle_authorize(holder, handle, kind, ABI_RIGHT_USE), ABI_OK);
        for (process *process : all_) {
            for (uint64_t value :
                 {UINT64_C(0), uint64_t{process->number}, UINT64_C(1) << process->number % 32, UINT64_MAX}) {
                EXPECT_EQ(handle_authorize(process, value, kind, ABI_RIGHT_USE), ABI_EBADF) << process->number;
            }
            if (process != holder) {
                EXPECT_EQ(handle_authorize(process, handle, kind, ABI_RIGHT_USE), ABI_EBADF) << process->number;
            }
        }
    }
}

}  // namespace
