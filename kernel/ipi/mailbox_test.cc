// SPDX-License-Identifier: Apache-2.0
#include "kernel/ipi/mailbox.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>

namespace {

// One owner's mailbox in storage that held something before.
class Mailbox : public testing::Test {
  protected:
    mailbox mailbox_;

    void SetUp() override {
        std::memset(static_cast<void *>(&mailbox_), 0x5a, sizeof(mailbox_));
        mailbox_init(&mailbox_);
    }

    bool Post(uint32_t sender, uint32_t reasons) {
        return mailbox_post(&mailbox_, {sender}, reasons);
    }

    bool IsPending() {
        return mailbox_is_pending(&mailbox_);
    }

    void ExpectTakes(uint64_t senders, uint32_t reasons) {
        mailbox_batch batch = mailbox_take(&mailbox_);
        EXPECT_EQ(batch.senders.bits, senders);
        EXPECT_EQ(batch.reasons, reasons);
    }
};

TEST_F(Mailbox, StartsEmpty) {
    EXPECT_FALSE(IsPending());
    ExpectTakes(0, 0);
}

TEST_F(Mailbox, EverySenderCanPostEveryReason) {
    for (uint32_t sender = 0; sender < ABI_HARTS_MAX; sender++) {
        for (uint32_t reasons = 1; reasons <= IPI_REASONS_ALL; reasons++) {
            SCOPED_TRACE(testing::Message() << "sender " << sender << " reasons " << reasons);
            EXPECT_TRUE(Post(sender, reasons));
            EXPECT_TRUE(IsPending());
            ExpectTakes(UINT64_C(1) << sender, reasons);
            EXPECT_FALSE(IsPending());
            ExpectTakes(0, 0);
        }
    }
}

TEST_F(Mailbox, ReasonsOfOneSenderMerge) {
    EXPECT_TRUE(Post(3, IPI_RESCHEDULE));
    EXPECT_FALSE(Post(3, IPI_RESCHEDULE));
    EXPECT_FALSE(Post(3, IPI_PING));
    ExpectTakes(UINT64_C(1) << 3, IPI_RESCHEDULE | IPI_PING);
    ExpectTakes(0, 0);
}

TEST_F(Mailbox, OnlyTheFirstOfAllSendersInterrupts) {
    for (uint32_t sender = 0; sender < ABI_HARTS_MAX; sender++) {
        EXPECT_EQ(Post(sender, IPI_PING), sender == 0) << sender;
    }
    ExpectTakes(UINT64_MAX, IPI_PING);
    EXPECT_FALSE(IsPending());
}

TEST_F(Mailbox, InterruptsAgainOnceTheOwnerLooked) {
    EXPECT_TRUE(Post(1, IPI_PING));
    ExpectTakes(UINT64_C(1) << 1, IPI_PING);
    EXPECT_TRUE(Post(1, IPI_PING));
    EXPECT_FALSE(Post(0, IPI_PING));
}

TEST_F(Mailbox, LookingWithoutTakingChangesNothing) {
    EXPECT_TRUE(Post(1, IPI_PING));
    EXPECT_TRUE(IsPending());
    EXPECT_TRUE(IsPending());
    EXPECT_FALSE(Post(2, IPI_PING));
    ExpectTakes(UINT64_C(1) << 1 | UINT64_C(1) << 2, IPI_PING);
}

TEST_F(Mailbox, TakeUnitesReasonsAndSenders) {
    Post(0, IPI_RESCHEDULE);
    Post(63, IPI_HALT);
    Post(31, IPI_PING);
    Post(32, IPI_FLUSH);
    Post(33, IPI_FENCE | IPI_STOP);
    ExpectTakes(UINT64_C(1) << 63 | UINT64_C(7) << 31 | 1, IPI_REASONS_ALL);
}

// The two halves of a post, with a take in between: what an unlucky interleaving does.
TEST_F(Mailbox, ATakeThatOvertakesAPostHandsItsReasonsOutOnce) {
    EXPECT_TRUE(Post(4, IPI_PING));
    mailbox_.reasons[4] |= IPI_HALT;
    ExpectTakes(UINT64_C(1) << 4, IPI_PING | IPI_HALT);
    mailbox_.senders |= UINT64_C(1) << 4;
    EXPECT_TRUE(IsPending());
    // The sender is not named: its reasons were taken before.
    ExpectTakes(0, 0);
    EXPECT_FALSE(IsPending());
}

TEST_F(Mailbox, APostWhoseSenderBitIsNotSetYetStaysForTheNextTake) {
    mailbox_.reasons[4] |= IPI_HALT;
    EXPECT_FALSE(IsPending());
    EXPECT_TRUE(Post(5, IPI_PING));
    ExpectTakes(UINT64_C(1) << 5, IPI_PING);
    mailbox_.senders |= UINT64_C(1) << 4;
    ExpectTakes(UINT64_C(1) << 4, IPI_HALT);
}

TEST_F(Mailbox, EmptyReasonsOfOneSenderDoNotHideThoseOfAnother) {
    mailbox_.senders |= UINT64_C(1) << 4;
    EXPECT_FALSE(Post(5, IPI_PING));
    EXPECT_FALSE(Post(3, IPI_HALT));
    ExpectTakes(UINT64_C(1) << 5 | UINT64_C(1) << 3, IPI_PING | IPI_HALT);
}

}  // namespace
