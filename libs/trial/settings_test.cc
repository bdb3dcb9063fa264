// SPDX-License-Identifier: Apache-2.0
#include "libs/trial/settings.h"

#include <cstdint>
#include <string>

#include "gtest/gtest.h"

namespace {

constexpr uint64_t UNTOUCHED = 12345;

struct Case {
    const char *text;
    abi_error error;
    uint64_t value;
};

TEST(Settings, FindsOneNumberOfThatNameOrNothing) {
    const Case cases[] = {
        {"calls 20000\n", ABI_OK, 20000},
        {"calls 0", ABI_OK, 0},
        {"# how many\nseed 1\ncalls 7\n\n", ABI_OK, 7},
        {"calls 18446744073709551615\n", ABI_OK, UINT64_MAX},
        {"calls 18446744073709551616\n", ABI_EINVAL, UNTOUCHED},
        {"calls 99999999999999999999\n", ABI_EINVAL, UNTOUCHED},
        {"", ABI_EINVAL, UNTOUCHED},
        {"calls", ABI_EINVAL, UNTOUCHED},
        {"calls \n", ABI_EINVAL, UNTOUCHED},
        {"calls -1\n", ABI_EINVAL, UNTOUCHED},
        {"calls 1x\n", ABI_EINVAL, UNTOUCHED},
        {"calls 1 \n", ABI_EINVAL, UNTOUCHED},
        {"callsign 1\n", ABI_EINVAL, UNTOUCHED},
        {" calls 1\n", ABI_EINVAL, UNTOUCHED},
        {"calls 1\ncalls 1\n", ABI_EINVAL, UNTOUCHED},
    };
    for (const Case &one : cases) {
        uint64_t value = UNTOUCHED;
        EXPECT_EQ(settings_find(one.text, std::string(one.text).size(), "calls", &value), one.error) << one.text;
        EXPECT_EQ(value, one.value) << one.text;
    }
}

TEST(Settings, ReadsNothingBehindItsBytes) {
    uint64_t value = UNTOUCHED;
    EXPECT_EQ(settings_find("calls 123", 7, "calls", &value), ABI_OK);
    EXPECT_EQ(value, 1U);
}

}  // namespace
