// SPDX-License-Identifier: Apache-2.0
#include "services/execd/request.h"

#include <cstring>

#include <gtest/gtest.h>

namespace {

template <typename Body> Body Make(enum execd_operation operation) {
    Body body = {};
    body.header = {EXECD_VERSION, static_cast<uint16_t>(operation), sizeof(body)};
    return body;
}

TEST(Request, EachOperationIsReadWhole) {
    struct request request = {};
    auto kill = Make<struct execd_kill>(EXECD_KILL);
    kill.launch = 0x10005;
    ASSERT_EQ(request_read(&kill, sizeof(kill), &request), ABI_OK);
    EXPECT_EQ(request.operation, EXECD_KILL);
    EXPECT_EQ(request.kill.launch, 0x10005u);
    const auto ready = Make<struct execd_ready>(EXECD_READY);
    ASSERT_EQ(request_read(&ready, sizeof(ready), &request), ABI_OK);
    EXPECT_EQ(request.operation, EXECD_READY);
}

TEST(Request, WhatIsCutOffOrOfAnotherSizeIsRefused) {
    struct request request = {};
    request.operation = 77;
    const auto launch = Make<struct execd_launch>(EXECD_LAUNCH);
    for (size_t bytes = 0; bytes < sizeof(launch); bytes++) {
        EXPECT_EQ(request_read(&launch, bytes, &request), ABI_EINVAL);
    }
    EXPECT_EQ(request.operation, 77);
}

TEST(Request, UnknownOperationsAreSaidToBe) {
    struct request request = {};
    for (unsigned operation : {0u, static_cast<unsigned>(EXECD_OPERATION_COUNT), 0xffffu}) {
        const auto body = Make<struct execd_ready>(static_cast<enum execd_operation>(operation));
        EXPECT_EQ(request_read(&body, sizeof(body), &request), ABI_ENOSYS);
    }
}

TEST(Request, ANameEndsAndHasNothingBehindIt) {
    struct request request = {};
    auto launch = Make<struct execd_launch>(EXECD_LAUNCH);
    EXPECT_EQ(request_read(&launch, sizeof(launch), &request), ABI_EINVAL);
    memset(launch.name, 'a', sizeof(launch.name));
    EXPECT_EQ(request_read(&launch, sizeof(launch), &request), ABI_EINVAL);
    launch.name[sizeof(launch.name) - 1] = 0;
    EXPECT_EQ(request_read(&launch, sizeof(launch), &request), ABI_OK);
    launch.name[3] = 0;
    EXPECT_EQ(request_read(&launch, sizeof(launch), &request), ABI_EINVAL);
}

TEST(Request, ReservedBitsAreZero) {
    struct request request = {};
    auto status = Make<struct execd_status>(EXECD_STATUS);
    EXPECT_EQ(request_read(&status, sizeof(status), &request), ABI_OK);
    status.reserved = 1;
    EXPECT_EQ(request_read(&status, sizeof(status), &request), ABI_EINVAL);
}

}  // namespace
