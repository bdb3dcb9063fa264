// SPDX-License-Identifier: Apache-2.0
// The end of processes: nothing of them is executed, everything they held comes back to whom it came from, and whoever watches is told when
// it has. The machine's frames and objects are counted before and after each test.
#include <functional>
#include <vector>

#include "kernel/ipc/ipc_fixture.h"
#include "kernel/object/object_count.h"

extern "C" {
#include "kernel/arch/cpu.h"
#include "kernel/boot/layout_seed.h"
#include "kernel/timer/timer_object.h"
}

namespace {

constexpr uint64_t kBits = 0x50;

using Used = std::vector<uint32_t>;

class ProcessTest : public IpcTest {
  protected:
    static constexpr uint32_t kChildPages = 400;

    static Used UsedOf(const process *process) {
        return Used(std::begin(process->budget.used), std::end(process->budget.used));
    }

    static abi_process_limits Limits(uint32_t each, uint32_t pages = kChildPages) {
        return abi_process_limits{pages, each, each, each, each, each, each, 0};
    }

    // A child of the client's, and the client's handle to it.
    process *MakeChild(uint32_t *handle, process *parent = nullptr) {
        parent = parent == nullptr ? client_process_ : parent;
        const abi_process_limits limits = Limits(10);
        process *child = nullptr;
        uint32_t slot = 0;
        EXPECT_TRUE(capability_slot_take(&parent->slots, &slot));
        EXPECT_EQ(process_create(parent, &limits, layout_seed_next(), &child), ABI_OK);
        *handle = capability_first(parent, slot, &child->object);
        return child;
    }

    // Something of every kind, some of it shared with the client.
    void Fill(process *child) {
        const uint32_t memory = MakeVmo(child, 70);
        MustMap(child, memory, 0, 70, kReadWrite);
        MustMap(child, memory, UINT64_C(0x40000000), 1, kRead);
        MustMap(child, Give(child, memory, child, kRead), 0, 70, kRead);
        const uint32_t endpoint = MakeObject(child, ABI_OBJECT_ENDPOINT);
        const uint32_t notification = MakeObject(child, ABI_OBJECT_NOTIFICATION);
        Bind(child, endpoint, notification);
        MakeTimer(child, notification);
        Grant(server_process_, at_server_, child, ABI_RIGHT_SEND, 9);
    }

    static void Bind(process *owner, uint32_t endpoint, uint32_t notification) {
        auto *at = static_cast<struct endpoint *>(owner->capabilities[SlotOf(endpoint)].object);
        auto *bound = static_cast<struct notification *>(owner->capabilities[SlotOf(notification)].object);
        at->bound = bound;
        bound->bound = at;
        spinlock_acquire(&bound->object.lock);
        object_keep_locked(&bound->object);
        spinlock_release(&bound->object.lock);
    }

    static void MakeTimer(process *owner, uint32_t notification) {
        auto *signalled = static_cast<struct notification *>(owner->capabilities[SlotOf(notification)].object);
        spinlock_acquire(&signalled->object.lock);
        object_keep_locked(&signalled->object);
        spinlock_release(&signalled->object.lock);
        uint64_t timer = 0;
        EXPECT_EQ(timer_object_create(owner, signalled, 1, &timer), ABI_OK);
        auto *made = static_cast<timer_object *>(owner->capabilities[SlotOf(static_cast<uint32_t>(timer))].object);
        spinlock_acquire(&made->object.lock);
        timer_object_set_locked(cpu_current(), made, 1000000);
        spinlock_release(&made->object.lock);
    }

    // The watcher's bits when the process is dead.
    notification *Watch(process *watched) {
        const uint32_t handle = MakeObject(client_process_, ABI_OBJECT_NOTIFICATION);
        auto *watcher = static_cast<notification *>(client_process_->capabilities[SlotOf(handle)].object);
        spinlock_acquire(&watcher->object.lock);
        object_keep_locked(&watcher->object);
        spinlock_release(&watcher->object.lock);
        watched->watcher = watcher;
        watched->watcher_bits = kBits;
        return watcher;
    }

    // All harts leave the kernel and find nothing to run.
    static void LetAllEnd() {
        for (uint32_t hart = 0; hart < kHarts; hart++) {
            EXPECT_EQ(Leave(hart), nullptr) << hart;
        }
    }

    static void ExpectEmpty(const process *process) {
        EXPECT_EQ(UsedOf(process), Used(BUDGET_COUNT, 0));
        EXPECT_EQ(capability_slots_taken(&process->slots), 0u);
        EXPECT_EQ(process->space.root_physical, 0u);
        EXPECT_EQ(process->first_task, nullptr);
    }
};

// --- Limits

TEST_F(ProcessTest, AChildsLimitsAreTakenFromItsMakerAndComeBackWithItsStruct) {
    const Used before = UsedOf(client_process_);
    const abi_process_limits limits = {7, 1, 2, 3, 4, 5, 6, 0};
    process *child = nullptr;
    ASSERT_EQ(process_create(client_process_, &limits, 1, &child), ABI_OK);
    const Used cost = {7, 1 + 1, 2, 3, 4, 5, 6};
    for (uint32_t resource = 0; resource < BUDGET_COUNT; resource++) {
        EXPECT_EQ(client_process_->budget.used[resource], before[resource] + cost[resource]) << resource;
    }
    EXPECT_EQ(PagesUsed(child), 1u) << "the root of its space is its own";
    EndProcess(child);
    EXPECT_EQ(UsedOf(client_process_), before);
}

TEST_F(ProcessTest, MoreThanTheMakerHasIsRefusedWholly) {
    client_process_->budget.limit[BUDGET_PAGES] = PagesUsed(client_process_) + kChildPages;
    for (uint32_t resource = BUDGET_PROCESSES; resource < BUDGET_COUNT; resource++) {
        client_process_->budget.limit[resource] = client_process_->budget.used[resource] + 10;
    }
    const Used before = UsedOf(client_process_);
    const uint32_t processes = object_count(ABI_OBJECT_PROCESS);
    process *child = nullptr;
    const abi_process_limits most = {kChildPages, 9, 10, 10, 10, 10, 10, 0};
    for (uint32_t resource = 0; resource < BUDGET_COUNT; resource++) {
        abi_process_limits more = most;
        (&more.pages)[resource]++;
        EXPECT_EQ(process_create(client_process_, &more, 1, &child), resource == BUDGET_PAGES ? ABI_ENOMEM : ABI_ENOSPC)
            << resource;
        EXPECT_EQ(UsedOf(client_process_), before) << resource;
    }
    EXPECT_EQ(object_count(ABI_OBJECT_PROCESS), processes);
    EXPECT_EQ(child, nullptr);
    ASSERT_EQ(process_create(client_process_, &most, 1, &child), ABI_OK);
    EndProcess(child);
}

TEST_F(ProcessTest, WithoutAPageForItsSpaceThereIsNoProcess) {
    const Used before = UsedOf(client_process_);
    const uint32_t references = client_process_->object.references;
    const abi_process_limits none = Limits(1, 0);
    process *child = nullptr;
    EXPECT_EQ(process_create(client_process_, &none, 1, &child), ABI_ENOMEM);
    EXPECT_EQ(UsedOf(client_process_), before);
    EXPECT_EQ(client_process_->object.references, references);
}

TEST_F(ProcessTest, ATaskThatCannotBePaidForCostsNothing) {
    uint32_t handle = 0;
    process *child = MakeChild(&handle);
    const Used before = UsedOf(child);
    task *made = nullptr;
    child->budget.limit[BUDGET_TASKS] = 0;
    EXPECT_EQ(task_create(child, &made), ABI_ENOSPC);
    child->budget.limit[BUDGET_TASKS] = 1;
    // A page, and up to two tables, which stay.
    for (uint32_t room = 0; room < 3; room++) {
        child->budget.limit[BUDGET_PAGES] = before[BUDGET_PAGES] + room;
        EXPECT_EQ(task_create(child, &made), ABI_ENOMEM) << room;
        EXPECT_EQ(child->budget.used[BUDGET_TASKS], 0u);
    }
    child->budget.limit[BUDGET_PAGES] = before[BUDGET_PAGES] + 3;
    EXPECT_EQ(task_create(child, &made), ABI_OK);
    EXPECT_EQ(PagesUsed(child), before[BUDGET_PAGES] + 3);
    process_stop(cpu_current(), child, 0);
    EXPECT_EQ(task_start(made), ABI_EPIPE) << "and it is gone";
    EXPECT_EQ(PagesUsed(child), before[BUDGET_PAGES] + 2);
    EXPECT_EQ(child->budget.used[BUDGET_TASKS], 0u);
}

// --- The end

TEST_F(ProcessTest, EverythingComesBackWhereverItsTasksAre) {
    const Used before = UsedOf(client_process_);
    for (int round = 0; round < 3; round++) {
        uint32_t handle = 0;
        process *child = MakeChild(&handle);
        Fill(child);
        task *running[] = {MakeTask(child), MakeTask(child)};
        task *waiting = MakeTask(child);
        task *ready = MakeTask(child);
        const uint32_t endpoint = MakeObject(child, ABI_OBJECT_ENDPOINT);
        EXPECT_TRUE(Receive(waiting, endpoint).is_in_frame);
        Run(1, running[0]);
        Run(2, running[1]);
        scheduler_place(ready);
        const notification *watcher = Watch(child);
        Run(0, client_);
        process_stop(cpu_current(), child, 42);
        for (uint32_t hart = 1; hart < 3; hart++) {
            EXPECT_NE(percpu_get(cpu_id{hart})->exit_work & EXIT_RESCHEDULE, 0u) << "it executes no instruction";
        }
        EXPECT_EQ(child->state, static_cast<uint32_t>(ABI_PROCESS_ENDING));
        EXPECT_EQ(watcher->bits, 0u);
        Idle(0);
        LetAllEnd();
        EXPECT_EQ(child->state, static_cast<uint32_t>(ABI_PROCESS_DEAD));
        EXPECT_EQ(child->status, 42u);
        EXPECT_EQ(watcher->bits, kBits);
        ExpectEmpty(child);
        EXPECT_EQ(child->object.references, 1u) << "the handle";
        CloseAll(client_process_);
        EXPECT_EQ(UsedOf(client_process_), before);
        at_client_ = Grant(server_process_, at_server_, client_process_, ABI_RIGHT_SEND, kBadge);
    }
}

TEST_F(ProcessTest, TheLastTaskThatEndsByItselfEndsIt) {
    uint32_t handle = 0;
    process *child = MakeChild(&handle);
    Fill(child);
    task *first = MakeTask(child);
    task *last = MakeTask(child);
    const notification *watcher = Watch(child);
    first->status = 5;
    last->status = 6;
    EndTasks({first});
    EXPECT_EQ(child->state, static_cast<uint32_t>(ABI_PROCESS_ALIVE));
    EXPECT_EQ(child->task_count, 1u);
    EndTasks({last});
    EXPECT_EQ(child->state, static_cast<uint32_t>(ABI_PROCESS_DEAD));
    EXPECT_EQ(child->status, 6u);
    EXPECT_EQ(watcher->bits, kBits);
    ExpectEmpty(child);
}

TEST_F(ProcessTest, WithoutTasksItIsTakenApartInSteps) {
    uint32_t handle = 0;
    process *child = MakeChild(&handle);
    Fill(child);
    process_stop(cpu_current(), child, 1);
    uint32_t steps = 1;
    while (!process_take_apart(child)) {
        steps++;
    }
    EXPECT_GT(steps, 5u);
    ExpectEmpty(child);
    EXPECT_TRUE(process_take_apart(child)) << "again is no harm";
    process_conclude(child, false);
    EXPECT_TRUE(process_is_dead(child));
}

TEST_F(ProcessTest, OneThatNobodyHoldsEnds) {
    const Used before = UsedOf(client_process_);
    uint32_t handle = 0;
    process *child = MakeChild(&handle);
    Fill(child);
    const notification *watcher = Watch(child);
    Close(client_process_, handle);
    EXPECT_EQ(watcher->bits, kBits);
    uint32_t other = 0;
    process *with_task = MakeChild(&other);
    Fill(with_task);
    task *task = MakeTask(with_task);
    Run(1, task);
    const notification *later = Watch(with_task);
    Close(client_process_, other);
    EXPECT_EQ(later->bits, 0u) << "its task takes it apart";
    LetAllEnd();
    EXPECT_EQ(later->bits, kBits);
    CloseAll(client_process_);
    EXPECT_EQ(UsedOf(client_process_), before);
}

TEST_F(ProcessTest, SeveralHandlesAreOneHolderEach) {
    uint32_t handle = 0;
    process *child = MakeChild(&handle);
    const uint32_t second = Give(client_process_, handle, server_process_, ABI_RIGHT_ALL);
    Close(client_process_, handle);
    EXPECT_FALSE(process_is_ending(child));
    EXPECT_EQ(child->holders, 1u);
    const Used before = UsedOf(client_process_);
    Close(server_process_, second);
    EXPECT_LT(UsedOf(client_process_)[BUDGET_PAGES], before[BUDGET_PAGES]) << "it is gone";
}

// Children end with their maker, whose handles are the last.
TEST_F(ProcessTest, ATreeEndsFromItsRoot) {
    const Used before = UsedOf(client_process_);
    const uint32_t processes = object_count(ABI_OBJECT_PROCESS);
    uint32_t handle = 0;
    uint32_t below = 0;
    const abi_process_limits small = Limits(2, 60);
    process *child = MakeChild(&handle);
    process *grandchild = nullptr;
    uint32_t slot = 0;
    ASSERT_TRUE(capability_slot_take(&child->slots, &slot));
    ASSERT_EQ(process_create(child, &small, 3, &grandchild), ABI_OK);
    below = capability_first(child, slot, &grandchild->object);
    EXPECT_NE(below, 0u);
    Run(1, MakeTask(grandchild));
    Run(2, MakeTask(child));
    Run(0, client_);
    process_stop(cpu_current(), child, 3);
    Idle(0);
    EXPECT_EQ(Leave(2), nullptr);
    EXPECT_TRUE(process_is_dead(child));
    LetAllEnd();
    EXPECT_EQ(object_count(ABI_OBJECT_PROCESS), processes + 1) << "the child's struct is held by its handle";
    EXPECT_TRUE(process_is_dead(child));
    Close(client_process_, handle);
    EXPECT_EQ(object_count(ABI_OBJECT_PROCESS), processes);
    EXPECT_EQ(UsedOf(client_process_), before);
}

TEST_F(ProcessTest, WhatIsHalfBuiltIsGivenUp) {
    uint32_t handle = 0;
    process *child = MakeChild(&handle);
    task *builder = MakeTask(child);
    vmo *begun = nullptr;
    uint32_t slot = 0;
    ASSERT_TRUE(capability_slot_take(&child->slots, &slot));
    ASSERT_EQ(vmo_begin(client_process_, 200, &begun), ABI_OK) << "another one pays";
    ASSERT_EQ(vmo_build_step(begun), ABI_OK);
    begun->building_slot = slot + 1;
    builder->building = &begun->object;
    EndTasks({builder});
    EXPECT_EQ(client_process_->budget.used[BUDGET_VMOS], 10u) << "the child's limit";
    ExpectEmpty(child);
}

// Who waits for the server that ends is told, whether its call was received or not.
TEST_F(ProcessTest, CallersOfAServerThatEndsAreTold) {
    uint32_t handle = 0;
    process *child = MakeChild(&handle);
    task *server = MakeTask(child);
    const uint32_t endpoint = MakeObject(child, ABI_OBJECT_ENDPOINT);
    const uint32_t to_server = Grant(child, endpoint, client_process_, ABI_RIGHT_SEND);
    task *queued = AddTask(client_process_);
    EXPECT_TRUE(Receive(server, endpoint).is_in_frame);
    EXPECT_TRUE(Send(client_, to_server, kWords, IPC_CALL).is_in_frame);
    ExpectReady(server);
    EXPECT_TRUE(Send(queued, to_server, kWords, IPC_CALL).is_in_frame);
    EXPECT_TRUE(IsWaiting(client_) && IsWaiting(queued));
    process_stop(cpu_current(), child, 0);
    scheduler_place(server);
    EXPECT_EQ(Leave(0), client_);
    EXPECT_EQ(ResultOf(client_), ABI_EPIPE);
    EXPECT_TRUE(IsWaiting(queued)) << "the endpoint is there as long as somebody has a capability of it";
    Idle(0);
    Close(client_process_, to_server);
    ExpectEnded(queued, ABI_EPIPE);
}

TEST_F(ProcessTest, ACallerThatEndsIsNotAnswered) {
    uint32_t handle = 0;
    process *child = MakeChild(&handle);
    task *caller = MakeTask(child);
    const uint32_t to_server = Grant(server_process_, at_server_, child, ABI_RIGHT_SEND);
    ServerWaits();
    EXPECT_TRUE(Send(caller, to_server, kWords, IPC_CALL).is_in_frame);
    ExpectReady(server_);
    EndTasks({caller});
    EXPECT_TRUE(process_is_dead(child));
    EXPECT_EQ(Reply(server_, kAnswer), ABI_EPIPE);
    EXPECT_EQ(Reply(server_, kAnswer), ABI_EBADF);
}

TEST_F(ProcessTest, WhoJoinsIsWokenByTheEndOfThatTaskOnly) {
    task *joiner = AddTask(client_process_);
    task *one = MakeTask(client_process_);
    task *other = MakeTask(client_process_);
    Run(0, joiner);
    joiner->join_id = one->id;
    joiner->cargo.accept = 0;
    joiner->slow = 0;
    wait_begin(cpu_current(), WAIT_JOIN, nullptr, 0);
    wait_open(cpu_current(), joiner, ABI_DEADLINE_NEVER);
    const task_id id = one->id;
    EXPECT_TRUE(task_exists(id));
    EndTasks({other});
    EXPECT_TRUE(IsWaiting(joiner));
    __c11_atomic_store(&one->attention, TASK_STOPPED, __ATOMIC_RELEASE);
    Run(1, one);
    EXPECT_EQ(Leave(1), nullptr);
    EXPECT_FALSE(task_exists(id));
    ExpectEnded(joiner, ABI_OK);
}

TEST_F(ProcessTest, AnIdIsNeverUsedTwice) {
    uint32_t handle = 0;
    process *child = MakeChild(&handle);
    task *first = MakeTask(child);
    const task_id id = first->id;
    MakeTask(child);
    EndTasks({first});
    task *second = MakeTask(child);
    ASSERT_EQ(second, first) << "the same memory";
    EXPECT_NE(second->id.value, id.value);
    EXPECT_FALSE(task_exists(id));
    EXPECT_TRUE(task_exists(second->id));
    std::vector<task *> tasks;
    for (task *task = child->first_task; task != nullptr; task = task->next_of_process) {
        tasks.push_back(task);
    }
    EndTasks(tasks);
}

}  // namespace
