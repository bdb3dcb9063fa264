// SPDX-License-Identifier: Apache-2.0
#include "kernel/sync/lock_order.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <set>
#include <string>
#include <vector>

namespace {

constexpr lock_rank kNoConflict = LOCK_RANK_COUNT;

// A few locks, told apart by address alone.
const char kLocks[LOCK_ORDER_DEPTH_MAX + 1] = {};

// What one hart holds. Acquire tells the conflict beside the result; kNoConflict when none was named.
class LockOrder : public testing::Test {
  protected:
    lock_order order_ = {};
    lock_rank conflict_ = kNoConflict;

    lock_order_result Acquire(int lock, lock_rank rank, uint32_t suborder = 0) {
        conflict_ = kNoConflict;
        return lock_order_acquire(&order_, &kLocks[lock], rank, suborder, &conflict_);
    }

    lock_order_result Release(int lock) {
        return lock_order_release(&order_, &kLocks[lock]);
    }

    bool Holds(int lock) {
        return lock_order_holds(&order_, &kLocks[lock]);
    }
};

TEST_F(LockOrder, AnyLockMayBeTheFirst) {
    for (uint32_t rank = 0; rank < LOCK_RANK_COUNT; rank++) {
        EXPECT_EQ(Acquire(0, static_cast<lock_rank>(rank)), LOCK_ORDER_OK);
        EXPECT_EQ(Release(0), LOCK_ORDER_OK);
    }
}

TEST_F(LockOrder, OfTwoRanksOnlyTheHigherMayBeTakenSecond) {
    for (uint32_t first = 0; first < LOCK_RANK_COUNT; first++) {
        for (uint32_t second = 0; second < LOCK_RANK_COUNT; second++) {
            SCOPED_TRACE(std::string(lock_rank_text(static_cast<lock_rank>(first))) + ", then " +
                         lock_rank_text(static_cast<lock_rank>(second)));
            order_ = {};
            ASSERT_EQ(Acquire(0, static_cast<lock_rank>(first)), LOCK_ORDER_OK);
            bool allowed = second > first;
            EXPECT_EQ(Acquire(1, static_cast<lock_rank>(second)), allowed ? LOCK_ORDER_OK : LOCK_ORDER_OUT_OF_RANK);
            EXPECT_EQ(conflict_, allowed ? kNoConflict : static_cast<lock_rank>(first));
            EXPECT_EQ(Holds(1), allowed);
        }
    }
}

// Changing a task's hart takes both run queues. Two harts that move tasks between the same two queues take them in the
// same order, by cpu number, whichever way the task goes; so neither can hold what the other waits for.
TEST_F(LockOrder, TwoRunQueuesAreTakenInCpuOrderOnly) {
    struct {
        uint32_t first_cpu;
        uint32_t second_cpu;
        lock_order_result result;
    } const cases[] = {
        {0, 1, LOCK_ORDER_OK},
        {0, 63, LOCK_ORDER_OK},
        {62, 63, LOCK_ORDER_OK},
        {1, 0, LOCK_ORDER_OUT_OF_RANK},
        {63, 0, LOCK_ORDER_OUT_OF_RANK},
        {63, 62, LOCK_ORDER_OUT_OF_RANK},
        {0, UINT32_MAX, LOCK_ORDER_OK},
        {UINT32_MAX, 0, LOCK_ORDER_OUT_OF_RANK},
        // Two locks that both claim to be this cpu's: neither comes first.
        {5, 5, LOCK_ORDER_OUT_OF_RANK},
    };
    for (const auto &c : cases) {
        SCOPED_TRACE(std::to_string(c.first_cpu) + ", then " + std::to_string(c.second_cpu));
        order_ = {};
        ASSERT_EQ(Acquire(0, LOCK_RANK_RUN_QUEUE, c.first_cpu), LOCK_ORDER_OK);
        EXPECT_EQ(Acquire(1, LOCK_RANK_RUN_QUEUE, c.second_cpu), c.result);
        EXPECT_EQ(conflict_, c.result == LOCK_ORDER_OK ? kNoConflict : LOCK_RANK_RUN_QUEUE);
    }
}

// The cpu number orders run queues among themselves and says nothing about other locks.
TEST_F(LockOrder, RankDecidesBeforeTheCpuNumber) {
    ASSERT_EQ(Acquire(0, LOCK_RANK_RUN_QUEUE, 63), LOCK_ORDER_OK);
    EXPECT_EQ(Acquire(1, LOCK_RANK_TASK, 64), LOCK_ORDER_OUT_OF_RANK);
    EXPECT_EQ(Acquire(1, LOCK_RANK_FRAMES, 0), LOCK_ORDER_OK);
}

// Three queues at once are no case of the kernel, but the rule is the same: each above all that are held.
TEST_F(LockOrder, RunQueuesAreComparedWithTheHighestThatIsHeld) {
    ASSERT_EQ(Acquire(0, LOCK_RANK_RUN_QUEUE, 1), LOCK_ORDER_OK);
    ASSERT_EQ(Acquire(1, LOCK_RANK_RUN_QUEUE, 3), LOCK_ORDER_OK);
    EXPECT_EQ(Acquire(2, LOCK_RANK_RUN_QUEUE, 2), LOCK_ORDER_OUT_OF_RANK);
    // With the higher one released, a queue between the two fits.
    ASSERT_EQ(Release(1), LOCK_ORDER_OK);
    EXPECT_EQ(Acquire(2, LOCK_RANK_RUN_QUEUE, 2), LOCK_ORDER_OK);
    // The lower one may go first; the higher one still stands against what is below it.
    ASSERT_EQ(Release(0), LOCK_ORDER_OK);
    EXPECT_EQ(Acquire(0, LOCK_RANK_RUN_QUEUE, 1), LOCK_ORDER_OUT_OF_RANK);
    EXPECT_EQ(Acquire(1, LOCK_RANK_RUN_QUEUE, 3), LOCK_ORDER_OK);
}

TEST_F(LockOrder, NamesTheHighestRankThatStandsAgainstALock) {
    ASSERT_EQ(Acquire(0, LOCK_RANK_RUN_QUEUE), LOCK_ORDER_OK);
    ASSERT_EQ(Acquire(1, LOCK_RANK_CONSOLE_INPUT), LOCK_ORDER_OK);
    EXPECT_EQ(Acquire(2, LOCK_RANK_TASK), LOCK_ORDER_OUT_OF_RANK);
    EXPECT_EQ(conflict_, LOCK_RANK_CONSOLE_INPUT);
    EXPECT_EQ(Acquire(2, LOCK_RANK_FRAMES), LOCK_ORDER_OUT_OF_RANK);
    EXPECT_EQ(conflict_, LOCK_RANK_CONSOLE_INPUT);
}

TEST_F(LockOrder, ALockThatIsHeldIsRecursiveWhateverRankItIsGiven) {
    ASSERT_EQ(Acquire(0, LOCK_RANK_RUN_QUEUE, 1), LOCK_ORDER_OK);
    ASSERT_EQ(Acquire(1, LOCK_RANK_FRAMES), LOCK_ORDER_OK);
    EXPECT_EQ(Acquire(0, LOCK_RANK_RUN_QUEUE, 1), LOCK_ORDER_RECURSIVE);
    EXPECT_EQ(Acquire(0, LOCK_RANK_CONSOLE_OUTPUT), LOCK_ORDER_RECURSIVE);
    EXPECT_EQ(Acquire(0, LOCK_RANK_TASK), LOCK_ORDER_RECURSIVE);
    EXPECT_EQ(conflict_, kNoConflict);
}

TEST_F(LockOrder, ARefusedLockChangesNothing) {
    ASSERT_EQ(Acquire(0, LOCK_RANK_RUN_QUEUE, 2), LOCK_ORDER_OK);
    ASSERT_EQ(Acquire(1, LOCK_RANK_FRAMES), LOCK_ORDER_OK);
    lock_order before;
    std::memcpy(&before, &order_, sizeof(before));
    EXPECT_EQ(Acquire(2, LOCK_RANK_RUN_QUEUE, 3), LOCK_ORDER_OUT_OF_RANK);
    EXPECT_EQ(Acquire(1, LOCK_RANK_FRAMES), LOCK_ORDER_RECURSIVE);
    EXPECT_EQ(Release(2), LOCK_ORDER_NOT_HELD);
    EXPECT_EQ(std::memcmp(&before, &order_, sizeof(before)), 0);
}

TEST_F(LockOrder, HoldsAsManyAsItCanAndRefusesOneMore) {
    for (uint32_t lock = 0; lock < LOCK_ORDER_DEPTH_MAX; lock++) {
        ASSERT_EQ(Acquire(static_cast<int>(lock), LOCK_RANK_RUN_QUEUE, lock), LOCK_ORDER_OK) << lock;
    }
    EXPECT_EQ(Acquire(LOCK_ORDER_DEPTH_MAX, LOCK_RANK_CONSOLE_OUTPUT), LOCK_ORDER_TOO_DEEP);
    EXPECT_FALSE(Holds(LOCK_ORDER_DEPTH_MAX));
    EXPECT_EQ(Acquire(LOCK_ORDER_DEPTH_MAX, LOCK_RANK_TASK), LOCK_ORDER_OUT_OF_RANK);
    ASSERT_EQ(Release(3), LOCK_ORDER_OK);
    EXPECT_EQ(Acquire(LOCK_ORDER_DEPTH_MAX, LOCK_RANK_CONSOLE_OUTPUT), LOCK_ORDER_OK);
}

TEST_F(LockOrder, ReleaseOfWhatIsNotHeldIsTold) {
    EXPECT_EQ(Release(0), LOCK_ORDER_NOT_HELD);
    ASSERT_EQ(Acquire(0, LOCK_RANK_FRAMES), LOCK_ORDER_OK);
    EXPECT_EQ(Release(1), LOCK_ORDER_NOT_HELD);
    EXPECT_EQ(Release(0), LOCK_ORDER_OK);
    EXPECT_EQ(Release(0), LOCK_ORDER_NOT_HELD);
}

TEST_F(LockOrder, LocksMayBeReleasedInAnyOrder) {
    const std::vector<std::vector<int>> sequences = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    const lock_rank ranks[] = {LOCK_RANK_TASK, LOCK_RANK_RUN_QUEUE, LOCK_RANK_FRAMES};
    for (const auto &sequence : sequences) {
        SCOPED_TRACE(testing::PrintToString(sequence));
        std::set<int> held = {0, 1, 2};
        for (int lock : held) {
            ASSERT_EQ(Acquire(lock, ranks[lock]), LOCK_ORDER_OK);
        }
        for (int released : sequence) {
            ASSERT_EQ(Release(released), LOCK_ORDER_OK);
            held.erase(released);
            for (int lock = 0; lock < 3; lock++) {
                EXPECT_EQ(Holds(lock), held.count(lock) == 1) << lock;
            }
            // What is left still orders: nothing below it may be taken.
            EXPECT_EQ(Acquire(3, LOCK_RANK_TASK), held.empty() ? LOCK_ORDER_OK : LOCK_ORDER_OUT_OF_RANK);
        }
        ASSERT_EQ(Release(3), LOCK_ORDER_OK);
        EXPECT_EQ(order_.count, 0u);
    }
}

TEST_F(LockOrder, NothingIsHeldAtFirst) {
    EXPECT_FALSE(Holds(0));
    EXPECT_FALSE(lock_order_holds(&order_, nullptr));
}

TEST(LockRankText, NamesEveryRankDifferently) {
    std::set<std::string> names;
    for (uint32_t rank = 0; rank < LOCK_RANK_COUNT; rank++) {
        names.insert(lock_rank_text(static_cast<lock_rank>(rank)));
    }
    EXPECT_EQ(names.size(), static_cast<size_t>(LOCK_RANK_COUNT));
    EXPECT_EQ(names.count("unknown"), 0u);
    EXPECT_STREQ(lock_rank_text(LOCK_RANK_RUN_QUEUE), "run queue");
}

TEST(LockRankText, IsUnknownOutsideTheList) {
    EXPECT_STREQ(lock_rank_text(LOCK_RANK_COUNT), "unknown");
}

}  // namespace
