// SPDX-License-Identifier: Apache-2.0
// Whatever happens to a run queue, beside a naive model; and what others read of it meanwhile.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <random>
#include <thread>

#include "kernel/scheduler/run_queue.h"

namespace {

constexpr std::array<abi_class, ABI_CLASS_COUNT> kClasses = {ABI_CLASS_IDLE, ABI_CLASS_NORMAL, ABI_CLASS_INTERACTIVE,
                                                             ABI_CLASS_PERF_BURST};
constexpr uint64_t kTick = uint64_t{1} << RUN_VIRTUAL_BITS;  // of virtual time, for a task with one share

// Where each task is, as how far ahead of the virtual time of its class: that does not wrap.
struct Model {
    struct Task {
        bool is_ready = false;
        uint32_t class_ = 0;
        uint64_t ahead = 0;
        uint16_t shares = 0;
    };
    std::array<Task, ABI_TASKS_MAX> tasks;
    std::array<uint64_t, ABI_CLASS_COUNT> now = {};
    std::array<uint64_t, ABI_CLASS_COUNT> last_arrival = {};

    void Insert(uint32_t number, uint32_t class_, uint16_t shares, int64_t ahead) {
        uint64_t from = ahead > 0 ? static_cast<uint64_t>(ahead) : ++last_arrival[class_];
        tasks[number] = {true, class_, from, shares};
    }

    uint32_t Count(uint32_t class_) const {
        return static_cast<uint32_t>(std::count_if(
            tasks.begin(), tasks.end(), [class_](const Task &task) { return task.is_ready && task.class_ == class_; }));
    }

    uint64_t Least(uint32_t class_) const {
        uint64_t least = UINT64_MAX;
        for (const Task &task : tasks) {
            if (task.is_ready && task.class_ == class_) {
                least = std::min(least, task.ahead);
            }
        }
        return least;
    }

    void GoOn(uint32_t class_, uint64_t distance) {
        for (Task &task : tasks) {
            task.ahead -= task.is_ready && task.class_ == class_ ? distance : 0;
        }
        now[class_] += distance;
        last_arrival[class_] -= std::min(last_arrival[class_], distance);
    }

    bool Is(run_entry entry) const {
        const Task &task = tasks[entry.task];
        return task.is_ready && entry.virtual_time == now[task.class_] + task.ahead && entry.shares == task.shares;
    }
};

class Beside {
  public:
    // Virtual time soon comes round.
    Beside() {
        run_queue_init(queue_.get());
        for (abi_class class_ : kClasses) {
            model_->now[class_] = UINT64_MAX - 1000 * kTick;
            queue_->regions[class_].now = model_->now[class_];
            queue_->regions[class_].last_arrival = model_->now[class_];
        }
    }

    // In turns mostly filling and mostly emptying.
    void Step(uint32_t step, std::mt19937_64 *random) {
        uint64_t choice = (*random)();
        uint32_t kind = choice & 7;
        abi_class class_ = kClasses[choice >> 3 & 3];
        uint32_t number = choice >> 8 & (ABI_TASKS_MAX - 1);
        if (kind <= ((step >> 10 & 1) != 0 ? 4u : 1u)) {
            // Behind, equal, ahead by little or by much.
            auto distance = static_cast<int64_t>((*random)() >> 9 >> (choice >> 16) % 56);
            Insert(number, class_, (choice >> 24 & 3) == 0 ? -distance : distance, 1 + (choice >> 32) % 1000);
        } else if (kind == 5) {
            Remove(number, class_);
        } else if (kind == 6) {
            // Whoever runs goes on, while it is first: half as far as that allows.
            uint64_t least = std::min(model_->Least(class_), kTick);
            run_queue_begin_turn(queue_.get(), class_, model_->now[class_] + least / 2);
            model_->GoOn(class_, least / 2);
        } else {
            Take(class_);
        }
        ASSERT_EQ(Now(class_), model_->now[class_]) << step;
        if (step % 64 == 0) {
            ASSERT_EQ(queue_->regions[class_].count, model_->Count(class_)) << step;
        }
        wrapped_ += Now(class_) < before_[class_] ? 1 : 0;
        before_[class_] = Now(class_);
    }

    uint32_t Wrapped() const {
        return wrapped_;
    }

  private:
    void Insert(uint32_t number, abi_class class_, int64_t ahead, uint64_t shares) {
        if (!model_->tasks[number].is_ready) {
            uint64_t at = model_->now[class_] + static_cast<uint64_t>(ahead);
            ASSERT_TRUE(run_queue_insert(queue_.get(), class_,
                                         {at, static_cast<uint16_t>(number), static_cast<uint16_t>(shares)}, 0));
            model_->Insert(number, class_, static_cast<uint16_t>(shares), ahead);
        }
    }

    void Remove(uint32_t number, abi_class class_) {
        Model::Task &task = model_->tasks[number];
        bool is_here = task.is_ready && task.class_ == class_;
        run_entry entry = {};
        ASSERT_EQ(run_queue_remove(queue_.get(), class_, number, &entry), is_here);
        ASSERT_TRUE(!is_here || (entry.task == number && model_->Is(entry)));
        task.is_ready = task.is_ready && !is_here;
    }

    // Of those with the same virtual time it may be any.
    void Take(abi_class class_) {
        uint64_t least = model_->Least(class_);
        ASSERT_EQ((queue_->ready_classes >> class_ & 1) != 0, least != UINT64_MAX);
        if (least != UINT64_MAX) {
            run_entry first = *run_queue_first(queue_.get(), class_);
            run_entry entry = run_queue_take(queue_.get(), class_);
            Model::Task &task = model_->tasks[entry.task];
            ASSERT_EQ(entry.task, first.task);
            ASSERT_TRUE(model_->Is(entry) && task.class_ == class_ && task.ahead == least);
            task.is_ready = false;
            model_->GoOn(class_, least);
        }
    }

    uint64_t Now(abi_class class_) const {
        return queue_->regions[class_].now;
    }

    std::unique_ptr<run_queue> queue_ = std::make_unique<run_queue>();
    std::unique_ptr<Model> model_ = std::make_unique<Model>();
    std::array<uint64_t, ABI_CLASS_COUNT> before_ = {};
    uint32_t wrapped_ = 0;
};

TEST(RunQueueModel, AnswersAsAModelDoes) {
    constexpr uint32_t kSteps = 1000000;
    Beside beside;
    std::mt19937_64 random(1);
    for (uint32_t step = 0; step < kSteps && !testing::Test::HasFatalFailure(); step++) {
        beside.Step(step, &random);
    }
    EXPECT_GT(beside.Wrapped(), 0u) << "virtual time did not come round";
}

// --- What others read without the lock

TEST(RunQueueModel, WhatIsReadWithoutTheLockIsNeverInBetween) {
    auto queue = std::make_unique<run_queue>();
    run_queue_init(queue.get());
    auto insert = [&queue](uint16_t task, abi_class class_) {
        return run_queue_insert(queue.get(), class_, {0, task, 100}, 0);
    };
    ASSERT_TRUE(insert(0, ABI_CLASS_INTERACTIVE));
    std::atomic<bool> is_done{false};
    std::atomic<uint32_t> wrong{0};
    std::thread reader([&] {
        while (!is_done.load(std::memory_order_relaxed)) {
            bool is_sound = !run_queue_is_empty(queue.get()) && run_queue_has_above(queue.get(), ABI_CLASS_NORMAL) &&
                            !run_queue_has_above(queue.get(), ABI_CLASS_INTERACTIVE) &&
                            run_queue_count(queue.get()) - 1 <= 3;
            wrong.fetch_add(is_sound ? 0 : 1, std::memory_order_relaxed);
        }
    });
    for (uint32_t i = 0; i < 100000; i++) {
        ASSERT_TRUE(insert(1, ABI_CLASS_NORMAL) && insert(2, ABI_CLASS_NORMAL) && insert(3, ABI_CLASS_INTERACTIVE));
        run_queue_take(queue.get(), ABI_CLASS_NORMAL);
        run_queue_take(queue.get(), ABI_CLASS_NORMAL);
        run_queue_take(queue.get(), ABI_CLASS_INTERACTIVE);
    }
    is_done.store(true, std::memory_order_relaxed);
    reader.join();
    EXPECT_EQ(wrong.load(), 0u);
}

}  // namespace
