// SPDX-License-Identifier: Apache-2.0
#include "services/auditd/client.h"

#include <cstring>
#include <string>
#include <vector>

#include "libs/service/ask.h"
#include "gtest/gtest.h"

namespace {

// What is answered next, and what was asked.
struct Auditd {
    abi_error error = ABI_OK;
    uint64_t words[ABI_MESSAGE_WORDS] = {};
    uint16_t bytes = 0;
    uint8_t data[ABI_MESSAGE_MAX_BYTES] = {};

    uint32_t calls = 0;
    ask_question question = {};
    std::vector<uint8_t> request;

    template <typename Request> Request Asked() const {
        Request copy = {};
        EXPECT_EQ(request.size(), sizeof(copy));
        std::memcpy(&copy, request.data(), sizeof(copy));
        EXPECT_EQ(copy.header.bytes, sizeof(copy));
        EXPECT_EQ(copy.header.version, AUDITD_VERSION);
        return copy;
    }
};

Auditd auditd;

class ClientTest : public testing::Test {
  protected:
    ClientTest() {
        auditd = Auditd();
    }
    abi_error Record() {
        return auditd_client_record(&client_, AUDIT_STARTED, ABI_OK, 3, 4, 5);
    }
    abi_error Query() {
        return auditd_client_query(7, 8, &wanted_, entries_, &count_, &next_);
    }

    auditd_client client_ = {7, 0};
    auditd_client_wanted wanted_ = {1, 2, 3, 4};
    auditd_entry entries_[AUDITD_ENTRIES_SENT] = {};
    uint32_t count_ = 99;
    uint64_t next_ = 99;
};

TEST_F(ClientTest, ARecordSaysWhatWasTold) {
    EXPECT_EQ(auditd_client_record(&client_, AUDIT_QOS_SET, ABI_EPERM, 3, 4, 5), ABI_OK);
    auto record = auditd.Asked<auditd_record>();
    EXPECT_EQ(auditd.question.endpoint, 7u);
    EXPECT_EQ(auditd.question.capability, 0u);
    EXPECT_EQ(auditd.question.milliseconds, static_cast<uint32_t>(AUDITD_CLIENT_RECORD_MILLISECONDS));
    EXPECT_EQ(record.header.operation, AUDITD_RECORD);
    EXPECT_EQ(record.event, AUDIT_QOS_SET);
    EXPECT_EQ(record.error, ABI_EPERM);
    EXPECT_EQ(record.subject, 3u);
    EXPECT_EQ(record.first, 4u);
    EXPECT_EQ(record.second, 5u);
    EXPECT_EQ(record.lost, 0u);
}

TEST_F(ClientTest, WhatIsNotDeliveredIsToldWithTheNextRecord) {
    auditd.error = ABI_ETIMEDOUT;
    EXPECT_EQ(Record(), ABI_ETIMEDOUT);
    EXPECT_EQ(client_.lost, 1u);
    auditd.error = ABI_EPIPE;
    EXPECT_EQ(Record(), ABI_EPIPE);
    EXPECT_EQ(auditd.Asked<auditd_record>().lost, 1u);
    EXPECT_EQ(client_.lost, 2u);
    auditd.error = ABI_OK;
    EXPECT_EQ(Record(), ABI_OK);
    EXPECT_EQ(auditd.Asked<auditd_record>().lost, 2u);
    EXPECT_EQ(Record(), ABI_OK);
    EXPECT_EQ(auditd.Asked<auditd_record>().lost, 0u);
}

TEST_F(ClientTest, WhatTheRateLimitTookIsNotCountedTwice) {
    client_.lost = 3;
    auditd.error = ABI_EBUSY;
    EXPECT_EQ(Record(), ABI_EBUSY);
    EXPECT_EQ(auditd.Asked<auditd_record>().lost, 3u);
    EXPECT_EQ(client_.lost, 0u);
}

TEST_F(ClientTest, TheCountOfWhatIsLostDoesNotWrap) {
    client_.lost = UINT32_MAX - 1;
    auditd.error = ABI_ETIMEDOUT;
    EXPECT_EQ(Record(), ABI_ETIMEDOUT);
    EXPECT_EQ(client_.lost, UINT32_MAX);
    EXPECT_EQ(Record(), ABI_ETIMEDOUT);
    EXPECT_EQ(client_.lost, UINT32_MAX);
}

TEST_F(ClientTest, WhatWasNotTriedIsToldTheSameWay) {
    auditd_client_lose(&client_);
    EXPECT_EQ(auditd.calls, 0u);
    EXPECT_EQ(Record(), ABI_OK);
    EXPECT_EQ(auditd.Asked<auditd_record>().lost, 1u);
}

TEST_F(ClientTest, ALineIsZeroBehindItsEnd) {
    EXPECT_EQ(auditd_client_log(&client_, "ready"), ABI_OK);
    auto log = auditd.Asked<auditd_log>();
    EXPECT_EQ(log.header.operation, AUDITD_LOG);
    EXPECT_STREQ(log.text, "ready");
    for (size_t i = 5; i < sizeof(log.text); i++) {
        EXPECT_EQ(log.text[i], 0) << i;
    }
}

TEST_F(ClientTest, ALineThatIsTooLongIsCountedAndNotCut) {
    EXPECT_EQ(auditd_client_log(&client_, std::string(AUDITD_TEXT_BYTES, 'a').c_str()), ABI_EINVAL);
    EXPECT_EQ(auditd.calls, 0u);
    EXPECT_EQ(client_.lost, 1u);
    EXPECT_EQ(auditd_client_log(&client_, std::string(AUDITD_TEXT_BYTES - 1, 'a').c_str()), ABI_OK);
    EXPECT_EQ(auditd.calls, 1u);
    EXPECT_EQ(client_.lost, 1u);
}

TEST_F(ClientTest, ALineThatIsNotDeliveredIsCounted) {
    auditd.error = ABI_EBUSY;
    EXPECT_EQ(auditd_client_log(&client_, "a"), ABI_EBUSY);
    EXPECT_EQ(client_.lost, 0u);
    auditd.error = ABI_ETIMEDOUT;
    EXPECT_EQ(auditd_client_log(&client_, "a"), ABI_ETIMEDOUT);
    EXPECT_EQ(client_.lost, 1u);
}

TEST_F(ClientTest, AReaderShowsItsCapability) {
    auditd.words[2] = 12;
    EXPECT_EQ(Query(), ABI_OK);
    EXPECT_EQ(auditd.question.capability, 8u);
    EXPECT_EQ(auditd.question.capability_rights, ABI_RIGHT_USE);
    EXPECT_EQ(auditd.question.capability_grantable, 0);
    auto query = auditd.Asked<auditd_query>();
    EXPECT_EQ(query.header.operation, AUDITD_QUERY);
    EXPECT_EQ(query.position, 1u);
    EXPECT_EQ(query.sender, 2);
    EXPECT_EQ(query.event, 3);
    EXPECT_EQ(query.last, 4u);
    EXPECT_EQ(count_, 0u);
    EXPECT_EQ(next_, 12u);
}

TEST_F(ClientTest, EntriesAreCopied) {
    auditd_entry sent[2] = {};
    sent[0].sequence = 5;
    sent[1].sequence = 6;
    std::memcpy(auditd.data, sent, sizeof(sent));
    auditd.bytes = sizeof(sent);
    auditd.words[1] = 2;
    auditd.words[2] = 7;
    EXPECT_EQ(Query(), ABI_OK);
    EXPECT_EQ(count_, 2u);
    EXPECT_EQ(next_, 7u);
    EXPECT_EQ(entries_[1].sequence, 6u);
}

TEST_F(ClientTest, AnAnswerThatIsNoneIsAnError) {
    auditd.words[1] = AUDITD_ENTRIES_SENT + 1;
    auditd.bytes = (AUDITD_ENTRIES_SENT + 1) * sizeof(auditd_entry);
    EXPECT_EQ(Query(), ABI_EIO);
    auditd.words[1] = 1;
    auditd.bytes = sizeof(auditd_entry) - 1;
    EXPECT_EQ(Query(), ABI_EIO);
    EXPECT_EQ(count_, 99u);
    EXPECT_EQ(next_, 99u);
    EXPECT_EQ(entries_[0].sequence, 0u);
}

TEST_F(ClientTest, LinesAreReadTheSameWay) {
    auditd_line lines[AUDITD_LINES_SENT] = {};
    auditd.words[1] = AUDITD_LINES_SENT;
    auditd.bytes = sizeof(lines);
    EXPECT_EQ(auditd_client_read_log(7, 8, &wanted_, lines, &count_, &next_), ABI_OK);
    EXPECT_EQ(auditd.Asked<auditd_query>().header.operation, AUDITD_READ_LOG);
    EXPECT_EQ(count_, static_cast<uint32_t>(AUDITD_LINES_SENT));
}

TEST_F(ClientTest, TotalsAreTheWords) {
    for (uint64_t i = 1; i < ABI_MESSAGE_WORDS; i++) {
        auditd.words[i] = 10 + i;
    }
    auditd_client_totals totals = {};
    EXPECT_EQ(auditd_client_status(7, 8, &totals), ABI_OK);
    EXPECT_EQ(auditd.Asked<auditd_status>().header.operation, AUDITD_STATUS);
    EXPECT_EQ(totals.records, 11u);
    EXPECT_EQ(totals.records_lost, 12u);
    EXPECT_EQ(totals.kernel_lost, 13u);
    EXPECT_EQ(totals.lines, 14u);
    EXPECT_EQ(totals.lines_lost, 15u);
}

TEST_F(ClientTest, AShareIsTheWords) {
    for (uint64_t i = 1; i < ABI_MESSAGE_WORDS; i++) {
        auditd.words[i] = 10 + i;
    }
    auditd_client_share share = {};
    EXPECT_EQ(auditd_client_sender(7, 8, 3, &share), ABI_OK);
    EXPECT_EQ(auditd.Asked<auditd_sender>().header.operation, AUDITD_SENDER);
    EXPECT_EQ(auditd.Asked<auditd_sender>().sender, 3u);
    EXPECT_EQ(share.records, 11u);
    EXPECT_EQ(share.records_replaced, 12u);
    EXPECT_EQ(share.records_untold, 13u);
    EXPECT_EQ(share.lines, 14u);
    EXPECT_EQ(share.lines_replaced, 15u);
    // Nobody else is asked for instead.
    EXPECT_EQ(auditd_client_sender(7, 8, 0x10003, &share), ABI_EINVAL);
    EXPECT_EQ(auditd.calls, 1u);
}

}  // namespace

abi_error ask(const ask_question *question, ask_answer *answer) {
    auditd.calls++;
    auditd.question = *question;
    const auto *request = static_cast<const uint8_t *>(question->request);
    auditd.request.assign(request, request + question->bytes);
    std::memcpy(answer->words, auditd.words, sizeof(answer->words));
    answer->bytes = auditd.bytes;
    answer->data = auditd.data;
    return auditd.error;
}
