// SPDX-License-Identifier: Apache-2.0
// A machine of four harts on the hardware of testing/fakes/arch, for tests of what maps memory: it boots once for each test program, and a
// test gives everything back. The thread of the test is one hart at a time; the others take their interrupts while it waits for them.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <vector>

extern "C" {
#include "kernel/arch/mmu.h"
#include "kernel/memory/memory.h"
#include "kernel/memory/space.h"
#include "kernel/memory/vmo.h"
#include "kernel/object/grant.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/task/task.h"
}
#include "testing/fakes/arch/fake_arch.h"

class MachineTest : public testing::Test {
  protected:
    static constexpr uint32_t kHarts = 4;
    static constexpr uint32_t kRead = ABI_RIGHT_READ;
    static constexpr uint32_t kReadWrite = ABI_RIGHT_READ | ABI_RIGHT_WRITE;
    static constexpr uint32_t kReadExecute = ABI_RIGHT_READ | ABI_RIGHT_EXECUTE;
    static constexpr uint64_t kPage = ABI_PAGE_BYTES;
    static constexpr uint32_t kManyPages = 3000;

    static void SetUpTestSuite();
    void SetUp() override;     // this thread is hart 0, and no hart runs anything
    void TearDown() override;  // every frame and every object is back

    // The thread is that hart from now on.
    static cpu *Become(uint32_t hart);

    // That hart runs this task, or some task of the process; idle: none, with whatever space it had loaded. What it ran before is left to the
    // test.
    static void Run(uint32_t hart, process *process);
    static void Run(uint32_t hart, task *task);
    static void Idle(uint32_t hart);

    // A task of the process that may run anywhere, and does not yet.
    static task *MakeTask(process *process);

    // These tasks end at the same time, wherever they run, wait or are ready; with the last one of a process that is taken apart. All harts
    // are idle afterwards.
    static void EndTasks(const std::vector<task *> &tasks);

    // That hart leaves the kernel: whom it runs then; null: nobody, it is idle in the kernel's own space.
    static task *Leave(uint32_t hart);

    // An access of user code on that hart.
    static uint64_t Access(uint32_t hart, uint64_t address, uint32_t right = ABI_RIGHT_READ);

    // How many interrupts the hart has taken.
    static uint64_t Interrupts(uint32_t hart);

    // Done once, in the middle of the next wait for another hart, before that hart answers.
    static void Meanwhile(std::function<void()> action);

    // A process that nobody pays for, with up to `pages` and as much of everything else as there is. Without tasks, its end gives back everything
    // it still has, and there is nothing left but the test's reference. Those that have what another one pays for end together.
    static abi_process_limits ManyOfAll(uint32_t pages);
    static process *MakeProcess(uint32_t pages = kManyPages);
    static void EndProcess(process *process);
    static void EndProcesses(const std::vector<process *> &processes);
    static void CloseAll(process *process);

    // Memory, and its handle in the process, with every right.
    static uint32_t MakeVmo(process *process, uint32_t pages);
    static void Close(process *process, uint32_t handle);
    static vmo *VmoOf(process *process, uint32_t handle);
    // A handle to the same memory, in a process, with those rights.
    static uint32_t Give(process *from, uint32_t handle, process *to, uint32_t rights);

    static uint32_t SlotOf(uint32_t handle) {
        return handle % ABI_CAPABILITIES_MAX;
    }

    static uint32_t PagesUsed(const process *process) {
        return process->budget.used[BUDGET_PAGES];
    }

    static abi_error Map(process *process, uint32_t handle, uint64_t address, uint64_t first, uint64_t pages,
                         uint32_t rights, uint64_t *mapped);
    // For what has to succeed: where it was mapped.
    static uint64_t MustMap(process *process, uint32_t handle, uint64_t address, uint64_t pages, uint32_t rights);

  private:
    static void Wake(task *task);
    static void TakeApart(process *process);

    uint64_t free_bytes_ = 0;
    uint32_t objects_[ABI_OBJECT_KIND_COUNT] = {};
};
