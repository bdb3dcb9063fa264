// SPDX-License-Identifier: Apache-2.0
// What user code may read of a hart's counters, time among them, whoever ran there before. That is all a kernel can do: a firmware that reads
// them for user code all the same (OpenSBI 1.1 does so with time) is not stopped by it.
#include "kernel/memory/machine_fixture.h"

extern "C" {
#include "kernel/arch/user.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/task/task.h"
}

namespace {

class Counters : public MachineTest {
  protected:
    void SetUp() override {
        MachineTest::SetUp();
        own_ = MakeProcess();
        plain_ = MakeTask(own_);
        precise_ = MakeTask(own_);
        precise_->counters = USER_COUNTERS_ALL;  // as the call that uses the clock leaves it
    }
    void TearDown() override {
        EndTasks({plain_, precise_});
        EndProcess(own_);
        MachineTest::TearDown();
    }

    // The hart leaves the kernel to that task, and what its user code may read then.
    static uint64_t OpenFor(task *task) {
        Idle(0);
        scheduler_place(task);
        percpu_get(cpu_id{0})->exit_work |= EXIT_RESCHEDULE;
        EXPECT_EQ(Leave(0), task);
        Idle(0);
        return fake_hart(0)->counters;
    }

    process *own_ = nullptr;
    task *plain_ = nullptr;
    task *precise_ = nullptr;
};

TEST_F(Counters, AreClosedForWhoDoesNotUseTheClock) {
    fake_hart(0)->counters = USER_COUNTERS_ALL;
    EXPECT_EQ(OpenFor(plain_), uint64_t{USER_COUNTERS_NONE});
}

TEST_F(Counters, AreThoseOfTheTaskThatRunsWhoeverRanBefore) {
    EXPECT_EQ(OpenFor(precise_), uint64_t{USER_COUNTERS_ALL});
    EXPECT_EQ(OpenFor(plain_), uint64_t{USER_COUNTERS_NONE});
    EXPECT_EQ(OpenFor(precise_), uint64_t{USER_COUNTERS_ALL});
}

}  // namespace
