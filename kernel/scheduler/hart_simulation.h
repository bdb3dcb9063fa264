// SPDX-License-Identifier: Apache-2.0
// A hart in a simulation: tasks that take turns by the run queue, tick by tick, as kernel/scheduler has them take turns.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "kernel/scheduler/run_queue.h"

namespace scheduler_simulation {

// At 10 MHz: 4 ms, 10 us, 100 ms.
constexpr uint64_t kRound = 40000;
constexpr uint64_t kLeast = 100;
constexpr uint64_t kStarvation = 1000000;

class Hart;

struct Task {
    uint16_t number;
    uint16_t shares;
    abi_class class_ = ABI_CLASS_NORMAL;
    uint64_t virtual_time = 0;
    Hart *hart = nullptr;  // where it is ready or was last
    bool is_ready = false;
    uint64_t received = 0;
    uint64_t longest_slice = 0;
    uint64_t charges = 0;
    uint64_t ready_since = 0;  // since when it waits for its turn
    uint64_t longest_wait = 0;
    uint64_t at_class_time = 0;  // the class's virtual time when it came, or was accounted last
    uint64_t class_time = 0;     // how far that went on while the task belonged to it
};

// As the scheduler does: the task that was due first runs for its slice, and longer if it is still due first.
class Hart {
  public:
    Hart() : queue_(std::make_unique<run_queue>()) {
        run_queue_init(queue_.get());
    }

    uint64_t Now() const {
        return now_;
    }

    uint64_t ClassTime(abi_class class_) const {
        return queue_->regions[class_].now;
    }

    // Of a class without tasks: as if it had been running for long.
    void AdvanceTo(abi_class class_, uint64_t virtual_time) {
        while (ClassTime(class_) != virtual_time) {
            uint64_t step = std::min(virtual_time - ClassTime(class_), uint64_t{1} << (RUN_AHEAD_BITS - 1));
            ASSERT_TRUE(run_queue_insert(queue_.get(), class_, {ClassTime(class_) + step, 0, 1}, now_));
            run_queue_take(queue_.get(), class_);
        }
    }

    bool Runs(const Task &task) const {
        return current_ == &task;
    }

    // They come at once.
    void WakeAll(std::vector<Task> *tasks) {
        for (Task &task : *tasks) {
            task.hart = this;
            task.is_ready = true;
            task.virtual_time = ClassTime(task.class_);
            Insert(&task);
        }
        Choose();
    }

    // It comes from wherever it was: how far ahead of the others it was there, it is here.
    void Wake(Task *task) {
        Account(task);
        if (task->hart != this) {
            uint64_t ahead = task->hart == nullptr ? 0 : task->virtual_time - task->hart->ClassTime(task->class_);
            task->virtual_time = ClassTime(task->class_) + (static_cast<int64_t>(ahead) > 0 ? ahead : 0);
            task->hart = this;
        }
        task->at_class_time = ClassTime(task->class_);
        task->is_ready = true;
        Charge();
        Insert(task);
        bool is_above = current_ != nullptr && task->class_ > current_->class_ && !is_starved_turn_;
        if (current_ == nullptr || is_above) {
            Choose();
        } else {
            Arm();
        }
    }

    void Sleep(Task *task) {
        Charge();
        task->is_ready = false;
        if (task == current_) {
            current_ = nullptr;
            Choose();
        } else {
            run_entry entry;
            ASSERT_TRUE(run_queue_remove(queue_.get(), task->class_, task->number, &entry));
            task->virtual_time = entry.virtual_time;
            Arm();
        }
    }

    // Calls look() whenever a turn has ended: between two ends what is received rises steadily.
    template <typename Look> void RunUntil(uint64_t time, const Look &look) {
        while (now_ < time) {
            uint64_t step = std::min(time, end_) - now_;
            now_ += step;
            if (current_ != nullptr) {
                current_->received += step;
                used_ += step;
            }
            if (now_ == end_) {
                Charge();
                Choose();
            }
            look();
        }
    }

    // The class's virtual time goes on for all that belong to it, whether ready or not.
    static void Account(Task *task) {
        if (task->hart != nullptr) {
            uint64_t now = task->hart->ClassTime(task->class_);
            task->class_time += now - task->at_class_time;
            task->at_class_time = now;
        }
    }

  private:
    void Insert(Task *task) {
        task->ready_since = now_;
        tasks_[task->number] = task;
        run_entry entry = {task->virtual_time, task->number, task->shares};
        ASSERT_TRUE(run_queue_insert(queue_.get(), task->class_, entry, now_));
    }

    bool Competes() const {
        return queue_->regions[current_->class_].count != 0;
    }

    bool IsFirst() const {
        return !Competes() || !run_queue_is_before(run_queue_first(queue_.get(), current_->class_)->virtual_time,
                                                   current_->virtual_time);
    }

    // Time that nobody of its class wanted costs nothing.
    void Charge() {
        if (current_ != nullptr) {
            run_queue_ran(queue_.get(), current_->class_, now_);
            current_->charges++;
            current_->virtual_time += competes_ ? run_queue_virtual(used_, current_->shares) : 0;
        }
        used_ = 0;
    }

    void BeginTurn(Task *task) {
        task->longest_wait = std::max(task->longest_wait, now_ - task->ready_since);
        current_ = task;
        turn_end_ = UINT64_MAX;
        competes_ = false;
    }

    // The turn ends for others of the class; whatever runs, a lower class is looked at when it has waited long enough.
    void Arm() {
        if (current_ == nullptr) {
            end_ = UINT64_MAX;
            return;
        }
        competes_ = Competes();
        if (!competes_ && !is_starved_turn_) {
            turn_end_ = UINT64_MAX;
        } else if (turn_end_ == UINT64_MAX) {
            uint64_t slice = run_queue_slice(queue_.get(), current_->class_, current_->shares, kRound, kLeast);
            current_->longest_slice = std::max(current_->longest_slice, slice);
            turn_end_ = now_ + slice;
        }
        uint64_t starves_at = run_queue_starves_at(queue_.get(), current_->class_, kStarvation);
        end_ = is_starved_turn_ ? turn_end_ : std::min(turn_end_, starves_at);
    }

    void Choose() {
        if (queue_->ready_classes == 0) {
            is_starved_turn_ = false;
            if (current_ != nullptr) {
                BeginTurn(current_);
                current_->ready_since = now_;
            }
            Arm();
            return;
        }
        uint32_t highest = run_queue_highest(queue_.get());
        if (current_ != nullptr && current_->class_ > highest) {
            highest = current_->class_;
        }
        uint32_t starved = run_queue_starved(queue_.get(), highest, now_, kStarvation);
        bool is_its_class = current_ != nullptr && current_->class_ == highest && starved == highest;
        if (is_its_class && IsFirst()) {
            run_queue_begin_turn(queue_.get(), highest, current_->virtual_time);
            current_->ready_since = now_;
            BeginTurn(current_);
        } else {
            run_entry entry = run_queue_take(queue_.get(), static_cast<abi_class>(starved));
            tasks_[entry.task]->virtual_time = entry.virtual_time;
            if (current_ != nullptr) {
                Insert(current_);
            }
            BeginTurn(tasks_[entry.task]);
        }
        is_starved_turn_ = starved != highest;
        Arm();
    }

    std::unique_ptr<run_queue> queue_;
    std::vector<Task *> tasks_ = std::vector<Task *>(ABI_TASKS_MAX);
    Task *current_ = nullptr;
    uint64_t now_ = 0;
    uint64_t used_ = 0;  // by the current task, not charged yet
    uint64_t turn_end_ = UINT64_MAX;
    uint64_t end_ = UINT64_MAX;
    bool competes_ = false;
    bool is_starved_turn_ = false;
};

}  // namespace scheduler_simulation
