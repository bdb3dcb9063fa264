// SPDX-License-Identifier: Apache-2.0
// What the tests of the run queue share.
#pragma once

#include "kernel/scheduler/run_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

inline constexpr std::array<abi_class, ABI_CLASS_COUNT> kClasses = {ABI_CLASS_IDLE, ABI_CLASS_NORMAL,
                                                                    ABI_CLASS_INTERACTIVE, ABI_CLASS_PERF_BURST};
inline constexpr uint64_t kTick = uint64_t{1} << RUN_VIRTUAL_BITS;  // of virtual time, for a task with one share

inline uint64_t Bit(uint32_t class_) {
    return uint64_t{1} << class_;
}

// A queue whose storage held something before.
struct Queue {
    std::unique_ptr<run_queue> queue = std::make_unique<run_queue>();

    Queue() {
        std::memset(queue.get(), 0xa5, sizeof(run_queue));
        run_queue_init(queue.get());
    }

    bool Insert(uint32_t task, uint64_t virtual_time, abi_class class_ = ABI_CLASS_NORMAL, uint32_t shares = 100,
                uint64_t now_ticks = 0) {
        run_entry entry = {virtual_time, static_cast<uint16_t>(task), static_cast<uint16_t>(shares)};
        return run_queue_insert(queue.get(), class_, entry, now_ticks);
    }

    run_entry Take(abi_class class_ = ABI_CLASS_NORMAL) {
        return run_queue_take(queue.get(), class_);
    }

    bool Remove(uint32_t task, run_entry *entry, abi_class class_ = ABI_CLASS_NORMAL) {
        return run_queue_remove(queue.get(), class_, task, entry);
    }

    uint64_t Now(abi_class class_ = ABI_CLASS_NORMAL) const {
        return queue->regions[class_].now;
    }

    bool Has(uint32_t class_) const {
        return (queue->ready_classes & Bit(class_)) != 0;
    }

    // Moves the class's virtual time on, in steps that are no step back.
    void AdvanceTo(uint64_t virtual_time, abi_class class_ = ABI_CLASS_NORMAL) {
        while (Now(class_) != virtual_time) {
            uint64_t step = std::min(virtual_time - Now(class_), uint64_t{1} << (RUN_AHEAD_BITS - 1));
            ASSERT_TRUE(Insert(0, Now(class_) + step, class_));
            Take(class_);
        }
    }

    std::vector<uint32_t> Drain(abi_class class_ = ABI_CLASS_NORMAL) {
        std::vector<uint32_t> taken;
        // One more than fit, for a queue that does not end.
        while (Has(class_) && taken.size() <= ABI_TASKS_MAX) {
            taken.push_back(Take(class_).task);
        }
        return taken;
    }
};
