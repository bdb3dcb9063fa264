// SPDX-License-Identifier: Apache-2.0
// Who gets how much: harts in a simulation whose tasks take turns by the run queue, tick by tick and without rounding. At every
// moment each busy task has received what it is due, give or take one slice of its own.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <vector>

#include "kernel/scheduler/hart_simulation.h"
#include "kernel/scheduler/run_queue.h"

namespace {

using scheduler_simulation::Hart;
using scheduler_simulation::kLeast;
using scheduler_simulation::kRound;
using scheduler_simulation::kStarvation;
using scheduler_simulation::Task;

std::vector<Task> TasksWith(const std::vector<uint16_t> &shares) {
    std::vector<Task> tasks;
    for (uint16_t each : shares) {
        tasks.push_back({static_cast<uint16_t>(tasks.size()), each});
    }
    return tasks;
}

// --- Busy tasks

// What a task is due after so long is its part of that. All numbers times the sum of shares, so that nothing is rounded.
struct Due {
    int64_t sum;
    int64_t leasts = 0;  // of the tasks whose slice is longer than their part of the round

    explicit Due(const std::vector<Task> &tasks) : sum(0) {
        for (const Task &task : tasks) {
            sum += task.shares;
        }
        for (const Task &task : tasks) {
            leasts += Slice(task) == kLeast ? 1 : 0;
        }
    }

    uint64_t Slice(const Task &task) const {
        return std::max(kRound * task.shares / static_cast<uint64_t>(sum), kLeast);
    }

    // By how much it is off, whichever way.
    int64_t Off(const Task &task, uint64_t now) const {
        return std::abs(static_cast<int64_t>(task.received) * sum - static_cast<int64_t>(now) * task.shares);
    }

    int64_t OneSlice(const Task &task) const {
        return static_cast<int64_t>(Slice(task)) * sum;
    }

    // Slices are whole ticks, and those that are longer than their part push the others back: both count for a few ticks.
    int64_t Rounding(const Task &task) const {
        return sum + leasts * static_cast<int64_t>(kLeast) * task.shares;
    }
};

// By how much a task was off at most, beyond a slice of its own.
int64_t WorstBeyondASlice(const std::vector<uint16_t> &shares, uint64_t time, bool with_rounding) {
    std::vector<Task> tasks = TasksWith(shares);
    Due due(tasks);
    Hart hart;
    hart.WakeAll(&tasks);
    int64_t worst = INT64_MIN;
    hart.RunUntil(time, [&] {
        for (const Task &task : tasks) {
            int64_t allowed = due.OneSlice(task) + (with_rounding ? due.Rounding(task) : 0);
            worst = std::max(worst, due.Off(task, hart.Now()) - allowed);
        }
    });
    return worst;
}

const std::vector<std::vector<uint16_t>> kSets = {
    {1, 1}, {1, 2}, {100, 300}, {1, 1000}, {1000, 1}, {37, 411, 552}, {1, 1, 1000}, {100, 100, 100, 100},
};

TEST(RunQueueShares, BusyTasksAreNeverOffByMoreThanASlice) {
    for (const std::vector<uint16_t> &shares : kSets) {
        EXPECT_LE(WorstBeyondASlice(shares, 50000000, false), 0) << testing::PrintToString(shares);
    }
}

TEST(RunQueueShares, SoAreRandomSetsOfUpToSixteen) {
    std::mt19937 random(3);
    for (uint32_t round = 0; round < 150; round++) {
        std::vector<uint16_t> shares(2 + random() % 15);
        for (uint16_t &each : shares) {
            const uint32_t ranges[] = {1000, 1000, 50, 5};
            each = static_cast<uint16_t>(1 + random() % ranges[random() % 4]);
        }
        EXPECT_LE(WorstBeyondASlice(shares, 10000000, true), 0) << testing::PrintToString(shares);
    }
}

TEST(RunQueueShares, OverTwoHundredSlicesOfTheSmallestNobodyIsOffByMoreThanAHundredth) {
    for (const std::vector<uint16_t> &shares : kSets) {
        std::vector<Task> tasks = TasksWith(shares);
        Due due(tasks);
        const Task &smallest = *std::min_element(tasks.begin(), tasks.end(),
                                                 [](const Task &a, const Task &b) { return a.shares < b.shares; });
        Hart hart;
        hart.WakeAll(&tasks);
        uint64_t time = 200 * due.Slice(smallest) * static_cast<uint64_t>(due.sum) / smallest.shares;
        // Also at moments in the middle of a turn.
        for (uint64_t late : {0u, 1u, 77u, 9999u, 30001u}) {
            hart.RunUntil(time + late, [] {});
            for (const Task &task : tasks) {
                EXPECT_LE(due.Off(task, hart.Now()) * 100, static_cast<int64_t>(hart.Now()) * task.shares)
                    << testing::PrintToString(shares) << " " << task.shares;
            }
        }
    }
}

TEST(RunQueueShares, TheWrapOfVirtualTimeMakesNoDifference) {
    std::vector<Task> tasks = TasksWith({37, 411, 552});
    Due due(tasks);
    Hart hart;
    hart.AdvanceTo(ABI_CLASS_NORMAL, UINT64_MAX - (uint64_t{100} << RUN_VIRTUAL_BITS));
    hart.WakeAll(&tasks);
    hart.RunUntil(10000000, [&] {
        for (const Task &task : tasks) {
            ASSERT_LE(due.Off(task, hart.Now()), due.OneSlice(task)) << hart.Now();
        }
    });
    EXPECT_LT(hart.ClassTime(ABI_CLASS_NORMAL), uint64_t{10000000} << RUN_VIRTUAL_BITS) << "it did not wrap";
}

// --- Tasks that come and go

// Received for each share, as virtual time.
uint64_t Progress(const Task &task) {
    return (task.received << RUN_VIRTUAL_BITS) / task.shares;
}

// The slice it got at most, in the same units. Each charge may have lost a unit, which is less than a millionth of a tick.
uint64_t SliceOf(const Task &task) {
    return (task.longest_slice << RUN_VIRTUAL_BITS) / task.shares + task.charges + 1;
}

// The first tasks of a hart are always busy, the others sleep and wake at random.
TEST(RunQueueShares, SleepingGainsNoMoreThanASliceOverWhoIsAlwaysBusy) {
    for (uint32_t seed = 0; seed < 8; seed++) {
        std::mt19937 random(seed);
        std::vector<Task> tasks = TasksWith({100, 300, 100, 1, 1000, 100, 37});
        constexpr size_t kBusy = 2;
        Hart hart;
        for (Task &task : tasks) {
            hart.Wake(&task);
        }
        // Long naps, and short ones that return before a turn is over.
        const uint32_t pauses[] = {5, 1000, 20000, 300000};
        for (uint32_t step = 0; step < 5000; step++) {
            hart.RunUntil(hart.Now() + random() % pauses[random() % 4], [&] {
                for (size_t i = kBusy; i < tasks.size(); i++) {
                    for (size_t busy = 0; busy < kBusy; busy++) {
                        ASSERT_LE(Progress(tasks[i]), Progress(tasks[busy]) + SliceOf(tasks[i])) << seed << " " << i;
                    }
                }
            });
            Task &task = tasks[kBusy + random() % (tasks.size() - kBusy)];
            task.is_ready ? hart.Sleep(&task) : hart.Wake(&task);
        }
        EXPECT_GT(tasks.back().received, 0u);
    }
}

// A program that naps for a tick when it has run for most of its slice, again and again.
TEST(RunQueueShares, NapsBeforeTheEndOfATurnGainNothing) {
    constexpr uint64_t kSlice = kRound / 2;
    for (uint64_t runs : {uint64_t{1}, kSlice / 2, kSlice - 100, kSlice - 1, kSlice, kSlice + 1}) {
        std::vector<Task> tasks = TasksWith({100, 100});
        const Task &napper = tasks[1];
        Hart hart;
        hart.WakeAll(&tasks);
        for (uint32_t nap = 0; nap < 100; nap++) {
            for (uint64_t before = napper.received; napper.received < before + runs;) {
                uint64_t left = before + runs - napper.received;
                hart.RunUntil(hart.Now() + (hart.Runs(napper) ? left : 1), [] {});
            }
            hart.Sleep(&tasks[1]);
            hart.RunUntil(hart.Now() + 1, [] {});
            hart.Wake(&tasks[1]);
            ASSERT_LE(Progress(napper), Progress(tasks[0]) + SliceOf(napper)) << runs << " " << nap;
        }
    }
}

// A task that goes from hart to hart takes along how far ahead of the others it was: all in all it receives what the classes it
// belonged to went on, and a slice.
TEST(RunQueueShares, MigratingGainsNoMoreThanASlice) {
    for (uint32_t seed = 0; seed < 8; seed++) {
        std::mt19937 random(seed);
        std::vector<Task> tasks = TasksWith({100, 300, 1000, 7, 100, 1, 500});
        constexpr size_t kBusy = 4;  // two for each hart
        Hart harts[2];
        for (size_t i = 0; i < tasks.size(); i++) {
            harts[i % 2].Wake(&tasks[i]);
        }
        auto look = [&] {
            for (size_t i = 0; i < tasks.size(); i++) {
                const Task &task = tasks[i];
                uint64_t last = task.hart->ClassTime(task.class_) - task.at_class_time;
                ASSERT_LE(Progress(task), task.class_time + last + SliceOf(task)) << seed << " " << i;
                ASSERT_TRUE(i >= kBusy || Progress(task) + SliceOf(task) >= task.hart->ClassTime(task.class_)) << seed;
            }
        };
        const uint32_t pauses[] = {1, 1000, 20000, 100000};
        for (uint32_t step = 0; step < 5000; step++) {
            uint64_t until = harts[0].Now() + random() % pauses[random() % 4];
            harts[0].RunUntil(until, look);
            harts[1].RunUntil(until, look);
            Task &task = tasks[kBusy + random() % (tasks.size() - kBusy)];
            if (task.is_ready) {
                task.hart->Sleep(&task);
            }
            if (random() % 4 != 0) {
                harts[random() % 2].Wake(&task);
            }
        }
        EXPECT_GT(tasks.back().received, 0u);
    }
}

// --- Classes

// Each lower class gets a slice when it has waited for as long as it may, and no more than that.
TEST(RunQueueShares, ALowerClassWaitsForTheBoundAndTheSlicesOfOthersThatDo) {
    for (uint32_t at_the_top = 1; at_the_top <= 3; at_the_top++) {
        std::vector<Task> tasks = TasksWith({100, 100, 100, 100, 100, 100});
        tasks[0].class_ = ABI_CLASS_IDLE;
        tasks[1].class_ = ABI_CLASS_NORMAL;
        tasks[2].class_ = ABI_CLASS_INTERACTIVE;
        tasks.resize(3 + at_the_top);
        for (uint32_t i = 3; i < tasks.size(); i++) {
            tasks[i].class_ = ABI_CLASS_PERF_BURST;
        }
        Hart hart;
        for (Task &task : tasks) {
            hart.Wake(&task);
        }
        constexpr uint64_t kTime = 1000000000;
        hart.RunUntil(kTime, [] {});
        uint64_t lower = 0;
        for (uint32_t i = 0; i < 3; i++) {
            EXPECT_GE(tasks[i].longest_wait, kStarvation) << i;
            EXPECT_LE(tasks[i].longest_wait, kStarvation + 2 * kRound) << i;
            EXPECT_GE(tasks[i].received, kTime / (kStarvation + 3 * kRound) * kRound) << i;
            EXPECT_LE(tasks[i].received, (kTime / kStarvation + 1) * kRound) << i;
            lower += tasks[i].received;
        }
        for (uint32_t i = 3; i < tasks.size(); i++) {
            EXPECT_LE(tasks[i].received, (kTime - lower) / at_the_top + kRound) << i;
            EXPECT_GE(tasks[i].received + kRound, (kTime - lower) / at_the_top) << i;
        }
    }
}

}  // namespace
