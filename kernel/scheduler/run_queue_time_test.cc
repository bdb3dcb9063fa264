// SPDX-License-Identifier: Apache-2.0
// Time in the run queue: how long a turn is, what a lead is worth, which class has waited too long, and the short way from one turn to the next.
#include "kernel/scheduler/run_queue_fixture.h"

#include <random>

namespace {

TEST(RunQueueTime, ASliceIsThePartOfTheRoundThatTheSharesAre) {
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

TEST(RunQueueTime, AnExchangeIsATakeAndAnInsert) {
    for (uint32_t ready : {1u, 2u, 3u, 7u, 100u}) {
        Queue one;
        Queue two;
        std::mt19937_64 random(ready);
        for (uint32_t task = 0; task < ready; task++) {
            const auto shares = static_cast<uint16_t>(1 + random() % 1000);
            ASSERT_TRUE(one.Insert(task, random() % 1000000 << 20 | task, ABI_CLASS_NORMAL, shares));
            const run_entry added = one.queue->heaps[ABI_CLASS_NORMAL][one.queue->places[task]];
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
            ASSERT_EQ(one.queue->heaps[ABI_CLASS_NORMAL][one.queue->places[runs.task]].task, runs.task);
            runs = took;
        }
        EXPECT_EQ(one.Drain(ABI_CLASS_NORMAL), two.Drain(ABI_CLASS_NORMAL));
    }
}

TEST(RunQueueTime, ALeadIsTheSameTimeWithOtherShares) {
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

TEST(RunQueueTime, VirtualTimePassesFasterForFewerShares) {
    EXPECT_EQ(run_queue_virtual(0, 1), 0u);
    EXPECT_EQ(run_queue_virtual(7, 1), 7 * kTick);
    EXPECT_EQ(run_queue_virtual(1000, 1000), kTick);
    EXPECT_EQ(run_queue_virtual(1, 1000), kTick / 1000);
    EXPECT_EQ(run_queue_virtual(uint64_t{1} << 43, 1), uint64_t{1} << 63);
}

// --- Classes that wait

TEST(RunQueueTime, FindsTheLowerClassThatWaitsLongest) {
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

TEST(RunQueueTime, AClassWaitsSinceItsFirstTaskCameOrOneOfItRan) {
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
