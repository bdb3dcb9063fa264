// SPDX-License-Identifier: Apache-2.0
#include "services/auditd/book.h"

#include <memory>

#include "libs/service/identity.h"
#include "gtest/gtest.h"

namespace {

class BookTest : public testing::Test {
  protected:
    BookTest() {
        book_->senders.window_ticks = 1000;
    }
    abi_error Record(uint32_t recipe, uint64_t first, uint32_t lost = 0, uint64_t now = 5) {
        auditd_record record = {};
        record.event = AUDIT_STARTED;
        record.subject = 2;
        record.first = first;
        record.lost = lost;
        return book_record(book_.get(), identity_make(recipe, 3), &record, now);
    }
    abi_error Line(uint32_t recipe) {
        auditd_log log = {};
        log.text[0] = 'a';
        return book_line(book_.get(), identity_make(recipe, 0), &log, 5);
    }
    void UseUp(uint32_t recipe) {
        for (uint64_t i = 0; i < AUDITD_SENDER_RECORDS; i++) {
            ASSERT_EQ(Record(recipe, i), ABI_OK);
        }
    }
    const auditd_entry *At(uint64_t sequence) {
        return audit_ring_at(&book_->ring, sequence);
    }

    std::unique_ptr<book> book_ = std::make_unique<book>();
};

TEST_F(BookTest, ARecordHasItsSender) {
    EXPECT_EQ(Record(1, 4), ABI_OK);
    ASSERT_NE(At(1), nullptr);
    EXPECT_EQ(At(1)->sender, identity_make(1, 3));
    EXPECT_EQ(At(1)->first, 4u);
    EXPECT_EQ(book_->records, 1u);
}

TEST_F(BookTest, OneLikeTheNewestOfItsSenderIsCountedThere) {
    EXPECT_EQ(Record(1, 4), ABI_OK);
    EXPECT_EQ(Record(2, 4), ABI_OK);
    EXPECT_EQ(Record(1, 4), ABI_OK);
    EXPECT_EQ(book_->ring.newest, 2u);
    EXPECT_EQ(At(1)->count, 2u);
    EXPECT_EQ(book_->records, 3u);
    // Not the newest any more.
    EXPECT_EQ(Record(1, 5), ABI_OK);
    EXPECT_EQ(Record(1, 4), ABI_OK);
    EXPECT_EQ(book_->ring.newest, 4u);
}

TEST_F(BookTest, AFloodIsRefusedAndCounted) {
    UseUp(1);
    EXPECT_EQ(Record(1, 4), ABI_EBUSY);
    EXPECT_EQ(Record(1, 4), ABI_EBUSY);
    EXPECT_EQ(book_->records, static_cast<uint64_t>(AUDITD_SENDER_RECORDS));
    EXPECT_EQ(book_->records_lost, 2u);
}

TEST_F(BookTest, AFloodCostsNobodyElse) {
    UseUp(1);
    EXPECT_EQ(Record(1, 4), ABI_EBUSY);
    UseUp(2);
}

TEST_F(BookTest, WhatTheRateLimitTookIsARecordInTheNextWindow) {
    UseUp(1);
    EXPECT_EQ(Record(1, 4), ABI_EBUSY);
    EXPECT_EQ(Record(1, 4), ABI_EBUSY);
    uint64_t newest = book_->ring.newest;
    EXPECT_EQ(Record(1, 4, 0, 1005), ABI_OK);
    ASSERT_EQ(book_->ring.newest, newest + 2);
    EXPECT_EQ(At(newest + 1)->event, AUDIT_LOST);
    EXPECT_EQ(At(newest + 1)->subject, 1u);
    EXPECT_EQ(At(newest + 1)->first, 2u);
    EXPECT_EQ(At(newest + 2)->event, AUDIT_STARTED);
    EXPECT_EQ(book_->records_lost, 2u);
    // It is told once.
    EXPECT_EQ(Record(1, 9, 0, 1005), ABI_OK);
    EXPECT_EQ(At(newest + 3)->event, AUDIT_STARTED);
}

TEST_F(BookTest, WhatASenderCouldNotDeliverIsARecord) {
    EXPECT_EQ(Record(1, 4, 7), ABI_OK);
    ASSERT_EQ(book_->ring.newest, 2u);
    EXPECT_EQ(At(1)->event, AUDIT_LOST);
    EXPECT_EQ(At(1)->first, 7u);
    EXPECT_EQ(At(2)->event, AUDIT_STARTED);
    EXPECT_EQ(book_->records_lost, 7u);
    EXPECT_EQ(book_->records, 1u);
}

TEST_F(BookTest, WhatIsToldOfLossesIsHeardEvenWhenTheRecordIsRefused) {
    UseUp(1);
    EXPECT_EQ(Record(1, 4, 5), ABI_EBUSY);
    EXPECT_EQ(book_->records_lost, 6u);
}

TEST_F(BookTest, RecordsOfLossesCountAsTheSendersOwn) {
    uint32_t taken = 0;
    while (Record(1, taken, 1) == ABI_OK) {
        taken++;
    }
    EXPECT_EQ(book_->ring.newest, static_cast<uint64_t>(AUDITD_SENDER_RECORDS));
    EXPECT_EQ(taken, AUDITD_SENDER_RECORDS / 2u);
}

TEST_F(BookTest, WhoseBadgeNamesNoRecipeWritesNothing) {
    EXPECT_EQ(Record(IDENTITY_KERNEL, 4, 5), ABI_EPERM);
    EXPECT_EQ(Record(RECIPES_MAX + 1, 4), ABI_EPERM);
    EXPECT_EQ(Line(IDENTITY_KERNEL), ABI_EPERM);
    EXPECT_EQ(book_->ring.newest, 0u);
    EXPECT_EQ(book_->records_lost, 0u);
    EXPECT_EQ(book_->lines.newest, 0u);
}

TEST_F(BookTest, AFloodOfLinesIsRefusedAndCounted) {
    for (int i = 0; i < AUDITD_SENDER_LINES; i++) {
        ASSERT_EQ(Line(1), ABI_OK);
    }
    EXPECT_EQ(Line(1), ABI_EBUSY);
    EXPECT_EQ(Line(2), ABI_OK);
    EXPECT_EQ(Record(1, 4), ABI_OK);
    EXPECT_EQ(book_->lines_lost, 1u);
    EXPECT_EQ(book_->lines.newest, AUDITD_SENDER_LINES + 1u);
}

// Window after window, each record another one, and some lost.
TEST_F(BookTest, WhoWritesWithoutEndPushesOutNothingOfOthers) {
    EXPECT_EQ(Record(2, 77), ABI_OK);
    uint64_t written = 0;
    for (uint64_t window = 0; window < 20; window++) {
        while (Record(1, written, 1, 5 + window * 1000) == ABI_OK) {
            written++;
        }
    }
    ASSERT_NE(At(1), nullptr);
    EXPECT_EQ(At(1)->first, 77u);
    EXPECT_EQ(book_->ring.newest, 1u + AUDITD_SENDER_PLACES);
    // All that it wrote is counted, and the last of it is there.
    uint64_t counted = 0;
    for (uint64_t sequence = 2; sequence <= book_->ring.newest; sequence++) {
        counted += At(sequence)->event == AUDIT_LOST ? 0 : At(sequence)->count;
    }
    EXPECT_EQ(counted, written);
    EXPECT_EQ(At(book_->ring.newest)->first, written - 1);
    // Others have their own places, and it has new ones when its old ones are gone.
    for (uint32_t recipe = 3; recipe <= 7; recipe++) {
        for (uint64_t i = 0; i < AUDITD_SENDER_PLACES; i++) {
            EXPECT_EQ(Record(recipe, i, 0, 5 + i / 64 * 1000), ABI_OK);
        }
    }
    uint64_t newest = book_->ring.newest;
    EXPECT_EQ(Record(1, written, 0, 900005), ABI_OK);
    EXPECT_GT(book_->ring.newest, newest);
}

}  // namespace
