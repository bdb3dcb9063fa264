// SPDX-License-Identifier: Apache-2.0
#include "kernel/audit/audit_ring.h"

#include <gtest/gtest.h>

#include <vector>

#include "abi/error.h"

namespace {

constexpr uint64_t kFirst = 700;
constexpr uint32_t kSecond = 100;
constexpr uint32_t kProcess = 31;

class AuditRing : public testing::Test {
  protected:
    void Add(uint32_t subject, abi_audit_kind kind = ABI_AUDIT_CALL_REFUSED, uint32_t open = ABI_AUDIT_OPEN_RECORDS,
             uint32_t process = 0) {
        audit_ring_add(&ring_, kind, {subject, process == 0 ? subject : process}, kFirst, kSecond, open);
    }

    // One record for each subject in [first, end).
    void AddAll(uint32_t first, uint32_t end) {
        for (uint32_t subject = first; subject < end; subject++) {
            Add(subject);
        }
    }

    std::vector<abi_audit_record> Read(uint64_t from, uint32_t count = ABI_AUDIT_RECORDS) const {
        std::vector<abi_audit_record> records(count);
        records.resize(audit_ring_read(&ring_, from, records.data(), count));
        return records;
    }

    static std::vector<uint64_t> Sequences(const std::vector<abi_audit_record> &records) {
        std::vector<uint64_t> sequences;
        for (const auto &record : records) {
            sequences.push_back(record.sequence);
        }
        return sequences;
    }

    audit_ring ring_ = {};
};

TEST_F(AuditRing, IsEmptyAtFirst) {
    for (uint64_t from : {UINT64_C(0), UINT64_C(1), UINT64_C(2), UINT64_MAX}) {
        EXPECT_TRUE(Read(from).empty()) << from;
    }
}

TEST_F(AuditRing, SaysWhatHappenedToWhom) {
    Add(42, ABI_AUDIT_CALL_REFUSED, ABI_AUDIT_OPEN_RECORDS, kProcess);
    const auto records = Read(0);
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].sequence, 1u);
    EXPECT_EQ(records[0].kind, ABI_AUDIT_CALL_REFUSED);
    EXPECT_EQ(records[0].error, ABI_EPERM);
    EXPECT_EQ(records[0].subject, 42u);
    EXPECT_EQ(records[0].first, kFirst);
    EXPECT_EQ(records[0].second, kSecond);
    EXPECT_EQ(records[0].process, kProcess);
    EXPECT_EQ(records[0].count, 1u);
    EXPECT_EQ(records[0].reserved, 0u);
}

TEST_F(AuditRing, EachKindHasTheErrorThatWasAnswered) {
    const struct {
        abi_audit_kind kind;
        abi_error error;
    } rows[] = {
        {ABI_AUDIT_CALL_REFUSED, ABI_EPERM},    {ABI_AUDIT_BUDGET_EXCEEDED, ABI_EBUSY},
        {ABI_AUDIT_IPI_CAP, ABI_EBUSY},         {ABI_AUDIT_HART_ONLINE, ABI_OK},
        {ABI_AUDIT_MIGRATIONS, ABI_OK},         {ABI_AUDIT_DEVICE_UNOWNED, ABI_ENODEV},
        {ABI_AUDIT_QUOTA_EXCEEDED, ABI_ENOSPC},
    };
    ASSERT_EQ(sizeof(rows) / sizeof(rows[0]), ABI_AUDIT_KIND_COUNT - 1u);
    for (const auto &row : rows) {
        Add(1, row.kind);
        EXPECT_EQ(Read(ring_.written).front().error, row.error) << row.kind;
    }
}

TEST_F(AuditRing, AStormIsOneRecordWithACount) {
    Add(7);
    for (uint32_t i = 0; i < 1000; i++) {
        audit_ring_add(&ring_, ABI_AUDIT_CALL_REFUSED, {8, kProcess}, i, i + 1, ABI_AUDIT_OPEN_RECORDS);
    }
    const auto records = Read(0);
    ASSERT_EQ(records.size(), 2u);
    EXPECT_EQ(records[0].subject, 7u);
    EXPECT_EQ(records[0].count, 1u);
    EXPECT_EQ(records[1].subject, 8u);
    EXPECT_EQ(records[1].count, 1000u);
    EXPECT_EQ(records[1].first, 999u) << "the last one's";
    EXPECT_EQ(records[1].second, 1000u);
}

TEST_F(AuditRing, ManyWhoTakeTurnsHaveARecordEach) {
    for (uint32_t round = 0; round < 10; round++) {
        AddAll(0, ABI_AUDIT_OPEN_RECORDS);
    }
    const auto records = Read(0);
    ASSERT_EQ(records.size(), size_t{ABI_AUDIT_OPEN_RECORDS});
    for (const auto &record : records) {
        EXPECT_EQ(record.count, 10u);
    }
}

TEST_F(AuditRing, OneMoreThanTheOpenRecordsIsARecordOfItsOwnEachTime) {
    AddAll(0, ABI_AUDIT_OPEN_RECORDS + 1);
    Add(1);
    EXPECT_EQ(ring_.written, ABI_AUDIT_OPEN_RECORDS + 1u) << "the last of the open ones";
    Add(0);
    EXPECT_EQ(ring_.written, ABI_AUDIT_OPEN_RECORDS + 2u) << "the one before it";
}

TEST_F(AuditRing, OtherKindsAndOtherSubjectsAreNotMerged) {
    Add(1);
    Add(1, ABI_AUDIT_BUDGET_EXCEEDED);
    Add(2);
    EXPECT_EQ(Read(0).size(), 3u);
    Add(1);
    Add(1, ABI_AUDIT_BUDGET_EXCEEDED);
    EXPECT_EQ(Read(0).size(), 3u);
}

TEST_F(AuditRing, WithoutOpenRecordsNothingIsMerged) {
    Add(1, ABI_AUDIT_CALL_REFUSED, 0);
    Add(1, ABI_AUDIT_CALL_REFUSED, 0);
    EXPECT_EQ(Sequences(Read(0)), (std::vector<uint64_t>{1, 2}));
}

TEST_F(AuditRing, ACountThatIsFullStays) {
    Add(1);
    ring_.records[1].count = UINT32_MAX - 1;
    Add(1);
    EXPECT_EQ(Read(0)[0].count, UINT32_MAX);
    Add(1);
    EXPECT_EQ(Read(0)[0].count, UINT32_MAX);
    EXPECT_EQ(ring_.written, 1u);
}

TEST_F(AuditRing, KeepsTheNewestAndTheGapSaysWhatIsLost) {
    AddAll(0, ABI_AUDIT_RECORDS);
    EXPECT_EQ(Read(1).size(), size_t{ABI_AUDIT_RECORDS});
    EXPECT_EQ(Read(1).front().sequence, 1u) << "nothing is lost yet";
    Add(ABI_AUDIT_RECORDS);
    EXPECT_EQ(Read(1).size(), size_t{ABI_AUDIT_RECORDS});
    EXPECT_EQ(Read(1).front().sequence, 2u) << "one is";
    AddAll(ABI_AUDIT_RECORDS + 1, 10 * ABI_AUDIT_RECORDS + 3);
    const auto records = Read(0);
    ASSERT_EQ(records.size(), size_t{ABI_AUDIT_RECORDS});
    for (size_t i = 0; i < records.size(); i++) {
        EXPECT_EQ(records[i].sequence, 9u * ABI_AUDIT_RECORDS + 4 + i) << "no gap but the one in front";
        EXPECT_EQ(records[i].subject + 1, records[i].sequence);
    }
}

TEST_F(AuditRing, IsReadInPieces) {
    AddAll(0, 5);
    EXPECT_EQ(Sequences(Read(0, 2)), (std::vector<uint64_t>{1, 2}));
    EXPECT_EQ(Sequences(Read(3, 2)), (std::vector<uint64_t>{3, 4}));
    EXPECT_EQ(Sequences(Read(5, 2)), (std::vector<uint64_t>{5}));
    EXPECT_TRUE(Read(6, 2).empty());
    EXPECT_TRUE(Read(UINT64_MAX, 2).empty());
    EXPECT_TRUE(Read(0, 0).empty());
}

// What is read again from there on shows all that happened meanwhile.
TEST_F(AuditRing, WhatMayStillGrowIsAmongTheOpenRecords) {
    AddAll(0, 30);
    const auto before = Read(0);
    for (uint32_t subject = 0; subject < 30; subject++) {
        audit_ring copy = ring_;
        Add(subject);
        const uint64_t closed = 30 - ABI_AUDIT_OPEN_RECORDS;
        for (const auto &record : Read(0)) {
            if (record.sequence <= closed) {
                EXPECT_EQ(record.count, before[record.sequence - 1].count) << record.sequence;
            }
        }
        ring_ = copy;
    }
}

TEST_F(AuditRing, AProcessOfManyTasksPushesOutNothingOfOthers) {
    Add(1);
    for (uint32_t round = 0; round < 20; round++) {
        for (uint32_t task = 100; task < 150; task++) {
            Add(task, ABI_AUDIT_BUDGET_EXCEEDED, ABI_AUDIT_OPEN_RECORDS, kProcess);
        }
    }
    const auto records = Read(0);
    ASSERT_EQ(records.size(), 1u + ABI_AUDIT_PROCESS_RECORDS);
    EXPECT_EQ(records[0].subject, 1u);
    uint32_t count = 0;
    for (const auto &record : records) {
        count += record.process == kProcess ? record.count : 0;
    }
    EXPECT_EQ(count, 20u * 50u);
}

TEST_F(AuditRing, WhatIsOfNoProcessIsCountedForItself) {
    for (uint32_t source = 0; source < ABI_AUDIT_OPEN_RECORDS; source++) {
        audit_ring_add(&ring_, ABI_AUDIT_DEVICE_UNOWNED, {source, 0}, 0, 0, ABI_AUDIT_OPEN_RECORDS);
    }
    EXPECT_EQ(Read(0).size(), static_cast<size_t>(ABI_AUDIT_OPEN_RECORDS));
}

TEST_F(AuditRing, AQuotaOfPagesIsMemory) {
    for (uint32_t resource : {1u, 0u, 6u}) {
        audit_ring_add(&ring_, ABI_AUDIT_QUOTA_EXCEEDED, {9, 9}, 100 + resource, resource, ABI_AUDIT_OPEN_RECORDS);
        const auto records = Read(0);
        ASSERT_EQ(records.size(), 1u);
        EXPECT_EQ(records[0].error, resource == 0 ? ABI_ENOMEM : ABI_ENOSPC);
        EXPECT_EQ(records[0].first, 100 + resource);
    }
}

}  // namespace
