// SPDX-License-Identifier: Apache-2.0
#include "kernel/trap/fault_record.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <map>

#include "abi/process.h"

namespace {

constexpr uint64_t kInterrupt = UINT64_C(1) << 63;
constexpr uint64_t kBefore = UINT64_C(0xdddddddddddddddd);

using Words = std::array<uint64_t, ABI_MESSAGE_WORDS>;

struct Expected {
    abi_fault fault;
    bool has_address;
};

const std::map<uint64_t, Expected> kFaults = {
    {0, {ABI_FAULT_MISALIGNED, true}},  {1, {ABI_FAULT_EXECUTE, true}},    {2, {ABI_FAULT_ILLEGAL_INSTRUCTION, false}},
    {3, {ABI_FAULT_BREAKPOINT, false}}, {4, {ABI_FAULT_MISALIGNED, true}}, {5, {ABI_FAULT_READ, true}},
    {6, {ABI_FAULT_MISALIGNED, true}},  {7, {ABI_FAULT_WRITE, true}},      {12, {ABI_FAULT_EXECUTE, true}},
    {13, {ABI_FAULT_READ, true}},       {15, {ABI_FAULT_WRITE, true}},
};

void ExpectRecord(uint64_t scause, uint64_t stval) {
    SCOPED_TRACE(testing::Message() << "cause " << scause << ", stval " << stval);
    // Values that differ from each other in both halves: no word can be taken for another.
    const fault_state state = {scause, stval, UINT64_C(0x1111000022220000), UINT64_C(0x3333000044440000)};
    Words words;
    words.fill(kBefore);
    auto found = kFaults.find(scause);
    ASSERT_EQ(fault_record_write(&state, words.data()), found != kFaults.end());
    if (found == kFaults.end()) {
        Words untouched;
        untouched.fill(kBefore);
        EXPECT_EQ(words, untouched);
        return;
    }
    EXPECT_EQ(words, (Words{static_cast<uint64_t>(found->second.fault), state.program_counter,
                            found->second.has_address ? stval : 0, state.stack_pointer, scause, 0}));
}

TEST(FaultRecord, SaysWhatTheInterfaceSaysOfEachCause) {
    for (uint64_t scause = 0; scause < 256; scause++) {
        ExpectRecord(scause, UINT64_C(0x5555000066660000));
    }
}

TEST(FaultRecord, HandsOnAnyAddressAsItIs) {
    for (const auto &[scause, expected] : kFaults) {
        for (uint64_t stval :
             {UINT64_C(0), UINT64_C(1), UINT64_C(0x3fffffffff), UINT64_C(0xffffffc000000000), UINT64_MAX}) {
            ExpectRecord(scause, stval);
        }
    }
}

TEST(FaultRecord, RefusesInterruptsAndCausesWithAnyHigherBit) {
    for (uint64_t code = 0; code < 64; code++) {
        ExpectRecord(kInterrupt | code, 0);
    }
    for (uint32_t bit = 8; bit < 63; bit++) {
        for (const auto &[scause, expected] : kFaults) {
            ExpectRecord(UINT64_C(1) << bit | scause, 0);
        }
    }
    ExpectRecord(UINT64_MAX, 0);
}

}  // namespace
