// SPDX-License-Identifier: Apache-2.0
#include "libs/shelf/shelf.h"

#include <algorithm>
#include <memory>
#include <random>

#include "gtest/gtest.h"

namespace {

constexpr uint32_t kPlaces = 12;

class ShelfTest : public testing::Test {
  protected:
    void Add(uint32_t sender, uint32_t times = 1) {
        for (uint32_t i = 0; i < times; i++) {
            uint32_t place = shelf_add(shelf_.get(), kPlaces, sender);
            ASSERT_LT(place, kPlaces);
            ASSERT_EQ(shelf_->senders[place], sender);
            ASSERT_EQ(shelf_->sequences[place], shelf_->newest);
        }
    }
    // All that is said of the fields.
    void Check() {
        uint32_t held[SHELF_SENDERS] = {};
        bool taken[kPlaces] = {};
        for (uint32_t i = 0; i < shelf_->count; i++) {
            uint16_t place = shelf_->order[i];
            ASSERT_LT(place, kPlaces);
            ASSERT_FALSE(taken[place]);
            taken[place] = true;
            held[shelf_->senders[place]]++;
            ASSERT_TRUE(i == 0 || shelf_->sequences[shelf_->order[i - 1]] < shelf_->sequences[place]);
        }
        for (uint32_t sender = 0; sender < SHELF_SENDERS; sender++) {
            ASSERT_EQ(shelf_->held[sender], held[sender]) << sender;
        }
        ASSERT_EQ(shelf_->newest, shelf_->count + shelf_replaced(shelf_.get()));
    }

    std::unique_ptr<shelf> shelf_ = std::make_unique<shelf>();
};

TEST_F(ShelfTest, FillsFreePlacesFirst) {
    for (uint32_t i = 0; i < kPlaces; i++) {
        Add(1 + i % 3);
        ASSERT_EQ(shelf_->count, i + 1);
    }
    EXPECT_EQ(shelf_replaced(shelf_.get()), 0u);
    Check();
}

TEST_F(ShelfTest, AFloodCostsNobodyWhoHasNoMoreThanItsShare) {
    // Four senders with a quarter or less, one of them floods.
    Add(1, 3);
    Add(2, 1);
    Add(0, 3);
    for (uint32_t i = 0; i < 100; i++) {
        Add(SHELF_SENDERS - 1);
        Check();
    }
    EXPECT_EQ(shelf_->held[1], 3u);
    EXPECT_EQ(shelf_->held[2], 1u);
    EXPECT_EQ(shelf_->held[0], 3u);
    EXPECT_EQ(shelf_->replaced[SHELF_SENDERS - 1], 100u - 5u);
    EXPECT_EQ(shelf_replaced(shelf_.get()), 100u - 5u);
}

TEST_F(ShelfTest, WhoHasTheMostGivesWayAndTheOldestFirst) {
    Add(1, 8);
    Add(2, 4);
    Add(3);
    uint32_t place = 0;
    EXPECT_FALSE(shelf_find(shelf_.get(), 1, &place));
    EXPECT_TRUE(shelf_find(shelf_.get(), 2, &place));
    EXPECT_EQ(shelf_->held[1], 7u);
    EXPECT_EQ(shelf_->replaced[1], 1u);
    // Until nobody else has more than who brings it.
    Add(3, 20);
    EXPECT_EQ(shelf_->held[1], 4u);
    EXPECT_EQ(shelf_->held[2], 4u);
    EXPECT_EQ(shelf_->held[3], 4u);
    Check();
}

TEST_F(ShelfTest, WhoBringsItGivesWayIfNobodyHasMore) {
    Add(1, 6);
    Add(2, 6);
    Add(1, 50);
    EXPECT_EQ(shelf_->held[2], 6u);
    Add(2, 50);
    EXPECT_EQ(shelf_->held[1], 6u);
}

// Whatever comes in whatever order: an item is lost only while nobody has more than its sender.
TEST_F(ShelfTest, NobodyLosesWhileSomebodyElseHasMore) {
    std::mt19937 random(20261124);
    for (int i = 0; i < 20000; i++) {
        uint32_t writer = random() % (1 + random() % SHELF_SENDERS);
        uint16_t before[SHELF_SENDERS];
        std::copy(std::begin(shelf_->held), std::end(shelf_->held), before);
        bool is_full = shelf_->count == kPlaces;
        Add(writer);
        before[writer]++;
        uint32_t losers = 0;
        for (uint32_t sender = 0; sender < SHELF_SENDERS; sender++) {
            if (shelf_->held[sender] != before[sender]) {
                losers++;
                ASSERT_EQ(shelf_->held[sender], before[sender] - 1);
                uint16_t had = static_cast<uint16_t>(before[sender] - (sender == writer ? 1 : 0));
                ASSERT_TRUE(
                    std::all_of(std::begin(before), std::end(before), [had, &before, writer](const uint16_t &other) {
                        return other - (&other == &before[writer] ? 1 : 0) <= had;
                    }));
            }
        }
        ASSERT_EQ(losers, is_full ? 1u : 0u);
        Check();
    }
}

TEST_F(ShelfTest, NumbersAreFound) {
    uint32_t place = 99;
    EXPECT_FALSE(shelf_find(shelf_.get(), 0, &place));
    EXPECT_FALSE(shelf_find(shelf_.get(), 1, &place));
    Add(1, kPlaces);
    Add(2);
    for (uint64_t sequence = 2; sequence <= kPlaces + 1; sequence++) {
        ASSERT_TRUE(shelf_find(shelf_.get(), sequence, &place)) << sequence;
        EXPECT_EQ(shelf_->sequences[place], sequence);
        EXPECT_EQ(shelf_from(shelf_.get(), sequence), sequence - 2);
    }
    EXPECT_EQ(shelf_from(shelf_.get(), 1), 0u);
    EXPECT_EQ(shelf_from(shelf_.get(), kPlaces + 2), kPlaces);
    EXPECT_FALSE(shelf_find(shelf_.get(), kPlaces + 2, &place));
    EXPECT_FALSE(shelf_find(shelf_.get(), UINT64_MAX, &place));
}

}  // namespace
