// SPDX-License-Identifier: Apache-2.0
#include "services/auditd/request.h"

#include <cstring>

#include "libs/recipe/recipe.h"
#include "gtest/gtest.h"

namespace {

wire_header Header(uint16_t operation, size_t bytes) {
    wire_header header = {};
    header.version = AUDITD_VERSION;
    header.operation = operation;
    header.bytes = static_cast<uint32_t>(bytes);
    return header;
}

class RequestTest : public testing::Test {
  protected:
    RequestTest() {
        std::memset(&request_, 0x5a, sizeof(request_));
        record_.header = Header(AUDITD_RECORD, sizeof(record_));
        record_.event = AUDIT_STARTED;
        log_.header = Header(AUDITD_LOG, sizeof(log_));
        query_.header = Header(AUDITD_QUERY, sizeof(query_));
        query_.event = AUDITD_ANY;
    }
    template <typename Body> abi_error Read(const Body &body) {
        return auditd_request_read(&body, sizeof(body), &request_);
    }

    auditd_request request_;
    auditd_record record_ = {};
    auditd_log log_ = {};
    auditd_query query_ = {};
};

TEST_F(RequestTest, EventsOfARecordAreThoseOfOthers) {
    for (uint32_t event = 0; event <= AUDIT_EVENT_COUNT; event++) {
        record_.event = static_cast<uint16_t>(event);
        bool valid = event >= AUDIT_REQUEST_REFUSED && event <= AUDIT_TIMER_REFUSED;
        EXPECT_EQ(Read(record_), valid ? ABI_OK : ABI_EINVAL) << event;
    }
}

TEST_F(RequestTest, ErrorsOfARecordAreErrors) {
    record_.error = ABI_ERROR_COUNT - 1;
    EXPECT_EQ(Read(record_), ABI_OK);
    record_.error = ABI_ERROR_COUNT;
    EXPECT_EQ(Read(record_), ABI_EINVAL);
}

TEST_F(RequestTest, ALineIsPrintable) {
    std::strcpy(log_.text, "ready");
    ASSERT_EQ(Read(log_), ABI_OK);
    EXPECT_EQ(request_.operation, AUDITD_LOG);
    EXPECT_STREQ(request_.body.log.text, "ready");
    std::strcpy(log_.text, "a\nb");
    EXPECT_EQ(Read(log_), ABI_EINVAL);
}

TEST_F(RequestTest, AQueryAsksForKnownEvents) {
    for (uint32_t event = 0; event <= UINT16_MAX; event++) {
        query_.event = static_cast<uint16_t>(event);
        bool valid = (event >= AUDIT_KERNEL && event < AUDIT_EVENT_COUNT) || event == AUDITD_ANY;
        ASSERT_EQ(Read(query_), valid ? ABI_OK : ABI_EINVAL) << event;
    }
}

TEST_F(RequestTest, LinesHaveNoEvents) {
    query_.header.operation = AUDITD_READ_LOG;
    EXPECT_EQ(Read(query_), ABI_OK);
    query_.event = AUDIT_STARTED;
    EXPECT_EQ(Read(query_), ABI_EINVAL);
}

TEST_F(RequestTest, AStatusIsAHeader) {
    auditd_status status = {Header(AUDITD_STATUS, sizeof(status))};
    EXPECT_EQ(Read(status), ABI_OK);
    EXPECT_EQ(request_.operation, AUDITD_STATUS);
}

TEST_F(RequestTest, ASenderIsARecipeOrTheKernel) {
    auditd_sender sender = {};
    sender.header = Header(AUDITD_SENDER, sizeof(sender));
    for (uint32_t number = 0; number <= UINT16_MAX; number++) {
        sender.sender = static_cast<uint16_t>(number);
        ASSERT_EQ(Read(sender), number <= RECIPES_MAX ? ABI_OK : ABI_EINVAL) << number;
    }
    sender.sender = 1;
    for (uint16_t &reserved : sender.reserved) {
        reserved = 1;
        EXPECT_EQ(Read(sender), ABI_EINVAL);
        reserved = 0;
    }
}

TEST_F(RequestTest, WhatIsNoneChangesNothing) {
    auditd_request before = request_;
    record_.event = 0;
    EXPECT_EQ(Read(record_), ABI_EINVAL);
    query_.header.operation = AUDITD_OPERATION_COUNT;
    EXPECT_EQ(Read(query_), ABI_ENOSYS);
    EXPECT_EQ(auditd_request_read(&query_, sizeof(query_) - 1, &request_), ABI_EINVAL);
    EXPECT_EQ(auditd_request_read(&query_, 0, &request_), ABI_EINVAL);
    EXPECT_EQ(std::memcmp(&before, &request_, sizeof(before)), 0);
}

}  // namespace
