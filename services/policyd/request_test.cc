// SPDX-License-Identifier: Apache-2.0
#include "services/policyd/request.h"

#include <cstring>

#include "abi/object.h"
#include "abi/task.h"
#include "libs/recipe/recipe.h"
#include "gtest/gtest.h"

namespace {

const uint32_t kRecipes = 4;

class RequestTest : public testing::Test {
  protected:
    RequestTest() {
        std::memset(&request_, 0x5a, sizeof(request_));
    }
    abi_error Read(int operation, uint64_t value, uint32_t object = 0, uint16_t subject = 1) {
        policyd_query query = {};
        query.header.version = POLICYD_VERSION;
        query.header.operation = POLICYD_QUERY;
        query.header.bytes = sizeof(query);
        query.operation = static_cast<uint16_t>(operation);
        query.subject = subject;
        query.object = object;
        query.value = value;
        return policyd_request_read(&query, sizeof(query), kRecipes, &request_);
    }

    policyd_request request_;
};

TEST_F(RequestTest, ValuesAreThoseOfTheirOperation) {
    const struct {
        policy_operation operation;
        uint64_t least;
        uint64_t most;
    } cases[] = {
        {POLICY_SET_CLASS, 0, ABI_CLASS_COUNT - 1},         {POLICY_SET_SHARES, 1, ABI_SHARES_MAX},
        {POLICY_CONTROL_BUDGET, 1, ABI_CONTROL_CALLS_MAX},  {POLICY_CAPABILITY, 1, RECIPE_CAPABILITY_COUNT - 1},
        {POLICY_BURST_BUDGET, 1, ABI_BURST_WINDOW_DEFAULT},
    };
    for (const auto &test : cases) {
        EXPECT_EQ(Read(test.operation, test.least), ABI_OK) << test.operation;
        EXPECT_EQ(Read(test.operation, test.most), ABI_OK) << test.operation;
        EXPECT_EQ(Read(test.operation, test.least - 1), ABI_EINVAL) << test.operation;
        EXPECT_EQ(Read(test.operation, test.most + 1), ABI_EINVAL) << test.operation;
        EXPECT_EQ(Read(test.operation, test.most, 1), ABI_EINVAL) << test.operation;
    }
    EXPECT_EQ(Read(POLICY_SET_HARTS, UINT64_MAX), ABI_OK);
    EXPECT_EQ(Read(POLICY_SET_HARTS, 0), ABI_EINVAL);
    EXPECT_EQ(Read(POLICY_SET_HARTS, 1, 1), ABI_EINVAL);
}

TEST_F(RequestTest, ObjectsAreRecipes) {
    for (int operation : {POLICY_LAUNCH, POLICY_KILL}) {
        EXPECT_EQ(Read(operation, 0, 0), ABI_EINVAL);
        EXPECT_EQ(Read(operation, 0, 1), ABI_OK);
        EXPECT_EQ(Read(operation, 0, kRecipes), ABI_OK);
        EXPECT_EQ(Read(operation, 0, kRecipes + 1), ABI_EINVAL);
        EXPECT_EQ(Read(operation, 1, 1), ABI_EINVAL);
    }
}

TEST_F(RequestTest, SubjectsAreRecipes) {
    EXPECT_EQ(Read(POLICY_SET_CLASS, 0, 0, 0), ABI_EINVAL);
    EXPECT_EQ(Read(POLICY_SET_CLASS, 0, 0, kRecipes), ABI_OK);
    EXPECT_EQ(Read(POLICY_SET_CLASS, 0, 0, kRecipes + 1), ABI_EINVAL);
    EXPECT_EQ(Read(POLICY_SET_CLASS, 0, 0, UINT16_MAX), ABI_EINVAL);
}

TEST_F(RequestTest, OperationsThatAreNoneAreRefused) {
    policyd_request before = request_;
    for (int operation : {0, static_cast<int>(POLICY_OPERATION_COUNT), UINT16_MAX}) {
        EXPECT_EQ(Read(operation, 0), ABI_EINVAL) << operation;
        EXPECT_EQ(Read(operation, 0, 1), ABI_EINVAL) << operation;
    }
    EXPECT_EQ(std::memcmp(&before, &request_, sizeof(before)), 0);
}

TEST_F(RequestTest, AnOversizedQueryIsRefused) {
    struct {
        policyd_query query;
        uint64_t more;
    } data = {};
    data.query.header.version = POLICYD_VERSION;
    data.query.header.operation = POLICYD_QUERY;
    data.query.operation = POLICY_SET_CLASS;
    data.query.subject = 1;
    data.query.header.bytes = sizeof(data.query);
    EXPECT_EQ(policyd_request_read(&data, sizeof(data.query), kRecipes, &request_), ABI_OK);
    EXPECT_EQ(policyd_request_read(&data, sizeof(data), kRecipes, &request_), ABI_EINVAL);
    data.query.header.bytes = sizeof(data);
    EXPECT_EQ(policyd_request_read(&data, sizeof(data), kRecipes, &request_), ABI_EINVAL);
}

TEST_F(RequestTest, AnExplanationIsOfANumber) {
    policyd_explain explain = {};
    explain.header.version = POLICYD_VERSION;
    explain.header.operation = POLICYD_EXPLAIN;
    explain.header.bytes = sizeof(explain);
    explain.first = 9;
    ASSERT_EQ(policyd_request_read(&explain, sizeof(explain), kRecipes, &request_), ABI_OK);
    EXPECT_EQ(request_.operation, POLICYD_EXPLAIN);
    EXPECT_EQ(request_.body.explain.first, 9u);
    explain.header.operation = POLICYD_OPERATION_COUNT;
    EXPECT_EQ(policyd_request_read(&explain, sizeof(explain), kRecipes, &request_), ABI_ENOSYS);
}

}  // namespace
