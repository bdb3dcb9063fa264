// SPDX-License-Identifier: Apache-2.0
// The reader between any two steps of the writer, and the writer between any two of the reader: each atomic access of trace_ring.c is a step
// (stepped_trace.h). The steps take effect in that order; what harts may do beyond that is argued in trace_ring.h.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "kernel/trace/trace_ring.h"

namespace {

constexpr uint32_t kAtOnce = 2;
constexpr uint64_t kNever = UINT64_MAX;

// The other side, and before which step of this one it runs.
std::function<void()> meanwhile;
uint64_t steps_left = kNever;

}  // namespace

extern "C" {
void trace_ring_step(void);
void trace_ring_step(void) {
    if (steps_left == 0) {
        steps_left = kNever;  // once: its own steps are not counted
        meanwhile();
    } else if (steps_left != kNever) {
        steps_left--;
    }
}
}

namespace {

class TraceRingOrder : public testing::Test {
  protected:
    TraceRingOrder() : memory_(TRACE_RING_BYTES / sizeof(uint64_t)) {
        trace_ring_init(&ring_, memory_.data());
        // One record short of full: the next but one overwrites the oldest.
        while (next_ < ABI_TRACE_RECORDS - 1) {
            Add();
        }
    }

    // Every word of a record is known from its position.
    static abi_trace_record RecordAt(uint64_t position) {
        const auto low = static_cast<uint32_t>(position);
        return {position, position * 3, ~position, low * 5, static_cast<uint16_t>(low * 7), ABI_TRACE_WAKE, 1};
    }

    void Add() {
        const abi_trace_record record = RecordAt(next_);
        next_++;
        trace_ring_add(&ring_, &record);
    }

    void ReadOldest() {
        std::array<abi_trace_record, kAtOnce> records = {};
        const uint32_t count = trace_ring_read(&ring_, 0, records.data(), kAtOnce);
        for (uint32_t i = 0; i < count; i++) {
            const abi_trace_record whole = RecordAt(records[i].position);
            EXPECT_EQ(records[i].time, whole.time) << "torn: " << records[i].position;
            EXPECT_EQ(records[i].argument, whole.argument) << "torn: " << records[i].position;
            EXPECT_EQ(records[i].task, whole.task) << "torn: " << records[i].position;
        }
        read_ += count;
    }

    // Has `other` run once before each step of `action`, one after another; returns how many steps there are.
    static uint64_t BeforeEachStep(const std::function<void()> &action, const std::function<void()> &other) {
        meanwhile = other;
        for (uint64_t step = 0;; step++) {
            steps_left = step;
            action();
            const bool ran = steps_left == kNever;
            steps_left = kNever;
            if (!ran) {
                return step;
            }
        }
    }

    std::vector<uint64_t> memory_;
    trace_ring ring_;
    uint64_t next_ = 0;
    uint64_t read_ = 0;
};

TEST_F(TraceRingOrder, AReaderBetweenTwoStepsOfTheWriterGetsNoTornRecord) {
    const uint64_t steps = BeforeEachStep([this] { Add(); }, [this] { ReadOldest(); });
    EXPECT_GE(steps, TRACE_RECORD_WORDS + 3u) << "each word, the position twice, the next one";
    EXPECT_GT(read_, 0u);
}

TEST_F(TraceRingOrder, AWriterBetweenTwoStepsOfTheReaderTearsNoRecord) {
    for (uint32_t written : {1u, 2u, 3u, uint32_t{ABI_TRACE_RECORDS}}) {
        const uint64_t steps = BeforeEachStep([this] { ReadOldest(); },
                                              [this, written] {
                                                  for (uint32_t i = 0; i < written; i++) {
                                                      Add();
                                                  }
                                              });
        EXPECT_GE(steps, 1 + kAtOnce * (TRACE_RECORD_WORDS + 2u)) << "each word, the position twice, the next one";
    }
    EXPECT_GT(read_, 0u);
}

}  // namespace
