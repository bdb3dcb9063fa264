// SPDX-License-Identifier: Apache-2.0
#include "kernel/scheduler/run_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <numeric>
#include <random>
#include <vector>

namespace {

constexpr std::array<abi_class, ABI_CLASS_COUNT> kClasses = {ABI_CLASS_IDLE, ABI_CLASS_NORMAL, ABI_CLASS_INTERACTIVE,
                                                             ABI_CLASS_PERF_BURST};
constexpr uint64_t kTick = uint64_t{1} << RUN_VIRTUAL_BITS;  // of virtual time, for a task with one share

uint64_t Bit(uint32_t class_) {
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

TEST(RunQueue, StartsEmpty) {
    Queue queue;
    EXPECT_TRUE(run_queue_is_empty(queue.queue.get()));
    EXPECT_EQ(run_queue_count(queue.queue.get()), 0u);
    run_entry entry = {77, 78, 79};
    for (abi_class class_ : kClasses) {
        EXPECT_FALSE(run_queue_has_above(queue.queue.get(), class_));
        for (uint32_t task = 0; task < ABI_TASKS_MAX; task++) {
            EXPECT_FALSE(queue.Remove(task, &entry, class_));
        }
        EXPECT_EQ(run_queue_starved(queue.queue.get(), class_, UINT64_MAX, 0), uint32_t{class_});
        EXPECT_EQ(run_queue_starves_at(queue.queue.get(), class_, 0), UINT64_MAX);
    }
    EXPECT_EQ(entry.virtual_time, 77u);
    EXPECT_EQ(entry.task, 78u);
    EXPECT_EQ(entry.shares, 79u);
}

TEST(RunQueue, TellsWhichClassesAreReadyAndTheHighestOfThem) {
    for (uint64_t ready = 1; ready < Bit(ABI_CLASS_COUNT); ready++) {
        Queue queue;
        uint32_t count = 0;
        for (abi_class class_ : kClasses) {
            for (uint32_t i = 0; (ready & Bit(class_)) != 0 && i < 2; i++, count++) {
                ASSERT_TRUE(queue.Insert(count, 0, class_));
            }
        }
        EXPECT_EQ(queue.queue->ready_classes, ready);
        EXPECT_EQ(run_queue_count(queue.queue.get()), count);
        EXPECT_FALSE(run_queue_is_empty(queue.queue.get()));
        for (uint32_t class_ = 0; class_ < ABI_CLASS_COUNT; class_++) {
            EXPECT_EQ(run_queue_has_above(queue.queue.get(), class_), ready >= Bit(class_ + 1)) << ready;
        }
        for (uint64_t left = ready; left != 0;) {
            uint32_t highest = run_queue_highest(queue.queue.get());
            EXPECT_GE(left, Bit(highest)) << ready;
            EXPECT_LT(left, Bit(highest + 1)) << ready;
            queue.Take(kClasses[highest]);
            EXPECT_EQ(queue.queue->ready_classes, left) << "one is left";
            queue.Take(kClasses[highest]);
            left &= ~Bit(highest);
            EXPECT_EQ(queue.queue->ready_classes, left) << "the last was taken";
        }
        EXPECT_EQ(run_queue_count(queue.queue.get()), 0u);
    }
}

TEST(RunQueue, TakesTheLeastVirtualTimeFirst) {
    for (uint64_t start : {uint64_t{0}, uint64_t{1} << 40, UINT64_MAX - 3 * kTick}) {
        for (uint32_t count = 1; count <= 40; count++) {
            Queue queue;
            queue.AdvanceTo(start);
            // Neither the number of the task nor the order of arrival decides: 41 is prime.
            for (uint32_t i = 0; i < count; i++) {
                uint32_t task = i * 17 % 41;
                ASSERT_TRUE(queue.Insert(task, start + (task + 1) * kTick / 4));
            }
            std::vector<uint32_t> tasks = queue.Drain();
            EXPECT_EQ(tasks.size(), count);
            EXPECT_TRUE(std::is_sorted(tasks.begin(), tasks.end())) << start << " " << count;
        }
    }
}

TEST(RunQueue, WhoIsAheadKeepsItsVirtualTime) {
    for (uint64_t start : {uint64_t{0}, kTick, UINT64_MAX - 1}) {
        for (uint64_t ahead : {uint64_t{1}, uint64_t{2}, kTick, uint64_t{1} << 40}) {
            Queue queue;
            queue.AdvanceTo(start);
            ASSERT_TRUE(queue.Insert(5, start + ahead, ABI_CLASS_NORMAL, 345));
            run_entry entry = queue.Take();
            EXPECT_EQ(entry.task, 5u);
            EXPECT_EQ(entry.shares, 345u);
            EXPECT_EQ(entry.virtual_time, start + ahead);
            EXPECT_EQ(queue.Now(), start + ahead);
        }
    }
}

TEST(RunQueue, WhoIsBehindDoesNotGetBackWhatItDidNotUse) {
    for (uint64_t start : {uint64_t{1} << 41, UINT64_MAX - 1}) {
        for (uint64_t behind : {uint64_t{0}, uint64_t{1}, kTick, uint64_t{1} << 40}) {
            Queue queue;
            queue.AdvanceTo(start);
            ASSERT_TRUE(queue.Insert(1, start + kTick));
            ASSERT_TRUE(queue.Insert(2, start - behind));
            run_entry entry = queue.Take();
            EXPECT_EQ(entry.task, 2u) << "it is due before whoever is ahead";
            EXPECT_LT(entry.virtual_time - start, kTick / 1000) << behind;
        }
    }
}

TEST(RunQueue, ThoseThatAreNotAheadAreDueAsTheyCame) {
    constexpr uint64_t kStart = uint64_t{1} << 40;
    for (uint32_t count = 1; count <= ABI_TASKS_MAX; count += count < 20 ? 1 : 59) {
        Queue queue;
        queue.AdvanceTo(kStart);
        std::vector<uint32_t> expected;
        std::mt19937 random(count);
        for (uint32_t i = 0; i < count; i++) {
            expected.push_back(i * 51 % ABI_TASKS_MAX);
            ASSERT_TRUE(queue.Insert(expected.back(), kStart - random() % 1000));
        }
        EXPECT_EQ(queue.Drain(), expected) << count;
    }
}

TEST(RunQueue, ArrivalsStayInOrderWhileOthersLeave) {
    Queue queue;
    queue.AdvanceTo(1000);
    std::vector<uint32_t> taken;
    run_entry entry;
    for (uint32_t task = 0; task < 200; task++) {
        ASSERT_TRUE(queue.Insert(task, 0));
        if (task % 3 == 1) {
            taken.push_back(queue.Take().task);
        }
        if (task % 10 == 9) {
            ASSERT_TRUE(queue.Remove(task - 1, &entry));
            EXPECT_EQ(entry.task, task - 1);
        }
    }
    std::vector<uint32_t> rest = queue.Drain();
    taken.insert(taken.end(), rest.begin(), rest.end());
    EXPECT_EQ(taken.size(), 180u);
    EXPECT_TRUE(std::is_sorted(taken.begin(), taken.end()));
}

TEST(RunQueue, VirtualTimeOfAClassOnlyGoesOn) {
    Queue queue;
    ASSERT_TRUE(queue.Insert(1, 5 * kTick));
    ASSERT_TRUE(queue.Insert(2, 9 * kTick));
    run_entry entry;
    ASSERT_TRUE(queue.Remove(2, &entry));
    EXPECT_EQ(queue.Now(), 0u) << "who is removed was not due";
    queue.Take();
    EXPECT_EQ(queue.Now(), 5 * kTick);
    ASSERT_TRUE(queue.Insert(3, 2 * kTick));
    EXPECT_EQ(queue.Now(), 5 * kTick);
    queue.Take();
    EXPECT_GE(queue.Now(), 5 * kTick);
    EXPECT_EQ(queue.Now(ABI_CLASS_INTERACTIVE), 0u) << "each class has its own";
}

TEST(RunQueue, WhoeverSleptUntilVirtualTimeCameRoundIsBehind) {
    constexpr uint64_t kAhead = uint64_t{1} << RUN_AHEAD_BITS;
    struct Case {
        uint64_t slept;  // in virtual time
        bool is_behind;
    };
    // What is less than a whole round before is as well a little after; the longest turn decides.
    const Case cases[] = {
        {1, true},
        {uint64_t{1} << 62, true},
        {(uint64_t{1} << 63) - 1, true},
        {uint64_t{1} << 63, true},
        {0 - kAhead - 1, true},
        {0 - kAhead, false},
        {0 - uint64_t{1}, false},
    };
    for (const Case &c : cases) {
        Queue queue;
        ASSERT_TRUE(queue.Insert(1, 0)) << "one arrived long before";
        queue.Take();
        queue.AdvanceTo(c.slept);
        uint64_t before = queue.Now() - c.slept;
        ASSERT_TRUE(queue.Insert(2, before));
        EXPECT_EQ(queue.Take().virtual_time - c.slept, c.is_behind ? 1 : 0 - c.slept) << c.slept;
    }
}

TEST(RunQueue, AClassThatWentOnForLongForgetsWhatArrivedBefore) {
    for (uint64_t distance : {uint64_t{1} << 62, (uint64_t{1} << 63) - 1, uint64_t{1} << 63, 0 - uint64_t{5}}) {
        Queue queue;
        ASSERT_TRUE(queue.Insert(1, 0));
        queue.Take();
        queue.AdvanceTo(distance);
        ASSERT_TRUE(queue.Insert(2, distance));
        EXPECT_LE(queue.Take().virtual_time - distance, 1u) << distance;
    }
}

TEST(RunQueue, WhoeverBeginsAnotherTurnTakesTheClassAlong) {
    Queue queue;
    run_queue *raw = queue.queue.get();
    ASSERT_TRUE(queue.Insert(1, 9 * kTick));
    run_queue_begin_turn(raw, ABI_CLASS_NORMAL, 5 * kTick);
    EXPECT_EQ(queue.Now(), 5 * kTick);
    run_queue_begin_turn(raw, ABI_CLASS_NORMAL, 4 * kTick);
    EXPECT_EQ(queue.Now(), 5 * kTick) << "never back";
    ASSERT_TRUE(queue.Insert(2, 3 * kTick));
    run_entry entry = queue.Take();
    EXPECT_EQ(entry.task, 2u);
    EXPECT_GE(entry.virtual_time, 5 * kTick) << "who comes starts with who runs, not where that was a turn ago";
}

TEST(RunQueue, RemovesFromAnyPlaceAndKeepsTheOrderOfTheRest) {
    for (uint32_t count = 1; count <= 33; count++) {
        for (uint32_t leaving = 0; leaving < count; leaving++) {
            for (uint32_t stride : {1u, 5u, 31u}) {  // prime to 37: other shapes of the heap
                Queue queue;
                std::vector<uint32_t> expected;
                for (uint32_t i = 0; i < count; i++) {
                    ASSERT_TRUE(queue.Insert(i, (1 + i * stride % 37) * kTick, ABI_CLASS_NORMAL, 1 + i));
                    if (i != leaving) {
                        expected.push_back(i);
                    }
                }
                std::sort(expected.begin(), expected.end(),
                          [stride](uint32_t a, uint32_t b) { return a * stride % 37 < b * stride % 37; });
                run_entry entry = {0, 0, 0};
                EXPECT_FALSE(queue.Remove(leaving, &entry, ABI_CLASS_INTERACTIVE)) << "it is queued at another class";
                EXPECT_FALSE(queue.Remove(count, &entry)) << "it is not queued";
                EXPECT_EQ(entry.shares, 0u);
                ASSERT_TRUE(queue.Remove(leaving, &entry));
                EXPECT_EQ(entry.task, leaving);
                EXPECT_EQ(entry.shares, 1 + leaving);
                EXPECT_EQ(entry.virtual_time, (1 + leaving * stride % 37) * kTick);
                EXPECT_FALSE(queue.Remove(leaving, &entry)) << "it is gone";
                EXPECT_EQ(run_queue_count(queue.queue.get()), count - 1);
                EXPECT_EQ(queue.Has(ABI_CLASS_NORMAL), count > 1);
                ASSERT_EQ(queue.Drain(), expected) << count << " " << leaving << " " << stride;
            }
        }
    }
}

TEST(RunQueue, EveryClassHoldsEveryTaskOfTheMachineAndRefusesOneMore) {
    for (abi_class class_ : kClasses) {
        Queue queue;
        for (uint32_t task = 0; task < ABI_TASKS_MAX; task++) {
            ASSERT_TRUE(queue.Insert(task, 0, class_, 1000)) << task;
        }
        EXPECT_FALSE(queue.Insert(0, 0, class_));
        EXPECT_EQ(run_queue_count(queue.queue.get()), uint32_t{ABI_TASKS_MAX});
        EXPECT_EQ(run_queue_slice(queue.queue.get(), class_, 1000, 1000u * (ABI_TASKS_MAX + 1), 0), 1000u)
            << "the sum of all shares";
        std::vector<uint32_t> all(ABI_TASKS_MAX);
        std::iota(all.begin(), all.end(), 0u);
        EXPECT_EQ(queue.Drain(class_), all);
    }
}

TEST(RunQueue, ASliceIsThePartOfTheRoundThatTheSharesAre) {
    struct Case {
        std::vector<uint32_t> others;
        uint32_t shares;
        uint64_t least;
        uint64_t slice;
    };
    constexpr uint64_t kRound = 40000;
    const Case cases[] = {
        {{}, 1, 100, 40000},         {{}, 1000, 100, 40000},     {{100}, 100, 100, 20000},    {{300}, 100, 100, 10000},
        {{411, 552}, 37, 100, 1480}, {{1000}, 1, 39, 39},        {{1000}, 1, 40, 40},         {{1000}, 1, 100, 100},
        {{1}, 1000, 100, 39960},     {{1, 1, 1}, 1, 100, 10000}, {{1000, 1000}, 5, 100, 100}, {{1000, 1000}, 5, 99, 99},
    };
    for (const Case &c : cases) {
        Queue queue;
        uint32_t task = 0;
        for (uint32_t shares : c.others) {
            ASSERT_TRUE(queue.Insert(task++, 0, ABI_CLASS_NORMAL, shares));
        }
        ASSERT_TRUE(queue.Insert(task, 0, ABI_CLASS_INTERACTIVE, 500)) << "no matter to another class";
        EXPECT_EQ(run_queue_slice(queue.queue.get(), ABI_CLASS_NORMAL, c.shares, kRound, c.least), c.slice)
            << c.shares << " " << c.least;
    }
}

TEST(RunQueue, AnExchangeIsATakeAndAnInsert) {
    for (uint32_t ready : {1u, 2u, 3u, 7u, 100u}) {
        Queue one;
        Queue two;
        std::mt19937_64 random(ready);
        for (uint32_t task = 0; task < ready; task++) {
            const auto shares = static_cast<uint16_t>(1 + random() % 1000);
            ASSERT_TRUE(one.Insert(task, random() % 1000000 << 20 | task, ABI_CLASS_NORMAL, shares));
            const run_region &region = one.queue->regions[ABI_CLASS_NORMAL];
            const run_entry added = region.heap[one.queue->places[task]];
            ASSERT_TRUE(two.Insert(task, added.virtual_time, ABI_CLASS_NORMAL, shares));
        }
        ASSERT_TRUE(one.Insert(1000, 5, ABI_CLASS_IDLE) && two.Insert(1000, 5, ABI_CLASS_IDLE));
        run_entry runs = {0, 500, 77};
        for (uint64_t step = 1; step <= 2000; step++) {
            // Ahead, each by another number of units, or not at all.
            runs.virtual_time +=
                random() % 4 == 0 ? uint64_t{0} : (random() % 1000000 << 20 | uint64_t{runs.task} << 10 | step % 1024);
            run_entry took = run_queue_exchange(one.queue.get(), ABI_CLASS_NORMAL, runs, step);
            run_entry due = run_queue_take(two.queue.get(), ABI_CLASS_NORMAL);
            ASSERT_TRUE(run_queue_insert(two.queue.get(), ABI_CLASS_NORMAL, runs, step));
            ASSERT_EQ(took.task, due.task) << step;
            ASSERT_EQ(took.virtual_time, due.virtual_time);
            ASSERT_EQ(took.shares, due.shares);
            const run_region &a = one.queue->regions[ABI_CLASS_NORMAL];
            const run_region &b = two.queue->regions[ABI_CLASS_NORMAL];
            ASSERT_EQ(a.now, b.now);
            ASSERT_EQ(a.last_arrival, b.last_arrival);
            ASSERT_EQ(a.waits_since, b.waits_since);
            ASSERT_EQ(a.count, b.count);
            ASSERT_EQ(a.shares, b.shares);
            ASSERT_EQ(one.queue->count, two.queue->count);
            ASSERT_EQ(one.queue->ready_classes, two.queue->ready_classes);
            ASSERT_EQ(a.heap[one.queue->places[runs.task]].task, runs.task);
            runs = took;
        }
        EXPECT_EQ(one.Drain(ABI_CLASS_NORMAL), two.Drain(ABI_CLASS_NORMAL));
    }
}

TEST(RunQueue, ALeadIsTheSameTimeWithOtherShares) {
    const uint64_t most = (UINT64_C(1) << RUN_AHEAD_BITS) - 1;
    EXPECT_EQ(run_queue_reweigh(0, 1, 1000), 0u);
    EXPECT_EQ(run_queue_reweigh(7000, 1, 1000), 7u);
    EXPECT_EQ(run_queue_reweigh(7, 1000, 1), 7000u);
    EXPECT_EQ(run_queue_reweigh(30, 37, 3), 370u);
    EXPECT_EQ(run_queue_reweigh(run_queue_virtual(12345000, 1000), 1000, 1), run_queue_virtual(12345000, 1));
    EXPECT_EQ(run_queue_reweigh(most, 1000, 1000), most / 1000 * 1000);
    EXPECT_EQ(run_queue_reweigh(most / 1000 - 1, 1000, 1), (most / 1000 - 1) * 1000);
    EXPECT_EQ(run_queue_reweigh(most, 1000, 1), most) << "never so much that it is taken for none";
    EXPECT_EQ(run_queue_reweigh(most, 2, 1), most);
}

TEST(RunQueue, VirtualTimePassesFasterForFewerShares) {
    EXPECT_EQ(run_queue_virtual(0, 1), 0u);
    EXPECT_EQ(run_queue_virtual(7, 1), 7 * kTick);
    EXPECT_EQ(run_queue_virtual(1000, 1000), kTick);
    EXPECT_EQ(run_queue_virtual(1, 1000), kTick / 1000);
    EXPECT_EQ(run_queue_virtual(uint64_t{1} << 43, 1), uint64_t{1} << 63);
}

// --- Classes that wait

TEST(RunQueue, FindsTheLowerClassThatWaitsLongest) {
    constexpr uint64_t kBound = 1000;
    constexpr uint64_t kReady = 5000;
    struct Case {
        std::array<uint64_t, 3> waits_since;  // of Idle, Normal, Interactive; UINT64_MAX: not ready
        uint32_t class_;
        uint64_t now;
        uint32_t starved;
        uint64_t starves_at;
    };
    constexpr uint64_t kNot = UINT64_MAX;
    const Case cases[] = {
        {{kReady, kNot, kNot}, 3, kReady - 1, 3, kReady + 1000},  // the clock of who added it was ahead
        {{kReady, kNot, kNot}, 3, kReady + 999, 3, kReady + 1000},
        {{kReady, kNot, kNot}, 3, kReady + 1000, 0, kReady + 1000},
        {{kReady, kNot, kNot}, 1, kReady + 1001, 0, kReady + 1000},
        {{kReady, kNot, kNot}, 0, kReady + 9999, 0, kNot},
        {{kNot, kReady, kNot}, 1, kReady + 9999, 1, kNot},
        {{kNot, kReady, kNot}, 2, kReady + 1000, 1, kReady + 1000},
        {{kReady, kReady - 1, kNot}, 2, kReady + 998, 2, kReady + 999},
        {{kReady, kReady - 1, kNot}, 2, kReady + 999, 1, kReady + 999},
        {{kReady, kReady - 1, kReady - 2}, 3, kReady + 2000, 2, kReady + 998},
        {{kReady - 2, kReady - 1, kReady}, 3, kReady + 2000, 0, kReady + 998},
        {{kReady - 1, kReady - 2, kReady}, 3, kReady + 2000, 1, kReady + 998},
        {{kReady - 1, kReady - 2, kReady}, 1, kReady + 2000, 0, kReady + 999},
        {{kReady, kReady, kReady}, 3, kReady + 1000, 2, kReady + 1000},
    };
    for (const Case &c : cases) {
        Queue queue;
        for (uint32_t class_ = 0; class_ < c.waits_since.size(); class_++) {
            if (c.waits_since[class_] != kNot) {
                ASSERT_TRUE(queue.Insert(class_, 0, kClasses[class_], 100, c.waits_since[class_]));
            }
        }
        EXPECT_EQ(run_queue_starved(queue.queue.get(), c.class_, c.now, kBound), c.starved) << c.now << " " << c.class_;
        EXPECT_EQ(run_queue_starves_at(queue.queue.get(), c.class_, kBound), c.starves_at) << c.class_;
    }
}

TEST(RunQueue, AClassWaitsSinceItsFirstTaskCameOrOneOfItRan) {
    Queue queue;
    run_queue *raw = queue.queue.get();
    ASSERT_TRUE(queue.Insert(1, 0, ABI_CLASS_NORMAL, 100, 10));
    ASSERT_TRUE(queue.Insert(2, 0, ABI_CLASS_NORMAL, 100, 500));
    EXPECT_EQ(run_queue_starves_at(raw, ABI_CLASS_PERF_BURST, 1000), 1010u) << "another that comes changes nothing";
    run_entry entry;
    ASSERT_TRUE(queue.Remove(1, &entry));
    EXPECT_EQ(run_queue_starves_at(raw, ABI_CLASS_PERF_BURST, 1000), 1010u) << "the class still waits";
    run_queue_ran(raw, ABI_CLASS_NORMAL, 700);
    EXPECT_EQ(run_queue_starves_at(raw, ABI_CLASS_PERF_BURST, 1000), 1700u);
    queue.Take();
    EXPECT_EQ(run_queue_starves_at(raw, ABI_CLASS_PERF_BURST, 1000), UINT64_MAX) << "nobody waits";
    ASSERT_TRUE(queue.Insert(1, 0, ABI_CLASS_NORMAL, 100, 2000));
    EXPECT_EQ(run_queue_starves_at(raw, ABI_CLASS_PERF_BURST, 1000), 3000u);
}

}  // namespace
