// SPDX-License-Identifier: Apache-2.0
#include "services/policyd/client.h"

#include <cstring>

#include "abi/object.h"
#include "libs/service/ask.h"
#include "gtest/gtest.h"

namespace {

struct Policyd {
    abi_error error = ABI_OK;
    bool answers = true;
    uint64_t count = 0;
    uint16_t bytes = 0;
    uint8_t data[ABI_MESSAGE_MAX_BYTES] = {};
    ask_question question = {};
    uint8_t request[ABI_MESSAGE_MAX_BYTES] = {};
};

Policyd policyd;

class ClientTest : public testing::Test {
  protected:
    ClientTest() {
        policyd = Policyd();
    }
    policyd_decision decisions_[POLICYD_DECISIONS_SENT] = {};
    uint32_t count_ = 99;
    uint64_t number_ = 99;
};

TEST_F(ClientTest, AQuerySaysWhatIsAsked) {
    policyd.count = 12;
    EXPECT_EQ(policyd_client_query(7, POLICY_LAUNCH, 2, 3, 4, &number_), ABI_OK);
    policyd_query query;
    ASSERT_EQ(policyd.question.bytes, sizeof(query));
    std::memcpy(&query, policyd.request, sizeof(query));
    EXPECT_EQ(policyd.question.endpoint, 7u);
    EXPECT_EQ(policyd.question.capability, 0u);
    EXPECT_EQ(query.header.version, POLICYD_VERSION);
    EXPECT_EQ(query.header.operation, POLICYD_QUERY);
    EXPECT_EQ(query.header.bytes, sizeof(query));
    EXPECT_EQ(query.operation, POLICY_LAUNCH);
    EXPECT_EQ(query.subject, 2);
    EXPECT_EQ(query.object, 3u);
    EXPECT_EQ(query.value, 4u);
    EXPECT_EQ(number_, 12u);
}

TEST_F(ClientTest, ADenialHasANumberAndSilenceHasNone) {
    policyd.count = 12;
    policyd.error = ABI_EPERM;
    EXPECT_EQ(policyd_client_query(7, POLICY_LAUNCH, 2, 3, 4, &number_), ABI_EPERM);
    EXPECT_EQ(number_, 12u);
    policyd.answers = false;
    policyd.error = ABI_ETIMEDOUT;
    EXPECT_EQ(policyd_client_query(7, POLICY_LAUNCH, 2, 3, 4, &number_), ABI_ETIMEDOUT);
    EXPECT_EQ(number_, 0u);
}

TEST_F(ClientTest, AnExplanationTakesACapability) {
    policyd.count = 2;
    policyd.bytes = 2 * sizeof(policyd_decision);
    policyd.data[sizeof(policyd_decision)] = 6;
    EXPECT_EQ(policyd_client_explain(7, 8, 5, decisions_, &count_), ABI_OK);
    EXPECT_EQ(policyd.question.capability, 8u);
    EXPECT_EQ(policyd.question.capability_rights, ABI_RIGHT_USE);
    EXPECT_EQ(count_, 2u);
    EXPECT_EQ(decisions_[1].number, 6u);
}

TEST_F(ClientTest, AnAnswerThatIsNoneIsAnError) {
    policyd.count = POLICYD_DECISIONS_SENT + 1;
    policyd.bytes = (POLICYD_DECISIONS_SENT + 1) * sizeof(policyd_decision);
    EXPECT_EQ(policyd_client_explain(7, 8, 5, decisions_, &count_), ABI_EIO);
    policyd.count = 1;
    policyd.bytes = sizeof(policyd_decision) + 1;
    EXPECT_EQ(policyd_client_explain(7, 8, 5, decisions_, &count_), ABI_EIO);
    EXPECT_EQ(count_, 99u);
}

}  // namespace

abi_error ask(const ask_question *question, ask_answer *answer) {
    policyd.question = *question;
    std::memcpy(policyd.request, question->request, question->bytes);
    if (policyd.answers) {
        answer->words[1] = policyd.count;
        answer->bytes = policyd.bytes;
        answer->data = policyd.data;
    }
    return policyd.error;
}
