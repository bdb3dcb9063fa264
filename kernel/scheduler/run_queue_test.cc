// SPDX-License-Identifier: Apache-2.0
// Which task is due first, and what a queue keeps whole.
#include "kernel/scheduler/run_queue_fixture.h"

#include <numeric>
#include <random>

namespace {

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

}  // namespace
