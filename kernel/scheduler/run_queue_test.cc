// SPDX-License-Identifier: Apache-2.0
#include "kernel/scheduler/run_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <thread>
#include <vector>

namespace {

constexpr std::array<abi_class, ABI_CLASS_COUNT> kClasses = {ABI_CLASS_IDLE, ABI_CLASS_NORMAL, ABI_CLASS_INTERACTIVE,
                                                             ABI_CLASS_PERF_BURST};

uint64_t Bit(abi_class class_) {
    return uint64_t{1} << class_;
}

// A queue whose storage held something before.
struct Queue {
    run_queue queue;

    Queue() {
        queue.ready_classes = 0xdeadbeef;
        for (run_queue_ring &ring : queue.rings) {
            ring.head = 0xdead;
            ring.count = 0xbeef;
        }
        run_queue_init(&queue);
    }

    bool Insert(uint32_t task, abi_class class_ = ABI_CLASS_NORMAL) {
        return run_queue_insert(&queue, task, class_);
    }

    bool Remove(uint32_t task, abi_class class_ = ABI_CLASS_NORMAL) {
        return run_queue_remove(&queue, task, class_);
    }

    bool TakeIs(uint32_t expected) {
        uint32_t task = UINT32_MAX;
        return run_queue_take(&queue, &task) && task == expected;
    }

    // Moves the empty ring's head, so that what is inserted next begins there.
    void Turn(uint32_t places, abi_class class_ = ABI_CLASS_NORMAL) {
        for (uint32_t i = 0; i < places; i++) {
            ASSERT_TRUE(Insert(i % ABI_TASKS_MAX, class_) && TakeIs(i % ABI_TASKS_MAX)) << places;
        }
    }

    std::vector<uint32_t> Drain() {
        std::vector<uint32_t> taken;
        // One more than fit, for a queue that does not end.
        for (uint32_t task = 0; taken.size() <= ABI_TASKS_MAX * ABI_CLASS_COUNT && run_queue_take(&queue, &task);) {
            taken.push_back(task);
        }
        return taken;
    }
};

TEST(RunQueue, StartsEmpty) {
    Queue queue;
    EXPECT_EQ(queue.queue.ready_classes, 0u);
    for (abi_class class_ : kClasses) {
        EXPECT_FALSE(queue.Remove(0, class_)) << class_;
    }
}

TEST(RunQueue, TakingFromAnEmptyQueueLeavesTheResultUntouched) {
    Queue queue;
    uint32_t task = 77;
    EXPECT_FALSE(run_queue_take(&queue.queue, &task));
    EXPECT_EQ(task, 77u);
    ASSERT_TRUE(queue.Insert(5));
    EXPECT_TRUE(queue.TakeIs(5));
    EXPECT_FALSE(run_queue_take(&queue.queue, &task));
    EXPECT_EQ(task, 77u);
}

TEST(RunQueue, ReadyClassesSaysExactlyWhichRingsHoldSomething) {
    for (abi_class class_ : kClasses) {
        Queue queue;
        ASSERT_TRUE(queue.Insert(0, class_));
        EXPECT_EQ(queue.queue.ready_classes, Bit(class_));
        ASSERT_TRUE(queue.Insert(1, class_));
        EXPECT_EQ(queue.queue.ready_classes, Bit(class_));
        ASSERT_TRUE(queue.TakeIs(0));
        EXPECT_EQ(queue.queue.ready_classes, Bit(class_)) << "one is left";
        ASSERT_TRUE(queue.TakeIs(1));
        EXPECT_EQ(queue.queue.ready_classes, 0u) << "the last was taken";
        ASSERT_TRUE(queue.Insert(2, class_) && queue.Insert(3, class_));
        ASSERT_TRUE(queue.Remove(2, class_));
        EXPECT_EQ(queue.queue.ready_classes, Bit(class_)) << "one is left";
        EXPECT_FALSE(queue.Remove(2, class_));
        EXPECT_EQ(queue.queue.ready_classes, Bit(class_)) << "nothing was removed";
        ASSERT_TRUE(queue.Remove(3, class_));
        EXPECT_EQ(queue.queue.ready_classes, 0u) << "the last was removed";
    }
}

TEST(RunQueue, TellsWhetherAClassOrOneAboveItIsReady) {
    for (uint64_t ready = 0; ready < uint64_t{1} << ABI_CLASS_COUNT; ready++) {
        Queue queue;
        for (abi_class class_ : kClasses) {
            if ((ready & Bit(class_)) != 0) {
                ASSERT_TRUE(queue.Insert(class_, class_));
            }
        }
        EXPECT_EQ(run_queue_is_empty(&queue.queue), ready == 0);
        bool any_above = false;
        for (uint32_t class_ = ABI_CLASS_COUNT; class_-- > 0;) {
            EXPECT_EQ(run_queue_has_above(&queue.queue, class_), any_above) << ready << " " << class_;
            EXPECT_EQ(run_queue_has_class(&queue.queue, class_), (ready >> class_ & 1) != 0) << ready << " " << class_;
            any_above |= (ready >> class_ & 1) != 0;
        }
    }
}

TEST(RunQueue, TheHighestReadyClassGoesFirst) {
    // Every set of ready classes, each inserted lowest first and highest first.
    for (uint64_t ready = 1; ready < uint64_t{1} << ABI_CLASS_COUNT; ready++) {
        for (bool highest_first : {false, true}) {
            Queue queue;
            for (uint32_t i = 0; i < ABI_CLASS_COUNT; i++) {
                abi_class class_ = kClasses[highest_first ? ABI_CLASS_COUNT - 1 - i : i];
                if ((ready & Bit(class_)) != 0) {
                    ASSERT_TRUE(queue.Insert(10u * class_, class_) && queue.Insert(10u * class_ + 1, class_));
                }
            }
            EXPECT_EQ(queue.queue.ready_classes, ready);
            std::vector<uint32_t> expected;
            for (uint32_t i = ABI_CLASS_COUNT; i > 0; i--) {
                if ((ready & Bit(kClasses[i - 1])) != 0) {
                    expected.push_back(10 * (i - 1));
                    expected.push_back(10 * (i - 1) + 1);
                }
            }
            EXPECT_EQ(queue.Drain(), expected) << ready << " " << highest_first;
            EXPECT_EQ(queue.queue.ready_classes, 0u);
        }
    }
}

TEST(RunQueue, AHigherClassOvertakesWhoWaitsAlready) {
    Queue queue;
    ASSERT_TRUE(queue.Insert(1, ABI_CLASS_IDLE));
    ASSERT_TRUE(queue.Insert(2, ABI_CLASS_NORMAL));
    ASSERT_TRUE(queue.TakeIs(2));
    ASSERT_TRUE(queue.Insert(3, ABI_CLASS_PERF_BURST));
    ASSERT_TRUE(queue.Insert(2, ABI_CLASS_NORMAL));
    ASSERT_TRUE(queue.Insert(4, ABI_CLASS_INTERACTIVE));
    EXPECT_EQ(queue.Drain(), (std::vector<uint32_t>{3, 4, 2, 1}));
}

TEST(RunQueue, EveryClassHoldsEveryTaskOfTheMachineAndRefusesOneMore) {
    for (abi_class class_ : kClasses) {
        Queue queue;
        for (uint32_t task = 0; task < ABI_TASKS_MAX; task++) {
            ASSERT_TRUE(queue.Insert(task, class_)) << task;
        }
        EXPECT_FALSE(queue.Insert(0, class_));
        for (abi_class other : kClasses) {
            if (other != class_) {
                EXPECT_TRUE(queue.Insert(0, other) && queue.Remove(0, other)) << "each class has its own ring";
            }
        }
        for (uint32_t task = 0; task < ABI_TASKS_MAX; task++) {
            ASSERT_TRUE(queue.TakeIs(task)) << task;
        }
        EXPECT_EQ(queue.queue.ready_classes, 0u);
    }
}

TEST(RunQueue, FillsToTheBrimFromEveryPositionOfTheRing) {
    for (uint32_t start = 0; start < ABI_TASKS_MAX; start++) {
        Queue queue;
        queue.Turn(start);
        for (uint32_t task = 0; task < ABI_TASKS_MAX; task++) {
            ASSERT_TRUE(queue.Insert(task)) << start << " " << task;
        }
        ASSERT_FALSE(queue.Insert(0)) << start;
        ASSERT_TRUE(queue.TakeIs(0)) << start;
        ASSERT_TRUE(queue.Insert(0)) << start;
        for (uint32_t i = 1; i <= ABI_TASKS_MAX; i++) {
            ASSERT_TRUE(queue.TakeIs(i % ABI_TASKS_MAX)) << start << " " << i;
        }
    }
}

TEST(RunQueue, RemovesFromAnyPlaceAndKeepsTheOrderOfTheRest) {
    constexpr uint32_t kCount = 5;
    // The entries begin at the ring's start, at its middle, and so that the wrap lies before, at and after each one.
    std::vector<uint32_t> starts = {0, 1, ABI_TASKS_MAX / 2};
    for (uint32_t back = 0; back <= kCount; back++) {
        starts.push_back(ABI_TASKS_MAX - back);
    }
    for (uint32_t start : starts) {
        for (uint32_t leaving = 0; leaving < kCount; leaving++) {
            SCOPED_TRACE(testing::Message() << "start " << start << ", place " << leaving);
            Queue queue;
            queue.Turn(start);
            std::vector<uint32_t> expected;
            for (uint32_t i = 0; i < kCount; i++) {
                ASSERT_TRUE(queue.Insert(100 + i));
                if (i != leaving) {
                    expected.push_back(100 + i);
                }
            }
            ASSERT_TRUE(queue.Remove(100 + leaving));
            EXPECT_FALSE(queue.Remove(100 + leaving)) << "removed before";
            ASSERT_TRUE(queue.Insert(200));
            expected.push_back(200);
            EXPECT_EQ(queue.Drain(), expected);
        }
    }
}

TEST(RunQueue, RemovesFromAFullRingAtEveryPlaceAndThereIsRoomAgain) {
    for (uint32_t start : {0u, 1u, ABI_TASKS_MAX / 2u, ABI_TASKS_MAX - 1u}) {
        for (uint32_t leaving = 0; leaving < ABI_TASKS_MAX; leaving++) {
            Queue queue;
            queue.Turn(start);
            std::vector<uint32_t> expected;
            for (uint32_t task = 0; task < ABI_TASKS_MAX; task++) {
                ASSERT_TRUE(queue.Insert(task));
                if (task != leaving) {
                    expected.push_back(task);
                }
            }
            expected.push_back(leaving);
            ASSERT_TRUE(queue.Remove(leaving)) << start << " " << leaving;
            ASSERT_TRUE(queue.Insert(leaving)) << start << " " << leaving;
            ASSERT_FALSE(queue.Insert(leaving)) << "full again";
            ASSERT_EQ(queue.Drain(), expected) << start << " " << leaving;
        }
    }
}

TEST(RunQueue, RemovesOnlyWhatIsQueuedAtThatClass) {
    for (abi_class class_ : kClasses) {
        Queue queue;
        ASSERT_TRUE(queue.Insert(7, class_));
        for (abi_class other : kClasses) {
            EXPECT_EQ(queue.Remove(8, other), false) << "never queued";
            if (other != class_) {
                EXPECT_FALSE(queue.Remove(7, other)) << "queued at " << class_ << ", not at " << other;
            }
        }
        EXPECT_TRUE(queue.TakeIs(7)) << "who was not removed is there";
        EXPECT_FALSE(queue.Remove(7, class_)) << "its number still lies in the ring's storage";
    }
}

TEST(RunQueue, ANumberThatOnlyFitsBeforeItIsCutIsNotFound) {
    Queue queue;
    ASSERT_TRUE(queue.Insert(7));
    EXPECT_FALSE(queue.Remove(0x10007));
    EXPECT_TRUE(queue.TakeIs(7));
}

using Model = std::array<std::deque<uint32_t>, ABI_CLASS_COUNT>;

uint64_t Ready(const Model &model) {
    uint64_t ready = 0;
    for (abi_class class_ : kClasses) {
        ready |= model[class_].empty() ? 0 : Bit(class_);
    }
    return ready;
}

void TakeBoth(Queue *queue, Model *model) {
    auto highest = std::find_if(model->rbegin(), model->rend(), [](const auto &tasks) { return !tasks.empty(); });
    uint32_t task = UINT32_MAX;
    ASSERT_EQ(run_queue_take(&queue->queue, &task), highest != model->rend());
    if (highest != model->rend()) {
        ASSERT_EQ(task, highest->front());
        highest->pop_front();
    }
}

TEST(RunQueue, AgreesWithAModelUnderRandomUse) {
    auto queue = std::make_unique<Queue>();
    Model model;
    std::mt19937 random(1);
    uint32_t full = 0;
    for (uint32_t step = 0; step < 40000; step++) {
        std::deque<uint32_t> &tasks = model[random() % ABI_CLASS_COUNT];
        auto class_ = static_cast<abi_class>(&tasks - model.data());
        // Long runs of one kind reach both ends.
        if (random() % 8 >= (step / 2000 % 2 != 0 ? 6u : 1u)) {
            uint32_t task = step % ABI_TASKS_MAX;
            bool fits = tasks.size() < ABI_TASKS_MAX;
            ASSERT_EQ(queue->Insert(task, class_), fits) << step;
            if (fits) {
                tasks.push_back(task);
            }
            full += fits ? 0 : 1;
        } else if (random() % 3 == 0) {
            uint32_t task = random() % ABI_TASKS_MAX;
            auto place = std::find(tasks.begin(), tasks.end(), task);
            ASSERT_EQ(queue->Remove(task, class_), place != tasks.end()) << step;
            if (place != tasks.end()) {
                tasks.erase(place);
            }
        } else {
            ASSERT_NO_FATAL_FAILURE(TakeBoth(queue.get(), &model)) << step;
        }
        ASSERT_EQ(queue->queue.ready_classes, Ready(model)) << step;
    }
    EXPECT_GT(full, 0u) << "the run never filled a ring";
}

// The hart looks without the lock while another one, which holds it, inserts and takes. --config=tsan sees whether each
// store is one; here the class that is always ready must never seem not to be.
TEST(RunQueue, ReadyClassesCanBeReadWithoutTheLock) {
    Queue queue;
    ASSERT_TRUE(queue.Insert(0, ABI_CLASS_IDLE));
    std::atomic<bool> looking{false};
    std::atomic<bool> done{false};
    std::thread other([&] {
        while (!looking.load(std::memory_order_relaxed)) {
            std::this_thread::yield();
        }
        for (uint32_t i = 0; i < 100000; i++) {
            EXPECT_TRUE(queue.Insert(1, ABI_CLASS_PERF_BURST) && queue.TakeIs(1));
            EXPECT_TRUE(queue.Insert(2, ABI_CLASS_NORMAL) && queue.Remove(2, ABI_CLASS_NORMAL));
        }
        done.store(true, std::memory_order_relaxed);
    });
    uint64_t wrong = 0;
    while (!done.load(std::memory_order_relaxed)) {
        uint64_t ready = __atomic_load_n(&queue.queue.ready_classes, __ATOMIC_RELAXED);
        bool possible = ready == Bit(ABI_CLASS_IDLE) || ready == (Bit(ABI_CLASS_IDLE) | Bit(ABI_CLASS_PERF_BURST)) ||
                        ready == (Bit(ABI_CLASS_IDLE) | Bit(ABI_CLASS_NORMAL));
        wrong += possible ? 0 : 1;
        looking.store(true, std::memory_order_relaxed);
    }
    other.join();
    EXPECT_EQ(wrong, 0u);
    EXPECT_TRUE(queue.TakeIs(0));
}

}  // namespace
