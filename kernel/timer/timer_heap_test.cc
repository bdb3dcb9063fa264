// SPDX-License-Identifier: Apache-2.0
#include "kernel/timer/timer_heap.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <memory>
#include <numeric>
#include <random>
#include <vector>

namespace {

// A heap whose storage held something before, and more nodes than it can hold.
struct Heap {
    static constexpr uint32_t kNodes = TIMER_NODES_MAX + 1;

    std::unique_ptr<timer_heap> heap = std::make_unique<timer_heap>();
    std::vector<timer_node> nodes = std::vector<timer_node>(kNodes, timer_node{7, 7, 0});

    Heap() {
        heap->count = 0xbeef;
        heap->next_sequence = 0xdead;
        timer_heap_init(heap.get());
        for (timer_node &node : nodes) {
            timer_node_init(&node);
        }
    }

    bool Insert(uint32_t node, uint64_t deadline) {
        return timer_heap_insert(heap.get(), &nodes[node], deadline);
    }

    bool Remove(uint32_t node) {
        return timer_heap_remove(heap.get(), &nodes[node]);
    }

    uint64_t Next() const {
        return timer_heap_next(heap.get());
    }

    // The number of the node that was taken; kNodes when none was due.
    uint32_t TakeDue(uint64_t now) {
        timer_node *node = timer_heap_take_due(heap.get(), now);
        return node == nullptr ? kNodes : static_cast<uint32_t>(node - nodes.data());
    }

    std::vector<uint32_t> Drain() {
        std::vector<uint32_t> taken;
        // One more than fit, for a heap that does not end.
        while (taken.size() <= TIMER_NODES_MAX) {
            uint32_t node = TakeDue(UINT64_MAX);
            if (node == kNodes) {
                break;
            }
            taken.push_back(node);
        }
        return taken;
    }

    // Every node stands where it says, and none before its parent.
    bool IsSound() const {
        for (uint32_t place = 0; place < heap->count; place++) {
            const timer_node *node = heap->nodes[place];
            const timer_node *parent = heap->nodes[place == 0 ? 0 : (place - 1) / 2];
            if (node->place != place || node->deadline_ticks < parent->deadline_ticks) {
                return false;
            }
        }
        return true;
    }
};

TEST(TimerHeap, StartsEmpty) {
    Heap heap;
    EXPECT_EQ(heap.Next(), UINT64_MAX);
    EXPECT_EQ(heap.TakeDue(UINT64_MAX), Heap::kNodes);
    EXPECT_FALSE(heap.Remove(0));
}

TEST(TimerHeap, TakesFromTheDeadlineOnAndNotBefore) {
    for (uint64_t deadline : {UINT64_C(0), UINT64_C(1), UINT64_C(1) << 63, UINT64_MAX - 1, UINT64_MAX}) {
        Heap heap;
        ASSERT_TRUE(heap.Insert(3, deadline));
        EXPECT_EQ(heap.Next(), deadline);
        if (deadline > 0) {
            EXPECT_EQ(heap.TakeDue(0), Heap::kNodes) << deadline;
            EXPECT_EQ(heap.TakeDue(deadline - 1), Heap::kNodes) << deadline;
        }
        EXPECT_EQ(heap.Next(), deadline) << "looking must not take";
        EXPECT_EQ(heap.TakeDue(deadline), 3u) << deadline;
        EXPECT_EQ(heap.nodes[3].place, TIMER_NODE_IDLE);
        EXPECT_EQ(heap.TakeDue(UINT64_MAX), Heap::kNodes) << deadline;
        EXPECT_EQ(heap.Next(), UINT64_MAX);
    }
}

TEST(TimerHeap, ALateLookTakesEarliestFirst) {
    Heap heap;
    const std::array<uint64_t, 7> deadlines = {50, 20, 70, 10, 60, 30, 40};
    for (uint32_t node = 0; node < deadlines.size(); node++) {
        ASSERT_TRUE(heap.Insert(node, deadlines[node]));
    }
    EXPECT_EQ(heap.TakeDue(45), 3u);
    EXPECT_EQ(heap.TakeDue(45), 1u);
    EXPECT_EQ(heap.TakeDue(45), 5u);
    EXPECT_EQ(heap.TakeDue(45), 6u);
    EXPECT_EQ(heap.TakeDue(45), Heap::kNodes);
    EXPECT_EQ(heap.Next(), 50u);
    EXPECT_EQ(heap.Drain(), (std::vector<uint32_t>{0, 4, 2}));
}

TEST(TimerHeap, EqualDeadlinesComeInTheOrderOfInsertion) {
    for (uint32_t count = 1; count <= 40; count++) {
        Heap heap;
        std::vector<uint32_t> expected;
        // Neither the node's address nor its number decides.
        for (uint32_t i = 0; i < count; i++) {
            expected.push_back(i * 17 % 41);
            ASSERT_TRUE(heap.Insert(expected.back(), 100));
        }
        EXPECT_EQ(heap.Drain(), expected) << count;
    }
}

TEST(TimerHeap, EqualDeadlinesKeepTheirOrderWhenOneLeaves) {
    constexpr uint32_t kCount = 33;
    for (uint32_t leaving = 0; leaving < kCount; leaving++) {
        Heap heap;
        std::vector<uint32_t> expected;
        for (uint32_t node = 0; node < kCount; node++) {
            ASSERT_TRUE(heap.Insert(node, 100));
            if (node != leaving) {
                expected.push_back(node);
            }
        }
        ASSERT_TRUE(heap.Remove(leaving));
        // Who comes back is the last.
        ASSERT_TRUE(heap.Insert(leaving, 100));
        expected.push_back(leaving);
        EXPECT_EQ(heap.Drain(), expected) << leaving;
    }
}

TEST(TimerHeap, RefusesANodeThatIsInAHeap) {
    Heap heap;
    Heap other;
    ASSERT_TRUE(heap.Insert(0, 10));
    EXPECT_FALSE(heap.Insert(0, 5));
    EXPECT_FALSE(timer_heap_insert(other.heap.get(), &heap.nodes[0], 5));
    EXPECT_EQ(heap.Next(), 10u) << "a refused insert must not move the deadline";
    EXPECT_EQ(other.Next(), UINT64_MAX);
    EXPECT_EQ(heap.Drain(), (std::vector<uint32_t>{0}));
}

TEST(TimerHeap, RemovesOnlyWhatIsInThisHeap) {
    Heap heap;
    Heap other;
    ASSERT_TRUE(heap.Insert(0, 10));
    ASSERT_TRUE(other.Insert(0, 20));
    EXPECT_FALSE(heap.Remove(1)) << "never inserted";
    EXPECT_FALSE(timer_heap_remove(heap.heap.get(), &other.nodes[0])) << "in the other heap, at a place used here";
    ASSERT_TRUE(other.Insert(1, 30));
    EXPECT_FALSE(timer_heap_remove(heap.heap.get(), &other.nodes[1])) << "in the other heap, at a place free here";
    ASSERT_TRUE(heap.Remove(0));
    EXPECT_EQ(heap.nodes[0].place, TIMER_NODE_IDLE);
    EXPECT_FALSE(heap.Remove(0)) << "removed before";
    ASSERT_TRUE(heap.Insert(0, 11));
    EXPECT_EQ(heap.TakeDue(11), 0u);
    EXPECT_FALSE(heap.Remove(0)) << "taken before";
    EXPECT_EQ(other.Drain(), (std::vector<uint32_t>{0, 1}));
}

TEST(TimerHeap, ANodeCanMoveToAnotherHeap) {
    Heap heap;
    Heap other;
    ASSERT_TRUE(heap.Insert(0, 10));
    ASSERT_TRUE(heap.Remove(0));
    ASSERT_TRUE(timer_heap_insert(other.heap.get(), &heap.nodes[0], 5));
    EXPECT_EQ(heap.Next(), UINT64_MAX);
    EXPECT_EQ(timer_heap_take_due(other.heap.get(), 5), &heap.nodes[0]);
}

// The last node fills the gap and has to go up there: it comes from a branch where all is earlier.
TEST(TimerHeap, RemovingLeavesAGapThatAnEarlierNodeMayFill) {
    Heap heap;
    const std::array<uint64_t, 7> deadlines = {1, 100, 2, 110, 120, 3, 4};
    for (uint32_t node = 0; node < deadlines.size(); node++) {
        ASSERT_TRUE(heap.Insert(node, deadlines[node]));
        ASSERT_EQ(heap.nodes[node].place, node);
    }
    ASSERT_TRUE(heap.Remove(3));
    EXPECT_EQ(heap.nodes[6].place, 1) << "above 100, which went down";
    EXPECT_TRUE(heap.IsSound());
    EXPECT_EQ(heap.Drain(), (std::vector<uint32_t>{0, 2, 5, 6, 1, 4}));
}

TEST(TimerHeap, HoldsEveryNodeOfTheMachineAndRefusesOneMore) {
    Heap heap;
    for (uint32_t node = 0; node < TIMER_NODES_MAX; node++) {
        ASSERT_TRUE(heap.Insert(node, TIMER_NODES_MAX - node)) << node;
    }
    EXPECT_FALSE(heap.Insert(TIMER_NODES_MAX, 0));
    EXPECT_EQ(heap.nodes[TIMER_NODES_MAX].place, TIMER_NODE_IDLE);
    EXPECT_EQ(heap.Next(), 1u);
    EXPECT_TRUE(heap.IsSound());
    ASSERT_TRUE(heap.Remove(0));
    ASSERT_TRUE(heap.Insert(TIMER_NODES_MAX, 0)) << "one place is free again";
    EXPECT_EQ(heap.TakeDue(0), uint32_t{TIMER_NODES_MAX});
    for (uint32_t node = TIMER_NODES_MAX - 1; node > 0; node--) {
        ASSERT_EQ(heap.TakeDue(UINT64_MAX), node);
    }
    EXPECT_EQ(heap.Next(), UINT64_MAX);
}

TEST(TimerHeap, EveryNodeCanBeRemovedFromEveryPlace) {
    constexpr uint32_t kCount = 64;
    std::mt19937 random(1);
    for (uint32_t leaving = 0; leaving < kCount; leaving++) {
        Heap heap;
        for (uint32_t node = 0; node < kCount; node++) {
            ASSERT_TRUE(heap.Insert(node, random() % 1000));
        }
        timer_node *node = heap.heap->nodes[leaving];
        ASSERT_TRUE(timer_heap_remove(heap.heap.get(), node));
        ASSERT_TRUE(heap.IsSound()) << leaving;
        uint64_t before = 0;
        for (uint32_t taken : heap.Drain()) {
            ASSERT_NE(&heap.nodes[taken], node);
            ASSERT_GE(heap.nodes[taken].deadline_ticks, before) << leaving;
            before = heap.nodes[taken].deadline_ticks;
        }
    }
}

// O(log n) is a promise to whoever waits for the lock: of a full heap an operation moves one node a level at most.
TEST(TimerHeap, AFullHeapMovesNoMoreNodesThanItIsHigh) {
    constexpr uint32_t kHeight = 12;
    static_assert((1u << (kHeight - 1)) <= TIMER_NODES_MAX && TIMER_NODES_MAX < (1u << kHeight),
                  "2^11 .. 2^12 - 1 nodes");
    Heap heap;
    std::mt19937 random(2);
    for (uint32_t node = 0; node < TIMER_NODES_MAX; node++) {
        ASSERT_TRUE(heap.Insert(node, 1000 + random() % 1000));
    }
    auto places = [&heap] {
        std::vector<uint32_t> all;
        for (const timer_node &node : heap.nodes) {
            all.push_back(node.place);
        }
        return all;
    };
    auto moved = [&places](const std::vector<uint32_t> &before) {
        std::vector<uint32_t> after = places();
        return std::inner_product(before.begin(), before.end(), after.begin(), 0u, std::plus<>(),
                                  std::not_equal_to<>());
    };
    for (uint32_t round = 0; round < 200; round++) {
        uint32_t node = random() % TIMER_NODES_MAX;
        std::vector<uint32_t> before = places();
        ASSERT_TRUE(heap.Remove(node));
        EXPECT_LE(moved(before), kHeight + 1) << "with the node itself";
        before = places();
        // Earlier than all, later than all, or between.
        ASSERT_TRUE(heap.Insert(node, round % 3 == 0 ? 0 : round % 3 == 1 ? 5000 : 1500));
        EXPECT_LE(moved(before), kHeight);
    }
    EXPECT_TRUE(heap.IsSound());
}

}  // namespace
