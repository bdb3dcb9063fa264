// SPDX-License-Identifier: Apache-2.0
#include "kernel/capability/capability.h"

#include <cstring>
#include <map>
#include <random>
#include <set>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace {

constexpr uint16_t kNone = CAPABILITY_NONE;

class CapabilityTest : public testing::Test {
  protected:
    uint32_t Insert(uint16_t index, uint16_t parent, uint8_t rights = ABI_RIGHT_ALL,
                    uint8_t grantable = ABI_RIGHT_ALL) {
        capability_content content = {ABI_OBJECT_ENDPOINT, rights, grantable, &object_, 0};
        return capability_insert(all_.data(), {index}, content, {parent});
    }

    std::vector<uint16_t> Children(uint16_t index) const {
        std::vector<uint16_t> children;
        uint16_t previous = kNone;
        for (uint16_t child = all_[index].first_child; child != kNone; child = all_[child].next_sibling) {
            EXPECT_EQ(all_[child].previous_sibling, previous);
            EXPECT_EQ(all_[child].parent, index);
            children.push_back(child);
            previous = child;
        }
        return children;
    }

    int object_ = 0;
    std::vector<capability> all_ = std::vector<capability>(CAPABILITY_SLOTS);
};

TEST_F(CapabilityTest, AHandleNamesItsSlotInItsProcessOnly) {
    const uint16_t index = 2 * ABI_CAPABILITIES_MAX + 7;
    const uint32_t handle = Insert(index, kNone);
    EXPECT_EQ(handle, 1U * ABI_CAPABILITIES_MAX + 7);
    EXPECT_EQ(capability_find(all_.data(), 2, handle), &all_[index]);
    const uint64_t strangers[] = {0,
                                  7,
                                  handle + 1,
                                  handle - 1,
                                  handle + ABI_CAPABILITIES_MAX,
                                  handle | UINT64_C(1) << 32,
                                  handle | UINT64_C(1) << 63,
                                  UINT32_MAX,
                                  UINT64_MAX};
    for (uint64_t stranger : strangers) {
        EXPECT_EQ(capability_find(all_.data(), 2, stranger), nullptr) << stranger;
    }
    EXPECT_EQ(capability_find(all_.data(), 1, handle), nullptr);
    EXPECT_EQ(capability_find(all_.data(), 3, handle), nullptr);
}

TEST_F(CapabilityTest, AFreeSlotIsNotNamedByZero) {
    EXPECT_EQ(capability_find(all_.data(), 0, 0), nullptr);
    Insert(0, kNone);
    EXPECT_EQ(capability_find(all_.data(), 0, 0), nullptr);
}

TEST_F(CapabilityTest, AStaleHandleNeverNamesTheNextUse) {
    const uint32_t first = Insert(5, kNone);
    EXPECT_TRUE(capability_is_still(&all_[5], first));
    capability_remove(all_.data(), {5});
    EXPECT_FALSE(capability_is_still(&all_[5], first));
    EXPECT_EQ(capability_find(all_.data(), 0, first), nullptr);
    const uint32_t second = Insert(5, kNone);
    EXPECT_NE(first, second);
    EXPECT_EQ(capability_find(all_.data(), 0, first), nullptr);
    EXPECT_EQ(capability_find(all_.data(), 0, second), &all_[5]);
}

TEST_F(CapabilityTest, GenerationsWrapPastZero) {
    all_[5].badge = 0x7ffffe;
    EXPECT_EQ(Insert(5, kNone), 0x7fffff05U) << "never negative";
    capability_remove(all_.data(), {5});
    EXPECT_EQ(Insert(5, kNone), 0x00000105U);
}

TEST_F(CapabilityTest, RightsOnlyNarrow) {
    constexpr uint8_t kRights = ABI_RIGHT_SEND | ABI_RIGHT_MANAGE;
    constexpr uint8_t kGrantable = ABI_RIGHT_SEND | ABI_RIGHT_RECEIVE;
    Insert(1, kNone, kRights, kGrantable);
    for (uint64_t rights = 0; rights <= ABI_RIGHT_ALL + 1; rights++) {
        for (uint64_t grantable = 0; grantable <= ABI_RIGHT_ALL + 1; grantable++) {
            for (bool away : {false, true}) {
                const uint8_t limit = away ? kGrantable : kRights;
                const bool known = rights <= ABI_RIGHT_ALL && grantable <= ABI_RIGHT_ALL;
                const bool narrow = (rights & ~uint64_t{limit}) == 0 && (grantable & ~uint64_t{kGrantable}) == 0;
                ASSERT_EQ(capability_check_child(all_.data(), &all_[1], rights, grantable, away), !known   ? ABI_EINVAL
                                                                                                  : narrow ? ABI_OK
                                                                                                           : ABI_EPERM)
                    << rights << " " << grantable << " " << away;
            }
        }
    }
    EXPECT_EQ(capability_check_child(all_.data(), &all_[1], UINT64_C(1) << 32, 0, false), ABI_EINVAL);
}

TEST_F(CapabilityTest, ErrorsComeInOrder) {
    Insert(1, kNone, ABI_RIGHT_SEND, 0);
    all_[1].closed_below = 1;
    all_[1].depth = CAPABILITY_DEPTH_MAX - 1;
    EXPECT_EQ(capability_check_child(all_.data(), &all_[1], ABI_RIGHT_ALL + 1, 0, false), ABI_EINVAL);
    EXPECT_EQ(capability_check_child(all_.data(), &all_[1], ABI_RIGHT_READ, 0, false), ABI_EPERM);
    EXPECT_EQ(capability_check_child(all_.data(), &all_[1], ABI_RIGHT_SEND, 0, false), ABI_EPIPE);
    all_[1].closed_below = 0;
    EXPECT_EQ(capability_check_child(all_.data(), &all_[1], ABI_RIGHT_SEND, 0, false), ABI_ELOOP);
}

// A chain from the root 0 to 5, and a side branch 6 below 2.
TEST_F(CapabilityTest, WhatIsBelowAClosedOneIsClosedTooAndWhatIsAboveOrBesideIsNot) {
    Insert(0, kNone);
    for (uint16_t level = 1; level <= 5; level++) {
        Insert(level, level - 1);
    }
    Insert(6, 2);
    const auto check = [&](uint16_t parent) { return capability_check_child(all_.data(), &all_[parent], 0, 0, true); };
    for (uint16_t closed = 0; closed <= 5; closed++) {
        all_[closed].closed_below = 1;
        for (uint16_t parent = 0; parent <= 5; parent++) {
            EXPECT_EQ(check(parent), parent >= closed ? ABI_EPIPE : ABI_OK) << closed << " " << parent;
        }
        EXPECT_EQ(check(6), closed <= 2 ? ABI_EPIPE : ABI_OK) << closed;
        all_[closed].closed_below = 0;
    }
    EXPECT_EQ(check(5), ABI_OK);
}

// The children of one that goes away are below its parent from then on, and share its fate.
TEST_F(CapabilityTest, ChildrenThatArePassedUpLeaveAClosedOneOrStayBelowIt) {
    for (const uint16_t closed : {uint16_t{0}, uint16_t{1}}) {
        all_.assign(CAPABILITY_SLOTS, capability{});
        Insert(0, kNone);
        Insert(1, 0);
        Insert(2, 1);
        all_[closed].closed_below = 1;
        EXPECT_EQ(capability_check_child(all_.data(), &all_[2], 0, 0, true), ABI_EPIPE);
        ASSERT_TRUE(capability_pass_children_up(all_.data(), {1}, 1));
        EXPECT_EQ(capability_check_child(all_.data(), &all_[2], 0, 0, true), closed == 0 ? ABI_EPIPE : ABI_OK);
    }
}

// The slot of one that was closed when it was revoked is used again.
TEST_F(CapabilityTest, ANewCapabilityIsNotClosed) {
    Insert(1, kNone);
    all_[1].closed_below = 1;
    capability_remove(all_.data(), {1});
    Insert(1, kNone);
    EXPECT_EQ(capability_check_child(all_.data(), &all_[1], 0, 0, true), ABI_OK);
}

TEST_F(CapabilityTest, ATreeHasSoManyLevelsAndNoMore) {
    Insert(0, kNone);
    for (uint16_t level = 1; level < CAPABILITY_DEPTH_MAX; level++) {
        ASSERT_EQ(capability_check_child(all_.data(), &all_[level - 1], ABI_RIGHT_ALL, ABI_RIGHT_ALL, true), ABI_OK);
        Insert(level, level - 1);
    }
    const uint16_t deepest = CAPABILITY_DEPTH_MAX - 1;
    EXPECT_EQ(capability_check_child(all_.data(), &all_[deepest], ABI_RIGHT_ALL, ABI_RIGHT_ALL, true), ABI_ELOOP);
    EXPECT_EQ(capability_leaf_below(all_.data(), {0}).value, deepest);
    EXPECT_EQ(capability_leaf_below(all_.data(), {deepest}).value, kNone);
}

TEST_F(CapabilityTest, RemovingMendsTheLinks) {
    for (uint16_t removed = 1; removed <= 3; removed++) {
        Insert(0, kNone);
        std::set<uint16_t> expected;
        for (uint16_t child = 1; child <= 3; child++) {
            Insert(child, 0);
            expected.insert(child);
        }
        capability_remove(all_.data(), {removed});
        expected.erase(removed);
        const auto children = Children(0);
        EXPECT_EQ(std::set<uint16_t>(children.begin(), children.end()), expected);
        EXPECT_EQ(children.size(), 2U);
        for (uint16_t child : children) {
            capability_remove(all_.data(), {child});
        }
        EXPECT_EQ(all_[0].first_child, kNone);
        capability_remove(all_.data(), {0});
    }
}

TEST_F(CapabilityTest, ChildrenArePassedUpInPieces) {
    Insert(0, kNone);
    Insert(1, 0);
    for (uint16_t child = 2; child <= 4; child++) {
        Insert(child, 1);
    }
    EXPECT_FALSE(capability_pass_children_up(all_.data(), {1}, 0));
    EXPECT_FALSE(capability_pass_children_up(all_.data(), {1}, 1));
    EXPECT_EQ(Children(1).size(), 2U);
    EXPECT_EQ(Children(0).size(), 2U);
    EXPECT_TRUE(capability_pass_children_up(all_.data(), {1}, 2));
    EXPECT_TRUE(Children(1).empty());
    EXPECT_EQ(Children(0).size(), 4U);
    EXPECT_TRUE(capability_pass_children_up(all_.data(), {0}, ABI_CAPABILITIES_MAX));
    for (uint16_t root = 1; root <= 4; root++) {
        EXPECT_EQ(all_[root].parent, kNone);
        EXPECT_EQ(all_[root].next_sibling, kNone);
        EXPECT_EQ(all_[root].previous_sibling, kNone);
    }
}

TEST_F(CapabilityTest, SlotsAreTakenLowestFirstUntilNoneIsLeft) {
    capability_slots slots = {};
    uint32_t slot = 0;
    for (uint32_t expected = 0; expected < ABI_CAPABILITIES_MAX; expected++) {
        ASSERT_TRUE(capability_slot_take(&slots, &slot));
        ASSERT_EQ(slot, expected);
    }
    slot = 12345;
    EXPECT_FALSE(capability_slot_take(&slots, &slot));
    EXPECT_EQ(slot, 12345U);
    EXPECT_EQ(capability_slots_taken(&slots), uint32_t{ABI_CAPABILITIES_MAX});
    for (uint32_t given : {255U, 64U, 63U, 0U}) {
        capability_slot_give(&slots, given);
        EXPECT_EQ(capability_slots_taken(&slots), ABI_CAPABILITIES_MAX - 1U);
        ASSERT_TRUE(capability_slot_take(&slots, &slot));
        EXPECT_EQ(slot, given) << "the only free one";
        EXPECT_FALSE(capability_slot_take(&slots, &slot));
    }
}

TEST_F(CapabilityTest, ClosedSlotsAreNotTakenAndThoseThatAreTakenStaySo) {
    capability_slots slots;
    memset(static_cast<void *>(&slots), 0xff, sizeof(slots));
    capability_slots_init(&slots);
    EXPECT_EQ(capability_slots_taken(&slots), 0U);
    uint32_t slot = 0;
    for (uint32_t i = 0; i < 70; i++) {
        ASSERT_TRUE(capability_slot_take(&slots, &slot));
    }
    capability_slots_close(&slots);
    EXPECT_FALSE(capability_slot_take(&slots, &slot));
    EXPECT_EQ(capability_slots_taken(&slots), 70U) << "a refusal leaves nothing taken";
    capability_slot_give(&slots, 3);
    EXPECT_FALSE(capability_slot_take(&slots, &slot));
    EXPECT_EQ(capability_slots_taken(&slots), 69U);
    capability_slots_init(&slots);
    EXPECT_TRUE(capability_slot_take(&slots, &slot)) << "open again";
    EXPECT_EQ(slot, 0U);
}

TEST_F(CapabilityTest, NextIsTheLowestTakenSlotFromThereOn) {
    capability_slots slots = {};
    const std::set<uint32_t> kept = {0, 1, 62, 63, 64, 127, 128, 200, 255};
    uint32_t slot = 0;
    while (capability_slot_take(&slots, &slot)) {
    }
    for (uint32_t i = 0; i < ABI_CAPABILITIES_MAX; i++) {
        if (kept.count(i) == 0) {
            capability_slot_give(&slots, i);
        }
    }
    for (uint32_t from = 0; from < ABI_CAPABILITIES_MAX; from++) {
        ASSERT_TRUE(capability_slots_next(&slots, from, &slot)) << from;
        ASSERT_EQ(slot, *kept.lower_bound(from)) << from;
    }
    capability_slot_give(&slots, 255);
    EXPECT_TRUE(capability_slots_next(&slots, 200, &slot));
    EXPECT_EQ(slot, 200U);
    slot = 12345;
    EXPECT_FALSE(capability_slots_next(&slots, 201, &slot));
    EXPECT_FALSE(capability_slots_next(&slots, 255, &slot));
    EXPECT_EQ(slot, 12345U);
    capability_slots_init(&slots);
    EXPECT_FALSE(capability_slots_next(&slots, 0, &slot));
}

// Whoever takes slots while they are being closed: each of those slots is found afterwards, or was refused.
TEST_F(CapabilityTest, NoSlotEscapesTheOneWhoCloses) {
    for (int round = 0; round < 300; round++) {
        capability_slots slots = {};
        std::vector<uint32_t> taken;
        std::thread taker([&] {
            uint32_t slot = 0;
            while (taken.size() < ABI_CAPABILITIES_MAX && capability_slot_take(&slots, &slot)) {
                taken.push_back(slot);
            }
        });
        if (round % 2 != 0) {
            std::this_thread::yield();
        }
        capability_slots_close(&slots);
        taker.join();
        std::vector<uint32_t> found;
        for (uint32_t slot = 0; slot < ABI_CAPABILITIES_MAX && capability_slots_next(&slots, slot, &slot); slot++) {
            found.push_back(slot);
        }
        ASSERT_EQ(found, taken);
    }
}

TEST_F(CapabilityTest, ASlotIsTakenByOneOnly) {
    constexpr uint32_t kThreads = 4;
    for (int round = 0; round < 200; round++) {
        capability_slots slots = {};
        std::vector<std::vector<uint32_t>> taken(kThreads);
        std::vector<std::thread> threads;
        for (auto &mine : taken) {
            threads.emplace_back([&slots, &mine] {
                uint32_t slot = 0;
                while (capability_slot_take(&slots, &slot)) {
                    mine.push_back(slot);
                }
            });
        }
        for (auto &thread : threads) {
            thread.join();
        }
        std::set<uint32_t> all;
        size_t count = 0;
        for (const auto &mine : taken) {
            all.insert(mine.begin(), mine.end());
            count += mine.size();
        }
        ASSERT_EQ(all.size(), size_t{ABI_CAPABILITIES_MAX});
        ASSERT_EQ(count, size_t{ABI_CAPABILITIES_MAX});
    }
}

// Against a map from each capability to its parent, over three processes.
TEST_F(CapabilityTest, RandomTreesMatchTheModel) {
    constexpr uint16_t kSlots = 3 * ABI_CAPABILITIES_MAX;
    for (uint32_t seed = 1; seed <= 8; seed++) {
        all_.assign(CAPABILITY_SLOTS, capability{});
        std::mt19937 random(seed);
        std::map<uint16_t, uint16_t> parents;
        for (int step = 0; step < 4000; step++) {
            const auto index = static_cast<uint16_t>(random() % kSlots);
            if (parents.count(index) == 0) {
                uint16_t parent = kNone;
                if (!parents.empty() && random() % 8 != 0) {
                    auto chosen = parents.lower_bound(static_cast<uint16_t>(random() % kSlots));
                    parent = chosen == parents.end() ? parents.begin()->first : chosen->first;
                }
                if (parent == kNone || capability_check_child(all_.data(), &all_[parent], 0, 0, true) == ABI_OK) {
                    Insert(index, parent);
                    parents[index] = parent;
                }
            } else if (random() % 2 == 0) {
                ASSERT_TRUE(capability_pass_children_up(all_.data(), {index}, kSlots));
                for (auto &[child, parent] : parents) {
                    parent = parent == index ? parents[index] : parent;
                }
                capability_remove(all_.data(), {index});
                parents.erase(index);
            } else {
                for (uint16_t leaf = capability_leaf_below(all_.data(), {index}).value; leaf != kNone;
                     leaf = capability_leaf_below(all_.data(), {index}).value) {
                    capability_remove(all_.data(), {leaf});
                    ASSERT_EQ(parents.erase(leaf), 1U);
                }
                for (const auto &[child, parent] : parents) {
                    ASSERT_NE(parent, index);
                }
            }
            if (step % 64 == 0) {
                std::map<uint16_t, uint16_t> found;
                for (const auto &[known, parent] : parents) {
                    if (all_[known].parent == kNone) {
                        found[known] = kNone;
                    }
                    for (uint16_t child : Children(known)) {
                        found[child] = known;
                    }
                }
                ASSERT_EQ(found, parents) << "seed " << seed << " step " << step;
            }
        }
    }
}

}  // namespace
