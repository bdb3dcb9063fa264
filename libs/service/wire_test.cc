// SPDX-License-Identifier: Apache-2.0
#include "libs/service/wire.h"

#include <cstring>

#include "gtest/gtest.h"

namespace {

struct Small {
    wire_header header;
    uint64_t value;
};

const uint16_t kSizes[] = {0, sizeof(wire_header), 0, sizeof(Small)};
const wire_protocol kProtocol = {7, 4, kSizes};

class WireTest : public testing::Test {
  protected:
    abi_error Open(const void *data, size_t bytes) {
        return wire_open(&kProtocol, data, bytes, &got_, &operation_);
    }
    void ExpectUntouched() {
        EXPECT_EQ(operation_, 99);
        EXPECT_EQ(got_.value, 99u);
    }

    Small sent_ = {{7, 3, sizeof(Small)}, 5};
    Small got_ = {{0, 0, 0}, 99};
    uint16_t operation_ = 99;
};

TEST_F(WireTest, AWholeRequestIsCopied) {
    ASSERT_EQ(Open(&sent_, sizeof(sent_)), ABI_OK);
    EXPECT_EQ(operation_, 3);
    EXPECT_EQ(got_.value, 5u);
}

TEST_F(WireTest, TheOperationOfWhatIsNoneIsRead) {
    sent_.header.version = 8;
    sent_.header.operation = 300;
    ASSERT_EQ(Open(&sent_, sizeof(sent_)), ABI_EINVAL);
    EXPECT_EQ(wire_operation(&sent_, sizeof(sent_)), 300);
    EXPECT_EQ(wire_operation(&sent_, sizeof(wire_header)), 300);
    EXPECT_EQ(wire_operation(&sent_, sizeof(wire_header) - 1), 0);
    EXPECT_EQ(wire_operation(nullptr, 0), 0);
}

TEST_F(WireTest, ARequestMayBeAHeaderAlone) {
    wire_header header = {7, 1, sizeof(header)};
    EXPECT_EQ(Open(&header, sizeof(header)), ABI_OK);
    EXPECT_EQ(operation_, 1);
}

TEST_F(WireTest, EveryShorterOneIsRefused) {
    for (size_t bytes = 0; bytes < sizeof(sent_); bytes++) {
        sent_.header.bytes = static_cast<uint32_t>(bytes);
        EXPECT_EQ(Open(&sent_, bytes), ABI_EINVAL) << bytes;
    }
    ExpectUntouched();
}

TEST_F(WireTest, ALongerOneIsRefused) {
    uint8_t data[sizeof(sent_) + 1] = {};
    sent_.header.bytes = sizeof(data);
    std::memcpy(data, &sent_, sizeof(sent_));
    EXPECT_EQ(Open(data, sizeof(data)), ABI_EINVAL);
    ExpectUntouched();
}

TEST_F(WireTest, WhatItSaysOfItsSizeIsWhatCame) {
    sent_.header.bytes++;
    EXPECT_EQ(Open(&sent_, sizeof(sent_)), ABI_EINVAL);
    ExpectUntouched();
}

TEST_F(WireTest, AnotherVersionIsRefused) {
    sent_.header.version = 8;
    EXPECT_EQ(Open(&sent_, sizeof(sent_)), ABI_EINVAL);
    ExpectUntouched();
}

TEST_F(WireTest, OperationsThatAreNoneAreRefused) {
    for (int operation : {0, 2, 4, UINT16_MAX}) {
        sent_.header.operation = static_cast<uint16_t>(operation);
        EXPECT_EQ(Open(&sent_, sizeof(sent_)), ABI_ENOSYS) << operation;
    }
    ExpectUntouched();
}

TEST_F(WireTest, WhatWasRefusedStillSaysWhatItWantedToBe) {
    sent_.header.version = 8;
    sent_.header.operation = 77;
    sent_.header.bytes = 1;
    EXPECT_EQ(wire_operation(&sent_, sizeof(sent_)), 77);
    EXPECT_EQ(wire_operation(&sent_, sizeof(sent_.header)), 77);
    EXPECT_EQ(wire_operation(&sent_, sizeof(sent_.header) - 1), 0);
    EXPECT_EQ(wire_operation(nullptr, 0), 0);
}

}  // namespace
