// SPDX-License-Identifier: Apache-2.0
#include "kernel/trace/trace_ring.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace {

class TraceRing : public testing::Test {
  protected:
    TraceRing() : memory_(TRACE_RING_BYTES / sizeof(uint64_t)) {
        // What memory held before must not be read: position 0 is in all of it.
        std::fill(memory_.begin(), memory_.end(), 0);
        trace_ring_init(&ring_, memory_.data());
    }

    void Add(uint64_t argument) {
        const abi_trace_record record = {UINT64_MAX, argument * 2, argument, 0x1234, 0xabcd, ABI_TRACE_WAKE, 63};
        trace_ring_add(&ring_, &record);
    }

    void AddMany(uint64_t first, uint64_t end) {
        for (uint64_t argument = first; argument < end; argument++) {
            Add(argument);
        }
    }

    std::vector<abi_trace_record> Read(uint64_t position, uint32_t count = ABI_TRACE_RECORDS) const {
        std::vector<abi_trace_record> records(count);
        records.resize(trace_ring_read(&ring_, position, records.data(), count));
        return records;
    }

    // The records [first, end), each where it belongs.
    static void ExpectRecords(const std::vector<abi_trace_record> &records, uint64_t first, uint64_t end) {
        ASSERT_EQ(records.size(), end - first);
        for (const auto &record : records) {
            EXPECT_EQ(record.position, first);
            EXPECT_EQ(record.argument, first);
            first++;
        }
    }

    std::vector<uint64_t> memory_;
    trace_ring ring_;
};

TEST_F(TraceRing, IsEmptyAtFirstWhateverMemoryHolds) {
    for (uint64_t position : {UINT64_C(0), UINT64_C(1), UINT64_C(255), UINT64_MAX}) {
        EXPECT_TRUE(Read(position).empty()) << position;
    }
    EXPECT_EQ(trace_ring_next(&ring_), 0u);
}

TEST_F(TraceRing, ARecordComesBackAsItWas) {
    Add(77);
    const auto records = Read(0);
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].position, 0u) << "not what the writer said";
    EXPECT_EQ(records[0].time, 154u);
    EXPECT_EQ(records[0].argument, 77u);
    EXPECT_EQ(records[0].task, 0x1234u);
    EXPECT_EQ(records[0].detail, 0xabcdu);
    EXPECT_EQ(records[0].event, ABI_TRACE_WAKE);
    EXPECT_EQ(records[0].cpu, 63u);
}

TEST_F(TraceRing, KeepsTheNewestOnBothSidesOfItsEnd) {
    AddMany(0, ABI_TRACE_RECORDS);
    ExpectRecords(Read(0), 0, ABI_TRACE_RECORDS);
    Add(ABI_TRACE_RECORDS);
    ExpectRecords(Read(0), 1, ABI_TRACE_RECORDS + 1);
    AddMany(ABI_TRACE_RECORDS + 1, 7 * ABI_TRACE_RECORDS + 3);
    ExpectRecords(Read(0), 6 * ABI_TRACE_RECORDS + 3, 7 * ABI_TRACE_RECORDS + 3);
    EXPECT_EQ(trace_ring_next(&ring_), 7u * ABI_TRACE_RECORDS + 3);
}

TEST_F(TraceRing, IsReadInPieces) {
    AddMany(0, 5);
    ExpectRecords(Read(0, 2), 0, 2);
    ExpectRecords(Read(2, 2), 2, 4);
    ExpectRecords(Read(4, 2), 4, 5);
    EXPECT_TRUE(Read(5, 2).empty());
    EXPECT_TRUE(Read(UINT64_MAX, 2).empty());
    EXPECT_TRUE(Read(0, 0).empty());
}

// As a reader finds it that comes between two steps of the writer.
TEST_F(TraceRing, ARecordThatIsBeingWrittenIsLeftOut) {
    AddMany(0, ABI_TRACE_RECORDS);
    const uint64_t busy[] = {UINT64_MAX, ABI_TRACE_RECORDS + 3u};
    for (uint64_t position : busy) {
        memory_[3 * sizeof(trace_slot) / sizeof(uint64_t)] = position;
        const auto records = Read(2, 3);
        ASSERT_EQ(records.size(), 3u);
        EXPECT_EQ(records[0].position, 2u);
        EXPECT_EQ(records[1].position, 4u);
        EXPECT_EQ(records[2].position, 5u);
    }
}

}  // namespace
