// SPDX-License-Identifier: Apache-2.0
// A writer that goes round and round against readers, as real threads: whatever is handed out is one whole record. Under --config=tsan
// every access is looked at, too. This machine keeps stores in order, so the fences are argued in trace_ring.h, not shown here.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "kernel/trace/trace_ring.h"

namespace {

constexpr uint64_t kRecords = 2000000;
constexpr uint32_t kReaders = 2;
constexpr uint32_t kAtOnce = 4;

// Every word of a record is known from its position.
abi_trace_record RecordAt(uint64_t position) {
    const auto low = static_cast<uint32_t>(position);
    return {position,
            position * UINT64_C(0x9e3779b97f4a7c15),
            ~position,
            low * 2654435761u,
            static_cast<uint16_t>(low * 40503u),
            static_cast<uint8_t>(low % ABI_TRACE_EVENT_COUNT),
            static_cast<uint8_t>(low % 64)};
}

bool IsWhole(const abi_trace_record &record) {
    const abi_trace_record whole = RecordAt(record.position);
    return record.time == whole.time && record.argument == whole.argument && record.task == whole.task &&
           record.detail == whole.detail && record.event == whole.event && record.cpu == whole.cpu;
}

struct Tally {
    uint64_t read = 0;
    uint64_t torn = 0;
    uint64_t out_of_order = 0;
};

// Until the last one was written: the oldest that are there, which are those that the writer is about to overwrite.
void ReadOldest(const trace_ring *ring, Tally *tally) {
    while (trace_ring_next(ring) < kRecords) {
        std::array<abi_trace_record, kAtOnce> records = {};
        const uint32_t count = trace_ring_read(ring, 0, records.data(), kAtOnce);
        for (uint32_t i = 0; i < count; i++) {
            tally->torn += IsWhole(records[i]) ? 0 : 1;
            tally->out_of_order += i > 0 && records[i].position <= records[i - 1].position ? 1 : 0;
        }
        tally->read += count;
    }
}

TEST(TraceRingThreads, NobodyReadsATornRecord) {
    std::vector<uint64_t> memory(TRACE_RING_BYTES / sizeof(uint64_t));
    trace_ring ring;
    trace_ring_init(&ring, memory.data());
    std::array<Tally, kReaders> tallies;
    std::vector<std::thread> readers;
    for (auto &tally : tallies) {
        readers.emplace_back(ReadOldest, &ring, &tally);
    }
    for (uint64_t position = 0; position < kRecords; position++) {
        const abi_trace_record record = RecordAt(position);
        trace_ring_add(&ring, &record);
    }
    for (auto &reader : readers) {
        reader.join();
    }
    for (const auto &tally : tallies) {
        EXPECT_EQ(tally.torn, 0u) << "of " << tally.read;
        EXPECT_EQ(tally.out_of_order, 0u);
    }
}

}  // namespace
