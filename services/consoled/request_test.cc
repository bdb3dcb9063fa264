// SPDX-License-Identifier: Apache-2.0
#include "services/consoled/request.h"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

namespace {

wire_header Header(uint16_t operation, uint32_t bytes) {
    return {CONSOLED_VERSION, operation, bytes};
}

template <typename Request> abi_error ReadOf(const Request &sent, consoled_request *request) {
    return consoled_request_read(&sent, sizeof(sent), request);
}

consoled_read ReadRequest(uint32_t bytes, uint32_t reserved = 0) {
    return {Header(CONSOLED_READ, sizeof(consoled_read)), bytes, reserved};
}

TEST(Request, EachIsReadWhole) {
    consoled_request request = {};
    EXPECT_EQ(ReadOf(consoled_open{Header(CONSOLED_OPEN, 16), 4}, &request), ABI_OK);
    EXPECT_EQ(request.operation, CONSOLED_OPEN);
    EXPECT_EQ(request.body.open.bits, 4u);
    EXPECT_EQ(ReadOf(ReadRequest(CONSOLED_READ_MAX), &request), ABI_OK);
    EXPECT_EQ(request.operation, CONSOLED_READ);
    EXPECT_EQ(request.body.read.bytes, uint32_t{CONSOLED_READ_MAX});
    EXPECT_EQ(ReadOf(consoled_close{Header(CONSOLED_CLOSE, 8)}, &request), ABI_OK);
    EXPECT_EQ(request.operation, CONSOLED_CLOSE);
    EXPECT_EQ(ReadOf(consoled_who{Header(CONSOLED_WHO, 8)}, &request), ABI_OK);
    EXPECT_EQ(request.operation, CONSOLED_WHO);
}

TEST(Request, ValuesAreWithinTheirBounds) {
    consoled_request request = {};
    request.operation = CONSOLED_WHO;
    EXPECT_EQ(ReadOf(ReadRequest(1), &request), ABI_OK);
    request.operation = CONSOLED_WHO;
    EXPECT_EQ(ReadOf(ReadRequest(0), &request), ABI_EINVAL);
    EXPECT_EQ(ReadOf(ReadRequest(CONSOLED_READ_MAX + 1), &request), ABI_EINVAL);
    EXPECT_EQ(ReadOf(ReadRequest(1, 1), &request), ABI_EINVAL);
    EXPECT_EQ(ReadOf(consoled_open{Header(CONSOLED_OPEN, 16), 0}, &request), ABI_EINVAL);
    EXPECT_EQ(request.operation, CONSOLED_WHO);
}

TEST(Request, OtherShapesAreNone) {
    consoled_request request = {};
    EXPECT_EQ(ReadOf(consoled_close{Header(CONSOLED_OPERATION_COUNT, 8)}, &request), ABI_ENOSYS);
    EXPECT_EQ(ReadOf(consoled_close{Header(0, 8)}, &request), ABI_ENOSYS);
    EXPECT_EQ(ReadOf(consoled_close{Header(CONSOLED_OPEN, 8)}, &request), ABI_EINVAL);
    EXPECT_EQ(ReadOf(consoled_open{Header(CONSOLED_CLOSE, 16), 1}, &request), ABI_EINVAL);
    consoled_close other = {Header(CONSOLED_CLOSE, 8)};
    other.header.version++;
    EXPECT_EQ(ReadOf(other, &request), ABI_EINVAL);
    for (size_t bytes = 0; bytes < sizeof(consoled_close); bytes++) {
        consoled_close cut = {Header(CONSOLED_CLOSE, 8)};
        EXPECT_EQ(consoled_request_read(&cut, bytes, &request), ABI_EINVAL);
    }
}

}  // namespace
