// SPDX-License-Identifier: Apache-2.0
#include "libs/trace_dump/trace_dump.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "abi/machine.h"
#include "abi/syscall.h"
#include "abi/trace.h"
#include "libs/nexus/gate.h"

namespace {

constexpr uint32_t STATS = 7;
constexpr uint64_t TICKS_PER_SECOND = 1000000;

// A kernel that has rings and nothing else.
struct Machine {
    std::vector<std::vector<abi_trace_record>> rings;
    bool is_on = false;
    uint32_t reads = 0;
    uint32_t refused_read = 0;  // its number, from 1; 0: none

    // So many more records; the ring keeps the newest.
    void Add(size_t hart, uint64_t count) {
        for (uint64_t i = 0; i < count; i++) {
            uint64_t position = next[hart]++;
            rings[hart].push_back({.position = position,
                                   .time = 100 + position,
                                   .argument = 0,
                                   .task = 5,
                                   .detail = 0,
                                   .event = ABI_TRACE_SWITCH,
                                   .cpu = static_cast<uint8_t>(hart)});
        }
        if (rings[hart].size() > ABI_TRACE_RECORDS) {
            rings[hart].erase(rings[hart].begin(), rings[hart].end() - ABI_TRACE_RECORDS);
        }
    }

    explicit Machine(size_t harts) : rings(harts), next(harts, 0) {}

    std::vector<uint64_t> next;
};

Machine *machine;

nexus_result Read(uint64_t cpu, uint64_t position, uint64_t out, uint64_t count) {
    auto *records = reinterpret_cast<abi_trace_record *>(out);
    uint64_t written = 0;
    if (++machine->reads == machine->refused_read || count > ABI_TRACE_READ_MAX) {
        return {ABI_EINVAL, 0};
    }
    for (const abi_trace_record &record : machine->rings.at(cpu)) {
        if (record.position >= position && written < count) {
            records[written++] = record;
        }
    }
    return {ABI_OK, written};
}

class TraceDump : public testing::Test {
  protected:
    TraceDump() {
        machine = &machine_;
    }

    std::string Print() {
        testing::internal::CaptureStdout();
        error_ = trace_dump_print(STATS, &start_);
        return testing::internal::GetCapturedStdout();
    }

    Machine machine_{2};
    trace_dump_start start_ = {};
    abi_error error_ = ABI_OK;
};

bool Has(const std::string &text, const std::string &line) {
    return text.find("TRACE: " + line + "\n") != std::string::npos;
}

TEST_F(TraceDump, AllRecordsOfAllHartsAreThereInOrder) {
    machine_.Add(0, 1);
    machine_.Add(1, 2);
    EXPECT_EQ(Print(), "TRACE: begin version=1 ticks_per_second=1000000 harts=2\n"
                       "TRACE: 0 0 100 switch 5 0 0x0\n"
                       "TRACE: hart=0 records=1 lost=0\n"
                       "TRACE: 1 0 100 switch 5 0 0x0\n"
                       "TRACE: 1 1 101 switch 5 0 0x0\n"
                       "TRACE: hart=1 records=2 lost=0\n"
                       "TRACE: end records=3 lost=0\n");
    EXPECT_EQ(error_, ABI_OK);
}

TEST_F(TraceDump, AWholeRingIsPrintedAndWhatItForgotIsCounted) {
    machine_.Add(0, ABI_TRACE_RECORDS);
    machine_.Add(1, ABI_TRACE_RECORDS + 44);
    std::string text = Print();
    EXPECT_TRUE(Has(text, "hart=0 records=256 lost=0")) << text;
    EXPECT_TRUE(Has(text, "1 44 144 switch 5 0 0x0")) << text;
    EXPECT_TRUE(Has(text, "hart=1 records=256 lost=44")) << text;
    EXPECT_TRUE(Has(text, "end records=512 lost=44")) << text;
}

TEST_F(TraceDump, ARecordThatIsMissingBetweenOthersIsLost) {
    machine_.Add(0, 3);
    machine_.rings[0].erase(machine_.rings[0].begin() + 1);
    EXPECT_TRUE(Has(Print(), "hart=0 records=2 lost=1"));
}

TEST_F(TraceDump, WhatWasWrittenBeforeTheTraceBeganIsNotOfIt) {
    machine_.Add(0, 300);
    EXPECT_EQ(trace_dump_begin(STATS, &start_), ABI_OK);
    EXPECT_TRUE(machine_.is_on);
    EXPECT_EQ(start_.positions[0], 300u);
    EXPECT_EQ(start_.positions[1], 0u);
    machine_.Add(0, 1);
    std::string text = Print();
    EXPECT_TRUE(Has(text, "0 300 400 switch 5 0 0x0")) << text;
    EXPECT_TRUE(Has(text, "hart=0 records=1 lost=0")) << text;
}

TEST_F(TraceDump, PrintingTurnsTheTracesOffAndForgetsNothing) {
    ASSERT_EQ(trace_dump_begin(STATS, &start_), ABI_OK);
    machine_.Add(1, 20);
    std::string once = Print();
    EXPECT_FALSE(machine_.is_on);
    EXPECT_TRUE(Has(once, "hart=1 records=20 lost=0")) << once;
    EXPECT_EQ(Print(), once);
}

TEST_F(TraceDump, ARefusalIsToldAndLeavesNoEndLine) {
    machine_.Add(0, 20);
    machine_.refused_read = 2;
    std::string text = Print();
    EXPECT_EQ(error_, ABI_EINVAL);
    EXPECT_EQ(text.find("TRACE: end"), std::string::npos);
}

TEST_F(TraceDump, ARefusalLeavesTheTracesOff) {
    machine_.refused_read = 1;
    EXPECT_EQ(trace_dump_begin(STATS, &start_), ABI_EINVAL);
    EXPECT_FALSE(machine_.is_on);
}

}  // namespace

nexus_result nexus_call(uint64_t number, uint64_t first, uint64_t second, uint64_t third, uint64_t fourth) {
    (void)third;
    (void)fourth;
    if (first != STATS) {
        return {ABI_EBADF, 0};
    }
    if (number == ABI_SYS_TRACE_CONTROL) {
        machine->is_on = second != 0;
        return {ABI_OK, 0};
    }
    if (number == ABI_SYS_MACHINE_INFO) {
        abi_machine_info info = {};
        info.harts = static_cast<uint32_t>(machine->rings.size());
        info.timebase_hz = TICKS_PER_SECOND;
        std::memcpy(reinterpret_cast<void *>(second), &info, sizeof(info));
        return {ABI_OK, 0};
    }
    return {ABI_ENOSYS, 0};
}

nexus_result nexus_call_six(uint64_t number, uint64_t first, uint64_t second, uint64_t third, uint64_t fourth,
                            uint64_t fifth, uint64_t sixth) {
    (void)sixth;
    bool is_read = number == ABI_SYS_TRACE_READ && first == STATS;
    return is_read ? Read(second, third, fourth, fifth) : nexus_result{ABI_ENOSYS, 0};
}
