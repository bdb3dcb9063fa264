// SPDX-License-Identifier: Apache-2.0
#include "kernel/scheduler/run_queue.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <random>

namespace {

// A queue whose storage held something before.
struct Queue {
    run_queue queue;

    Queue() {
        queue.head = 0xdead;
        queue.count = 0xbeef;
        run_queue_init(&queue);
    }

    bool Insert(uint32_t task) {
        return run_queue_insert(&queue, task);
    }

    bool TakeIs(uint32_t expected) {
        uint32_t task = UINT32_MAX;
        return run_queue_take(&queue, &task) && task == expected;
    }
};

TEST(RunQueue, StartsEmpty) {
    Queue queue;
    EXPECT_TRUE(run_queue_is_empty(&queue.queue));
}

TEST(RunQueue, TakingFromAnEmptyQueueLeavesTheResultUntouched) {
    Queue queue;
    uint32_t task = 77;
    EXPECT_FALSE(run_queue_take(&queue.queue, &task));
    EXPECT_EQ(task, 77u);
    EXPECT_TRUE(run_queue_is_empty(&queue.queue));
    ASSERT_TRUE(queue.Insert(5));
    EXPECT_TRUE(queue.TakeIs(5));
}

TEST(RunQueue, IsEmptyExactlyWhileNothingIsIn) {
    Queue queue;
    ASSERT_TRUE(queue.Insert(0));
    EXPECT_FALSE(run_queue_is_empty(&queue.queue));
    ASSERT_TRUE(queue.TakeIs(0));
    EXPECT_TRUE(run_queue_is_empty(&queue.queue));
}

TEST(RunQueue, HoldsEveryTaskOfTheMachineAndRefusesOneMore) {
    Queue queue;
    for (uint32_t task = 0; task < ABI_TASKS_MAX; task++) {
        ASSERT_TRUE(queue.Insert(task)) << task;
    }
    EXPECT_FALSE(queue.Insert(1000));
    for (uint32_t task = 0; task < ABI_TASKS_MAX; task++) {
        ASSERT_TRUE(queue.TakeIs(task)) << task;
    }
    EXPECT_TRUE(run_queue_is_empty(&queue.queue));
}

TEST(RunQueue, FillsToTheBrimFromEveryPositionOfTheRing) {
    for (uint32_t start = 0; start < ABI_TASKS_MAX; start++) {
        Queue queue;
        for (uint32_t i = 0; i < start; i++) {
            ASSERT_TRUE(queue.Insert(i) && queue.TakeIs(i));
        }
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

TEST(RunQueue, ServesInOrderOfArrivalUnderRandomUse) {
    Queue queue;
    std::deque<uint32_t> model;
    std::mt19937 random(1);
    for (uint32_t step = 0; step < 20000; step++) {
        // Long runs of one kind reach both ends.
        if (random() % 8 < (step / 1000 % 2 != 0 ? 7u : 1u)) {
            uint32_t task = UINT32_MAX;
            ASSERT_EQ(run_queue_take(&queue.queue, &task), !model.empty()) << step;
            if (!model.empty()) {
                ASSERT_EQ(task, model.front()) << step;
                model.pop_front();
            }
        } else {
            ASSERT_EQ(queue.Insert(step), model.size() < ABI_TASKS_MAX) << step;
            if (model.size() < ABI_TASKS_MAX) {
                model.push_back(step);
            }
        }
        ASSERT_EQ(run_queue_is_empty(&queue.queue), model.empty());
    }
}

}  // namespace
