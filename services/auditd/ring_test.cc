// SPDX-License-Identifier: Apache-2.0
#include "services/auditd/ring.h"

#include <memory>

#include "libs/service/identity.h"
#include "gtest/gtest.h"

namespace {

class RingTest : public testing::Test {
  protected:
    auditd_entry Entry(uint32_t recipe, uint16_t event) {
        auditd_entry entry = {};
        entry.sender = identity_make(recipe, 1);
        entry.event = event;
        entry.subject = 3;
        entry.first = 4;
        entry.second = 5;
        entry.count = 1;
        return entry;
    }
    uint64_t Add(uint32_t recipe, uint16_t event) {
        auditd_entry entry = Entry(recipe, event);
        return audit_ring_add(ring_.get(), &entry);
    }
    uint32_t Query(uint64_t position, uint16_t sender, uint16_t event, uint32_t last) {
        auditd_query query = {};
        query.position = position;
        query.sender = sender;
        query.event = event;
        query.last = last;
        return audit_ring_query(ring_.get(), &query, entries_, &next_);
    }

    std::unique_ptr<audit_ring> ring_ = std::make_unique<audit_ring>();
    auditd_entry entries_[AUDITD_ENTRIES_SENT] = {};
    uint64_t next_ = 0;
};

TEST_F(RingTest, AnEmptyOneHasNothing) {
    EXPECT_EQ(Query(0, AUDITD_ANY, AUDITD_ANY, 0), 0u);
    EXPECT_EQ(next_, 1u);
    EXPECT_EQ(Query(0, AUDITD_ANY, AUDITD_ANY, 5), 0u);
    EXPECT_EQ(audit_ring_at(ring_.get(), 0), nullptr);
    EXPECT_EQ(audit_ring_at(ring_.get(), 1), nullptr);
}

TEST_F(RingTest, NumbersBeginAtOneAndRise) {
    for (uint64_t i = 1; i <= 3 * AUDITD_RECORDS; i++) {
        ASSERT_EQ(Add(1, AUDIT_STARTED), i);
    }
}

TEST_F(RingTest, ANewOneTakesThePlaceOfTheOldestOfItsSender) {
    for (int i = 0; i < AUDITD_RECORDS; i++) {
        Add(1, AUDIT_STARTED);
    }
    EXPECT_NE(audit_ring_at(ring_.get(), 1), nullptr);
    Add(1, AUDIT_STARTED);
    EXPECT_EQ(audit_ring_at(ring_.get(), 1), nullptr);
    EXPECT_NE(audit_ring_at(ring_.get(), 2), nullptr);
    EXPECT_NE(audit_ring_at(ring_.get(), AUDITD_RECORDS + 1), nullptr);
    EXPECT_EQ(audit_ring_at(ring_.get(), AUDITD_RECORDS + 2), nullptr);
    // Who wants the one that is gone sees by the number that it is.
    ASSERT_EQ(Query(1, AUDITD_ANY, AUDITD_ANY, 0), static_cast<uint32_t>(AUDITD_ENTRIES_SENT));
    EXPECT_EQ(entries_[0].sequence, 2u);
}

TEST_F(RingTest, OneThatIsLikeItIsCountedThere) {
    uint64_t first = Add(1, AUDIT_STARTED);
    Add(2, AUDIT_STARTED);
    auditd_entry entry = Entry(1, AUDIT_STARTED);
    entry.second = 77;
    EXPECT_EQ(audit_ring_count(ring_.get(), first, &entry), first);
    EXPECT_EQ(ring_->shelf.newest, 2u);
    EXPECT_EQ(audit_ring_at(ring_.get(), first)->count, 2u);
    EXPECT_EQ(audit_ring_at(ring_.get(), first)->second, 77u);
    EXPECT_EQ(audit_ring_at(ring_.get(), first)->sequence, first);
}

TEST_F(RingTest, WhatDiffersIsAnother) {
    uint64_t first = Add(1, AUDIT_STARTED);
    auditd_entry others[5] = {};
    for (auditd_entry &other : others) {
        other = Entry(1, AUDIT_STARTED);
    }
    others[0].sender = identity_make(1, 2);
    others[1].event = AUDIT_ENDED;
    others[2].error = ABI_EPERM;
    others[3].subject++;
    others[4].first++;
    for (uint64_t i = 0; i < 5; i++) {
        EXPECT_EQ(audit_ring_count(ring_.get(), first, &others[i]), 2 + i);
    }
    EXPECT_EQ(audit_ring_at(ring_.get(), first)->count, 1u);
}

TEST_F(RingTest, OneThatIsGoneCountsNoMore) {
    uint64_t first = Add(1, AUDIT_STARTED);
    for (int i = 0; i < AUDITD_RECORDS; i++) {
        Add(1, AUDIT_STARTED);
    }
    auditd_entry entry = Entry(1, AUDIT_STARTED);
    EXPECT_EQ(audit_ring_count(ring_.get(), first, &entry), AUDITD_RECORDS + 2u);
    // Nobody's newest record is 0.
    EXPECT_EQ(audit_ring_count(ring_.get(), 0, &entry), AUDITD_RECORDS + 3u);
}

TEST_F(RingTest, ACountDoesNotWrap) {
    uint64_t first = Add(1, AUDIT_STARTED);
    audit_ring_at(ring_.get(), first)->count = UINT32_MAX;
    auditd_entry entry = Entry(1, AUDIT_STARTED);
    EXPECT_EQ(audit_ring_count(ring_.get(), first, &entry), first);
    EXPECT_EQ(audit_ring_at(ring_.get(), first)->count, UINT32_MAX);
}

TEST_F(RingTest, IsAskedForOneSenderOrEvent) {
    Add(1, AUDIT_STARTED);
    Add(2, AUDIT_STARTED);
    Add(1, AUDIT_ENDED);
    ASSERT_EQ(Query(0, 1, AUDITD_ANY, 0), 2u);
    EXPECT_EQ(entries_[0].sequence, 1u);
    EXPECT_EQ(entries_[1].sequence, 3u);
    ASSERT_EQ(Query(0, AUDITD_ANY, AUDIT_STARTED, 0), 2u);
    EXPECT_EQ(entries_[1].sequence, 2u);
    ASSERT_EQ(Query(0, 2, AUDIT_ENDED, 0), 0u);
    EXPECT_EQ(next_, 4u);
    ASSERT_EQ(Query(0, IDENTITY_KERNEL, AUDITD_ANY, 0), 0u);
}

TEST_F(RingTest, IsReadInPieces) {
    for (int i = 0; i < AUDITD_ENTRIES_SENT + 1; i++) {
        Add(1, AUDIT_STARTED);
    }
    ASSERT_EQ(Query(0, AUDITD_ANY, AUDITD_ANY, 0), static_cast<uint32_t>(AUDITD_ENTRIES_SENT));
    EXPECT_EQ(next_, AUDITD_ENTRIES_SENT + 1u);
    ASSERT_EQ(Query(next_, AUDITD_ANY, AUDITD_ANY, 0), 1u);
    EXPECT_EQ(entries_[0].sequence, AUDITD_ENTRIES_SENT + 1u);
    EXPECT_EQ(next_, AUDITD_ENTRIES_SENT + 2u);
    EXPECT_EQ(Query(next_, AUDITD_ANY, AUDITD_ANY, 0), 0u);
    EXPECT_EQ(Query(UINT64_MAX, AUDITD_ANY, AUDITD_ANY, 0), 0u);
    EXPECT_EQ(Query(UINT64_MAX, AUDITD_ANY, AUDITD_ANY, 1), 0u);
    EXPECT_EQ(next_, AUDITD_ENTRIES_SENT + 2u);
}

TEST_F(RingTest, WhatStaysBehindAFloodIsReadBeforeIt) {
    Add(1, AUDIT_ENDED);
    for (int i = 0; i < 2 * AUDITD_RECORDS; i++) {
        Add(2, AUDIT_STARTED);
    }
    ASSERT_EQ(Query(0, AUDITD_ANY, AUDITD_ANY, 0), static_cast<uint32_t>(AUDITD_ENTRIES_SENT));
    EXPECT_EQ(entries_[0].sequence, 1u);
    EXPECT_EQ(entries_[1].sequence, AUDITD_RECORDS + 3u);
    ASSERT_EQ(Query(2, AUDITD_ANY, AUDITD_ANY, 0), static_cast<uint32_t>(AUDITD_ENTRIES_SENT));
    EXPECT_EQ(entries_[0].sequence, AUDITD_RECORDS + 3u);
    ASSERT_EQ(Query(0, AUDITD_ANY, AUDIT_ENDED, 1), 1u);
    EXPECT_EQ(entries_[0].sequence, 1u);
    ASSERT_EQ(Query(0, AUDITD_ANY, AUDITD_ANY, AUDITD_RECORDS), static_cast<uint32_t>(AUDITD_ENTRIES_SENT));
    EXPECT_EQ(entries_[0].sequence, 1u);
}

TEST_F(RingTest, TheLastOnesAreTheNewestThatMatch) {
    for (int i = 0; i < 3; i++) {
        Add(1, AUDIT_STARTED);
        Add(2, AUDIT_STARTED);
    }
    ASSERT_EQ(Query(0, 1, AUDITD_ANY, 2), 2u);
    EXPECT_EQ(entries_[0].sequence, 3u);
    EXPECT_EQ(entries_[1].sequence, 5u);
    ASSERT_EQ(Query(0, 1, AUDITD_ANY, 9), 3u);
    ASSERT_EQ(Query(4, 1, AUDITD_ANY, 2), 1u);
    EXPECT_EQ(entries_[0].sequence, 5u);
}

}  // namespace
