// SPDX-License-Identifier: Apache-2.0
#include "kernel/trap/fault_decode.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>

#include "abi/object.h"

namespace {

constexpr uint64_t kInterrupt = UINT64_C(1) << 63;
constexpr uint64_t kCodesTried = 64;

struct Expected {
    std::string text;
    trap_class trap;
    bool has_address;
};

// Every cause that supervisor mode can see; all others are unknown.
const std::map<uint64_t, Expected> kKnown = {
    {0, {"instruction address misaligned", TRAP_FAULT, true}},
    {1, {"instruction access fault", TRAP_FAULT, true}},
    {2, {"illegal instruction", TRAP_FAULT, false}},
    {3, {"breakpoint", TRAP_FAULT, false}},
    {4, {"load address misaligned", TRAP_FAULT, true}},
    {5, {"load access fault", TRAP_FAULT, true}},
    {6, {"store address misaligned", TRAP_FAULT, true}},
    {7, {"store access fault", TRAP_FAULT, true}},
    {8, {"system call", TRAP_SYSTEM_CALL, false}},
    {12, {"instruction page fault", TRAP_FAULT, true}},
    {13, {"load page fault", TRAP_FAULT, true}},
    {15, {"store page fault", TRAP_FAULT, true}},
    {18, {"software check", TRAP_FAULT, false}},
    {19, {"hardware error", TRAP_UNKNOWN, false}},
    {kInterrupt | 1, {"software interrupt", TRAP_SOFTWARE, false}},
    {kInterrupt | 5, {"timer interrupt", TRAP_TIMER, false}},
    {kInterrupt | 9, {"external interrupt", TRAP_EXTERNAL, false}},
    {kInterrupt | 13, {"counter overflow interrupt", TRAP_UNKNOWN, false}},
};

void ExpectDecodes(uint64_t scause) {
    SCOPED_TRACE(scause);
    auto found = kKnown.find(scause);
    const Expected expected = found != kKnown.end() ? found->second : Expected{"unknown cause", TRAP_UNKNOWN, false};
    ASSERT_NE(trap_cause_text(scause), nullptr);
    EXPECT_EQ(trap_cause_text(scause), expected.text);
    EXPECT_EQ(trap_classify(scause), expected.trap);
    EXPECT_EQ(trap_has_address(scause), expected.has_address);
}

TEST(FaultDecode, KnowsEveryExceptionThatSupervisorModeSees) {
    for (uint64_t code = 0; code < kCodesTried; code++) {
        ExpectDecodes(code);
    }
}

TEST(FaultDecode, KnowsEveryInterruptThatSupervisorModeSees) {
    for (uint64_t code = 0; code < kCodesTried; code++) {
        ExpectDecodes(kInterrupt | code);
    }
}

TEST(FaultDecode, LooksAtEveryBitOfTheCode) {
    for (uint32_t bit = 6; bit < 63; bit++) {
        for (uint64_t code : {UINT64_C(1), UINT64_C(8), UINT64_C(13)}) {
            ExpectDecodes(UINT64_C(1) << bit | code);
            ExpectDecodes(kInterrupt | UINT64_C(1) << bit | code);
        }
    }
    ExpectDecodes(UINT64_MAX);
    ExpectDecodes(kInterrupt - 1);
}

TEST(FaultDecode, OnlyTheIllegalInstructionMayBeOneOnRegistersThatAreOff) {
    for (uint64_t code = 0; code < 64; code++) {
        EXPECT_EQ(trap_is_illegal_instruction(code), code == 2) << code;
        EXPECT_FALSE(trap_is_illegal_instruction(kInterrupt | code)) << code;
    }
}

TEST(FaultDecode, OnlyPageFaultsSayWhichRightIsMissing) {
    const std::map<uint64_t, uint32_t> missing = {{12, ABI_RIGHT_EXECUTE}, {13, ABI_RIGHT_READ}, {15, ABI_RIGHT_WRITE}};
    for (uint64_t code = 0; code < kCodesTried; code++) {
        const auto found = missing.find(code);
        EXPECT_EQ(trap_missing_right(code), found != missing.end() ? found->second : 0u) << code;
        EXPECT_EQ(trap_missing_right(kInterrupt | code), 0u) << code;
    }
    for (uint32_t bit = 6; bit < 64; bit++) {
        for (const auto &[code, right] : missing) {
            EXPECT_EQ(trap_missing_right(UINT64_C(1) << bit | code), 0u) << bit << " " << code;
        }
    }
}

}  // namespace
