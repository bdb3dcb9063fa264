// SPDX-License-Identifier: Apache-2.0
#include "services/auditd/kernel_records.h"

#include <memory>

#include "libs/service/identity.h"
#include "gtest/gtest.h"

namespace {

class KernelRecordsTest : public testing::Test {
  protected:
    void Take(uint64_t sequence, uint32_t count = 1) {
        abi_audit_record record = {};
        record.sequence = sequence;
        record.first = 40 + sequence;
        record.second = 7;
        record.subject = static_cast<uint32_t>(sequence);
        record.count = count;
        record.process = 90;
        record.kind = ABI_AUDIT_BUDGET_EXCEEDED;
        record.error = ABI_EBUSY;
        kernel_records_take(&records_, ring_.get(), &record, 1);
    }

    kernel_records records_ = {};
    std::unique_ptr<audit_ring> ring_ = std::make_unique<audit_ring>();
};

TEST_F(KernelRecordsTest, AreKeptWithAllThatTheySay) {
    Take(1, 3);
    const auditd_entry *entry = audit_ring_at(ring_.get(), 1);
    ASSERT_NE(entry, nullptr);
    EXPECT_EQ(entry->sender, static_cast<uint64_t>(IDENTITY_KERNEL));
    EXPECT_EQ(entry->event, AUDIT_KERNEL);
    EXPECT_EQ(entry->error, ABI_EBUSY);
    EXPECT_EQ(entry->subject, 1u);
    EXPECT_EQ(entry->first, static_cast<uint64_t>(ABI_AUDIT_BUDGET_EXCEEDED) << 32 | 7);
    EXPECT_EQ(entry->second, 90u);
    EXPECT_EQ(entry->count, 3u);
    EXPECT_EQ(entry->kernel_first, 41u);
}

TEST_F(KernelRecordsTest, TheNewestAreReadAgain) {
    EXPECT_EQ(kernel_records_from(&records_), 1u);
    for (uint64_t i = 1; i <= ABI_AUDIT_OPEN_RECORDS; i++) {
        Take(i);
    }
    EXPECT_EQ(kernel_records_from(&records_), 1u);
    Take(ABI_AUDIT_OPEN_RECORDS + 1);
    EXPECT_EQ(kernel_records_from(&records_), 2u);
}

TEST_F(KernelRecordsTest, WhatGrewIsNoNewRecord) {
    Take(1);
    Take(2);
    Take(1, 9);
    EXPECT_EQ(ring_->shelf.newest, 2u);
    EXPECT_EQ(audit_ring_at(ring_.get(), 1)->count, 9u);
    EXPECT_EQ(audit_ring_at(ring_.get(), 1)->sequence, 1u);
    EXPECT_EQ(audit_ring_at(ring_.get(), 2)->count, 1u);
    EXPECT_EQ(records_.lost, 0u);
}

TEST_F(KernelRecordsTest, WhatGrewAfterItWasGoneHereIsWrittenOnceMore) {
    Take(1);
    const auditd_entry other = {};
    for (int i = 0; i < AUDITD_RECORDS; i++) {
        audit_ring_add(ring_.get(), &other);
    }
    uint64_t newest = ring_->shelf.newest;
    Take(1);
    EXPECT_EQ(ring_->shelf.newest, newest);
    Take(1, 2);
    EXPECT_EQ(ring_->shelf.newest, newest + 1);
    EXPECT_EQ(audit_ring_at(ring_.get(), newest + 1)->count, 2u);
    Take(1, 3);
    EXPECT_EQ(ring_->shelf.newest, newest + 1);
    EXPECT_EQ(audit_ring_at(ring_.get(), newest + 1)->count, 3u);
}

TEST_F(KernelRecordsTest, GapsAreCountedAndShown) {
    Take(1);
    Take(2);
    EXPECT_EQ(records_.lost, 0u);
    Take(6);
    EXPECT_EQ(records_.lost, 3u);
    ASSERT_EQ(ring_->shelf.newest, 4u);
    const auditd_entry *lost = audit_ring_at(ring_.get(), 3);
    EXPECT_EQ(lost->event, AUDIT_LOST);
    EXPECT_EQ(lost->sender, static_cast<uint64_t>(IDENTITY_KERNEL));
    EXPECT_EQ(lost->first, 3u);
    EXPECT_EQ(audit_ring_at(ring_.get(), 4)->event, AUDIT_KERNEL);
}

TEST_F(KernelRecordsTest, WhatWasGoneBeforeTheFirstReadingIsLost) {
    Take(11);
    EXPECT_EQ(records_.lost, 10u);
}

}  // namespace
