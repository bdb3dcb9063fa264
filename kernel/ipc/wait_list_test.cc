// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

extern "C" {
#include "kernel/ipc/wait_list.h"
}

namespace {

class WaitList : public testing::Test {
  protected:
    static constexpr size_t kTasks = 12;

    task *Make(uint32_t class_) {
        task *made = &tasks_[count_++];
        made->class_ = static_cast<uint8_t>(class_);
        return made;
    }

    void Insert(task *inserted) {
        wait_list_insert(&list_, inserted);
        EXPECT_TRUE(inserted->link.is_linked);
    }

    void Remove(task *removed) {
        wait_list_remove(&list_, removed);
        EXPECT_FALSE(removed->link.is_linked);
    }

    // From the front; the way back must be the same.
    std::vector<const task *> Order() const {
        std::vector<const task *> forth;
        for (const task *at = list_.first; at != nullptr; at = at->link.next) {
            forth.push_back(at);
        }
        std::vector<const task *> back;
        for (const task *at = list_.last; at != nullptr; at = at->link.previous) {
            back.push_back(at);
        }
        std::reverse(back.begin(), back.end());
        EXPECT_EQ(back, forth);
        return forth;
    }

    wait_list list_ = {};
    task tasks_[kTasks] = {};
    size_t count_ = 0;
};

using Tasks = std::vector<const task *>;

TEST_F(WaitList, BeginsEmptyAndIsEmptyAfterTheLastOneLeft) {
    EXPECT_EQ(list_.first, nullptr);
    EXPECT_EQ(list_.last, nullptr);
    task *only = Make(ABI_CLASS_NORMAL);
    Insert(only);
    EXPECT_EQ(Order(), Tasks{only});
    Remove(only);
    EXPECT_EQ(list_.first, nullptr);
    EXPECT_EQ(list_.last, nullptr);
}

TEST_F(WaitList, WithinAClassFirstComeFirst) {
    Tasks expected;
    for (int i = 0; i < 5; i++) {
        task *next = Make(ABI_CLASS_INTERACTIVE);
        Insert(next);
        expected.push_back(next);
    }
    EXPECT_EQ(Order(), expected);
}

TEST_F(WaitList, AHigherClassGoesBeforeAllLowerOnesAndBehindItsEquals) {
    task *normal = Make(ABI_CLASS_NORMAL);
    task *burst = Make(ABI_CLASS_PERF_BURST);
    task *idle = Make(ABI_CLASS_IDLE);
    task *later_normal = Make(ABI_CLASS_NORMAL);
    task *later_burst = Make(ABI_CLASS_PERF_BURST);
    task *interactive = Make(ABI_CLASS_INTERACTIVE);
    for (task *next : {normal, burst, idle, later_normal, later_burst, interactive}) {
        Insert(next);
    }
    EXPECT_EQ(Order(), (Tasks{burst, later_burst, interactive, normal, later_normal, idle}));
}

TEST_F(WaitList, LeavingMendsBothEndsAndTheMiddle) {
    for (int removed = 0; removed < 3; removed++) {
        list_ = {};
        count_ = 0;
        Tasks expected;
        for (int i = 0; i < 3; i++) {
            task *next = Make(ABI_CLASS_NORMAL);
            Insert(next);
            expected.push_back(next);
        }
        Remove(&tasks_[removed]);
        expected.erase(expected.begin() + removed);
        EXPECT_EQ(Order(), expected) << removed;
        Insert(&tasks_[removed]);
        expected.push_back(&tasks_[removed]);
        EXPECT_EQ(Order(), expected) << "comes back last";
    }
}

// Against a vector.
TEST_F(WaitList, RandomStepsMatchTheModel) {
    std::mt19937 random(1);
    Tasks model;
    for (size_t i = 0; i < kTasks; i++) {
        Make(ABI_CLASS_IDLE);
    }
    for (int step = 0; step < 20000; step++) {
        task *chosen = &tasks_[random() % kTasks];
        if (chosen->link.is_linked) {
            Remove(chosen);
            model.erase(std::find(model.begin(), model.end(), chosen));
        } else {
            chosen->class_ = static_cast<uint8_t>(random() % ABI_CLASS_COUNT);
            Insert(chosen);
            // In front of the first one that is lower.
            model.insert(std::find_if(model.begin(), model.end(),
                                      [&](const task *other) { return other->class_ < chosen->class_; }),
                         chosen);
        }
        ASSERT_EQ(Order(), model) << step;
    }
}

}  // namespace
