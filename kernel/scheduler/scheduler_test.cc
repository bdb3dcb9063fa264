// SPDX-License-Identifier: Apache-2.0
// The scheduler on four harts: who pays, what a change reaches, and that no ready task is forgotten beside a hart that sleeps.
#include "kernel/ipc/ipc_fixture.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>

extern "C" {
#include "abi/task.h"
#include "kernel/arch/cpu.h"
#include "kernel/arch/timer.h"
#include "kernel/ipi/ipi.h"
#include "kernel/timer/timer.h"
}

namespace {

constexpr uint64_t kMillisecond = 1000;  // ticks of the machine of the fixture
constexpr uint32_t kHart = 1;
constexpr uint32_t kOther = 2;

// What happens while a hart sleeps, once for each time.
std::vector<std::function<void()>> sleeps;
void (*sleep_after)(void);

void Sleep() {
    if (sleeps.empty()) {
        fputs("it sleeps once more than it should, and for ever\n", stderr);
        abort();
    }
    const std::function<void()> next = sleeps.front();
    sleeps.erase(sleeps.begin());
    if (sleeps.empty()) {
        fake_sleep = sleep_after;
    }
    next();
}

void PassTime(uint64_t ticks) {
    fake_clock_step_ticks = ticks;
    (void)time_now_ticks();
    fake_clock_step_ticks = 1;
}

class Scheduler : public IpcTest {
  protected:
    void SetUp() override {
        IpcTest::SetUp();
        sleeps.clear();
        sleep_after = fake_sleep;
    }

    static cpu *Cpu(uint32_t hart) {
        return percpu_get(cpu_id{hart});
    }

    static uint64_t Bit(uint32_t hart) {
        return UINT64_C(1) << hart;
    }

    static void Sleeps(std::vector<std::function<void()>> what) {
        sleeps = std::move(what);
        fake_sleep = Sleep;
    }

    static void Wakes(task *task) {
        EXPECT_EQ(scheduler_wake(task->id, TASK_EVENT_PERMIT, nullptr), ABI_OK);
    }

    // A task that is ready on that hart, and may run there only.
    task *AddReady(uint32_t hart, abi_class class_ = ABI_CLASS_NORMAL) {
        task *task = AddTask(server_process_);
        SetClass(task, class_);
        task->allowed = Bit(hart);
        task->hart = hart;
        scheduler_place(task);
        return task;
    }

    static void Move(task *task, uint64_t harts) {
        spinlock_acquire(&task->object.lock);
        scheduler_set_harts_locked(task, harts, ABI_PLACEMENT_HARTS, harts);
        spinlock_release(&task->object.lock);
        scheduler_changed(cpu_current(), task, true);
    }

    static void ChangeClass(task *task, abi_class class_) {
        spinlock_acquire(&task->object.lock);
        scheduler_set_class_locked(task, class_);
        spinlock_release(&task->object.lock);
        scheduler_changed(cpu_current(), task, false);
    }

    static void ChangeShares(task *task, uint32_t shares) {
        spinlock_acquire(&task->object.lock);
        scheduler_set_shares_locked(task, shares);
        spinlock_release(&task->object.lock);
        scheduler_changed(cpu_current(), task, false);
    }

    static void Look(uint32_t hart) {
        Cpu(hart)->exit_work |= EXIT_RESCHEDULE;
    }
};

TEST_F(Scheduler, NobodyPaysForTheTimeInWhichAHartHasNothingToRun) {
    task *stays = AddReady(kHart);
    task *goes = AddReady(kHart);
    Look(kHart);
    ASSERT_EQ(Leave(kHart), stays);
    Move(goes, Bit(kOther));
    Become(kHart);
    ASSERT_TRUE(scheduler_block_current(cpu_current(), TASK_EVENT_PERMIT));
    Sleeps({[&] {
        PassTime(1000 * kMillisecond);
        Wakes(stays);
    }});
    ASSERT_EQ(Leave(kHart), stays);
    EXPECT_LT(stays->owed, kMillisecond);
}

// Else a task that has had time with few shares waits for ever, no matter how many it is given, and one that has had time with many
// shares pays less for it with few.
TEST_F(Scheduler, WhatATaskHasHadIsTheSameTimeWithOtherShares) {
    task *changes = AddReady(kHart);
    ChangeShares(changes, 1);
    Look(kHart);
    ASSERT_EQ(Leave(kHart), changes);
    task *other = AddReady(kHart);
    Look(kHart);
    ASSERT_EQ(Leave(kHart), changes);
    PassTime(kMillisecond);
    Look(kHart);
    ASSERT_EQ(Leave(kHart), other);
    const auto lead = [&] { return changes->virtual_time - changes->region->now; };
    const uint64_t with_one = lead();
    ASSERT_GT(with_one, kMillisecond << RUN_VIRTUAL_BITS);
    ChangeShares(changes, 1000);
    EXPECT_EQ(lead(), with_one / 1000);
    EXPECT_TRUE(changes->is_queued);
    ChangeShares(changes, 10);
    EXPECT_EQ(lead(), with_one / 1000 / 10 * 1000);
    ChangeClass(changes, ABI_CLASS_IDLE);
    EXPECT_EQ(lead(), with_one / 1000 / 10 * 1000) << "its shares are the same";
}

TEST_F(Scheduler, ATaskIsLoweredAlthoughItOwesSomebodyAnAnswer) {
    SetClass(server_, ABI_CLASS_INTERACTIVE);
    SetClass(client_, ABI_CLASS_IDLE);
    ServerServes();
    Run(0, server_);
    ChangeClass(server_, ABI_CLASS_NORMAL);
    ASSERT_EQ(Leave(0), server_);
    EXPECT_EQ(server_->class_, ABI_CLASS_NORMAL) << "what it is lent is less";
    SetClass(client_, ABI_CLASS_PERF_BURST);
    ChangeClass(server_, ABI_CLASS_IDLE);
    ASSERT_EQ(Leave(0), server_);
    EXPECT_EQ(server_->class_, ABI_CLASS_PERF_BURST) << "what it is lent it keeps";
    client_->allowed = Bit(kOther);
    ASSERT_TRUE(wait_abort_current(client_, ABI_ETIMEDOUT));
    ChangeClass(server_, ABI_CLASS_NORMAL);
    Look(0);
    ASSERT_EQ(Leave(0), server_);
    EXPECT_EQ(server_->class_, ABI_CLASS_NORMAL) << "nobody waits for it any more";
}

TEST_F(Scheduler, AClassThatATaskWasGivenWhileItWaitedCountsWhenItWakes) {
    task *waits = AddReady(kHart, ABI_CLASS_IDLE);
    Look(kHart);
    ASSERT_EQ(Leave(kHart), waits);
    Become(kHart);
    ASSERT_TRUE(scheduler_block_current(cpu_current(), TASK_EVENT_PERMIT));
    task *busy = AddReady(kHart);
    ASSERT_EQ(Leave(kHart), busy);
    Become(0);
    ChangeClass(waits, ABI_CLASS_INTERACTIVE);
    Wakes(waits);
    EXPECT_EQ(waits->queued_class, ABI_CLASS_INTERACTIVE);
    Look(kHart);
    EXPECT_EQ(Leave(kHart), waits);
}

TEST_F(Scheduler, AHartLooksWhenTheClassOfWhatItRunsIsChangedElsewhere) {
    task *runs = AddReady(kHart, ABI_CLASS_INTERACTIVE);
    Look(kHart);
    ASSERT_EQ(Leave(kHart), runs);
    Become(0);
    fake_turn();
    Cpu(kHart)->exit_work = 0;
    ChangeClass(runs, ABI_CLASS_IDLE);
    EXPECT_EQ(Cpu(kHart)->exit_work, EXIT_RESCHEDULE) << "it was interrupted, and has answered";
}

// Whoever changes it looked for it in the queue before it was there.
TEST_F(Scheduler, ATaskThatWasChangedWhileItRanIsNotQueuedAsWhatItWas) {
    task *runs = AddReady(kHart);
    Look(kHart);
    ASSERT_EQ(Leave(kHart), runs);
    task *equal = AddReady(kHart);
    Look(kHart);
    ASSERT_EQ(Leave(kHart), runs);
    PassTime(100 * kMillisecond);
    spinlock_acquire(&runs->object.lock);
    scheduler_set_class_locked(runs, ABI_CLASS_INTERACTIVE);
    spinlock_release(&runs->object.lock);
    Look(kHart);
    EXPECT_EQ(Leave(kHart), runs);
    EXPECT_EQ(runs->class_, static_cast<uint8_t>(ABI_CLASS_INTERACTIVE));
    EXPECT_TRUE(equal->is_queued);
}

TEST_F(Scheduler, ATaskThatWasChangedWhileItWasHandedOverIsQueuedAsWhatItIs) {
    task *runs = AddReady(kHart, ABI_CLASS_INTERACTIVE);
    Look(kHart);
    ASSERT_EQ(Leave(kHart), runs);
    for (uint32_t hart : {kHart, kOther}) {
        task *handed = AddTask(server_process_);
        SetClass(handed, ABI_CLASS_IDLE);
        handed->allowed = Bit(kHart) | Bit(kOther);
        handed->hart = kHart;
        Become(kHart);
        scheduler_place_behind(Cpu(kHart), handed);
        ASSERT_EQ(Cpu(kHart)->next, handed);
        spinlock_acquire(&handed->object.lock);
        scheduler_set_class_locked(handed, ABI_CLASS_NORMAL);
        scheduler_set_harts_locked(handed, Bit(hart), ABI_PLACEMENT_HARTS, Bit(hart));
        spinlock_release(&handed->object.lock);
        EXPECT_EQ(Leave(kHart), runs);
        EXPECT_EQ(Cpu(kHart)->next, nullptr);
        EXPECT_TRUE(handed->is_queued);
        EXPECT_EQ(handed->queued_class, static_cast<uint8_t>(ABI_CLASS_NORMAL));
        EXPECT_EQ(handed->hart, hart);
    }
}

// What must not be taken now may be taken soon.
TEST_F(Scheduler, AHartThatMayNotTakeATaskYetLooksAgain) {
    task *runs = AddReady(kHart, ABI_CLASS_IDLE);
    Look(kHart);
    ASSERT_EQ(Leave(kHart), runs);
    task *above = AddReady(kHart);
    above->allowed = Bit(kHart) | Bit(kOther);
    task *sleeper = AddTask(server_process_);
    sleeper->allowed = Bit(kOther);
    sleeper->hart = kOther;
    uint64_t looks_at = 0;
    Sleeps({[&] {
                PassTime(2 * kMillisecond);
                Look(kOther);
            },
            [&] {
                looks_at = Cpu(kOther)->slice_end;
                scheduler_place(sleeper);
            }});
    Look(kOther);
    ASSERT_EQ(Leave(kOther), sleeper);
    EXPECT_NE(looks_at, UINT64_MAX);
}

// It has found nothing, is told of something before it may look again, and must not forget that.
TEST_F(Scheduler, AHartThatIsToldTooEarlyLooksLater) {
    task *runs = AddReady(kHart);
    Look(kHart);
    ASSERT_EQ(Leave(kHart), runs);
    task *pinned = AddReady(kHart);
    task *sleeper = AddTask(server_process_);
    sleeper->allowed = Bit(kOther);
    sleeper->hart = kOther;
    uint64_t after_the_look = 0;
    uint64_t after_being_told = 0;
    Sleeps({[&] {
                PassTime(2 * kMillisecond);
                Look(kOther);
            },
            [&] {
                after_the_look = Cpu(kOther)->slice_end;
                pinned->allowed = Bit(kHart) | Bit(kOther);
                Look(kOther);
            },
            [&] {
                after_being_told = Cpu(kOther)->slice_end;
                scheduler_place(sleeper);
            }});
    Look(kOther);
    ASSERT_EQ(Leave(kOther), sleeper);
    EXPECT_EQ(after_the_look, UINT64_MAX) << "there was nothing for it";
    EXPECT_NE(after_being_told, UINT64_MAX);
}

// A server between two others, which was answered last: not its own budget is used up.
TEST_F(Scheduler, AtPerfBurstWhoeverIsFirstInTheChainPays) {
    SetClass(client_, ABI_CLASS_PERF_BURST);
    ServerServes();
    server_->allowed = Bit(kHart);
    server_->hart = kHart;
    scheduler_place(server_);
    (void)AddReady(kHart);
    Look(kHart);
    ASSERT_EQ(Leave(kHart), server_);
    Cpu(kHart)->account = server_;  // as the answer of another server leaves it
    PassTime(ABI_BURST_DEFAULT * kMillisecond);
    Look(kHart);
    (void)Leave(kHart);
    EXPECT_EQ(client_->burst_spent, 1u);
    EXPECT_EQ(server_->burst_spent, 0u);
    EXPECT_EQ(scheduler_class_of(server_), ABI_CLASS_NORMAL);
    Idle(kHart);
    PassTime(ABI_BURST_WINDOW_DEFAULT * kMillisecond);
    timer_interrupt(Become(kHart));
    EXPECT_EQ(client_->burst_spent, 0u);
}

// A server whose own budget is spent, and that somebody at PerfBurst waits for, still serves a caller of class Interactive.
TEST_F(Scheduler, AServerKeepsItsCallersClassWhileOneAtPerfBurstQueues) {
    SetClass(client_, ABI_CLASS_INTERACTIVE);
    ServerServes();
    EXPECT_EQ(scheduler_class_of(server_), static_cast<uint32_t>(ABI_CLASS_INTERACTIVE));
    server_->boost = ABI_CLASS_PERF_BURST;
    EXPECT_EQ(scheduler_class_of(server_), static_cast<uint32_t>(ABI_CLASS_PERF_BURST));
    server_->burst_spent = 1;
    EXPECT_EQ(scheduler_class_of(server_), static_cast<uint32_t>(ABI_CLASS_INTERACTIVE));
    server_->class_ = ABI_CLASS_NORMAL;
    EXPECT_EQ(scheduler_class_of(server_), static_cast<uint32_t>(ABI_CLASS_NORMAL));
}

// Whoever pays may be charged on another hart, or get its budget back there, at any moment while this one chooses.
TEST_F(Scheduler, AClassThatChangesWhileAHartChoosesLeavesTheQueueWhole) {
    constexpr int kRounds = 200000;
    task *burst = AddReady(kHart, ABI_CLASS_PERF_BURST);
    task *normal = AddReady(kHart);
    Look(kHart);
    ASSERT_EQ(Leave(kHart), burst);
    std::atomic<bool> is_over = false;
    std::thread other([&] {
        while (!is_over) {
            __c11_atomic_store(&burst->burst_spent, 1, __ATOMIC_RELAXED);
            __c11_atomic_store(&burst->burst_spent, 0, __ATOMIC_RELAXED);
        }
    });
    bool is_whole = true;
    for (int i = 0; i < kRounds && is_whole; i++) {
        Look(kHart);
        const task *next = Leave(kHart);
        is_whole = (next == burst || next == normal) && run_queue_count(&Cpu(kHart)->run_queue) == 1;
    }
    is_over = true;
    other.join();
    EXPECT_TRUE(is_whole);
}

// Several tasks wake on a hart that sleeps, before it gets to the first one.
TEST_F(Scheduler, WhatAHartCannotRunAtOnceIsOfferedToOneWhoSleepsForEach) {
    task *sleeper = AddTask(server_process_);
    sleeper->allowed = Bit(3);
    sleeper->hart = 3;
    task *first = AddReady(kHart);
    bool is_told = false;
    Sleeps({[&] {
        task *next = AddTask(server_process_);
        next->allowed = Bit(kHart) | Bit(3);
        next->hart = kHart;
        scheduler_place(next);
        Become(3);
        ipi_interrupt(cpu_current());
        EXPECT_FALSE(fake_hart(3)->is_raised);
        Look(kHart);
        EXPECT_EQ(Leave(kHart), first);
        is_told = fake_hart(3)->is_raised;
        Become(3);
        scheduler_place(sleeper);
    }});
    Look(3);
    ASSERT_EQ(Leave(3), sleeper);
    EXPECT_TRUE(is_told);
}

}  // namespace
