// SPDX-License-Identifier: Apache-2.0
// What each function answers. Whether the protocol holds under every interleaving: flush_state_order_test.cc.
#include "kernel/memory/flush_state.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace {

constexpr uint32_t kHartCount = 64;

// Spaces with the lowest and the highest number, and harts, in storage that held something before.
class FlushState : public testing::Test {
  protected:
    flush_space first_;
    flush_space last_;
    std::array<flush_hart, kHartCount> harts_;

    void SetUp() override {
        std::memset(static_cast<void *>(&first_), 0x5a, sizeof(first_));
        std::memset(static_cast<void *>(harts_.data()), 0x5a, sizeof(harts_));
        flush_space_init(&first_, 1);
        flush_space_init(&last_, FLUSH_SPACES_MAX);
        for (flush_hart &hart : harts_) {
            flush_hart_init(&hart, true);
        }
    }

    // Enters and does what it is told. True when it was told to flush.
    bool Enters(flush_hart *hart, const flush_space *space) {
        flush_entry entry = flush_enter(hart, space);
        if (entry.must_flush) {
            flush_seen(hart, space, entry.generation);
        }
        return entry.must_flush;
    }

    void Serves(flush_hart *hart, const flush_space *space) {
        flush_seen(hart, space, flush_requested(space));
    }
};

TEST_F(FlushState, AHartFlushesWhenItFirstEntersASpaceAndNotAgain) {
    for (flush_space *space : {&first_, &last_}) {
        EXPECT_TRUE(Enters(&harts_[0], space));
        EXPECT_FALSE(Enters(&harts_[0], space));
    }
    EXPECT_FALSE(Enters(&harts_[0], &first_));
    EXPECT_TRUE(Enters(&harts_[1], &first_));
}

TEST_F(FlushState, AHartFlushesOnEntryWhatWasTakenAwayWhileItWasElsewhere) {
    EXPECT_TRUE(Enters(&harts_[0], &first_));
    EXPECT_TRUE(Enters(&harts_[0], &last_));
    uint64_t target = flush_begin(&first_);
    EXPECT_TRUE(flush_is_done(&first_, &harts_[0], target));
    EXPECT_FALSE(flush_must_interrupt(&first_, &harts_[0], target));
    EXPECT_FALSE(Enters(&harts_[0], &last_)) << "another space's generation";
    flush_entry entry = flush_enter(&harts_[0], &first_);
    EXPECT_TRUE(entry.must_flush);
    EXPECT_EQ(entry.generation, target);
    EXPECT_FALSE(flush_is_done(&first_, &harts_[0], target)) << "it has not flushed yet";
    flush_seen(&harts_[0], &first_, entry.generation);
    EXPECT_TRUE(flush_is_done(&first_, &harts_[0], target));
}

TEST_F(FlushState, AnEntryThatIsNotFollowedByAFlushIsToldAgain) {
    EXPECT_TRUE(flush_enter(&harts_[0], &first_).must_flush);
    EXPECT_TRUE(flush_enter(&harts_[0], &first_).must_flush);
}

TEST_F(FlushState, AHartThatRunsTheSpaceIsDoneWhenItServedOrLeft) {
    for (bool leaves : {false, true}) {
        SCOPED_TRACE(leaves);
        Enters(&harts_[0], &first_);
        uint64_t target = flush_begin(&first_);
        EXPECT_TRUE(flush_must_interrupt(&first_, &harts_[0], target));
        EXPECT_FALSE(flush_is_done(&first_, &harts_[0], target));
        if (leaves) {
            flush_leave(&harts_[0]);
        } else {
            Serves(&harts_[0], &first_);
        }
        EXPECT_TRUE(flush_is_done(&first_, &harts_[0], target));
        EXPECT_FALSE(flush_must_interrupt(&first_, &harts_[0], target));
        EXPECT_EQ(Enters(&harts_[0], &first_), leaves);
    }
}

TEST_F(FlushState, TargetsAreCountedOneByOne) {
    Enters(&harts_[0], &first_);
    uint64_t one = flush_begin(&first_);
    uint64_t seen = flush_requested(&first_);
    uint64_t two = flush_begin(&first_);
    EXPECT_EQ(two, one + 1);
    flush_seen(&harts_[0], &first_, seen);
    EXPECT_TRUE(flush_is_done(&first_, &harts_[0], one));
    EXPECT_FALSE(flush_is_done(&first_, &harts_[0], two)) << "flushed before the second was asked for";
    Serves(&harts_[0], &first_);
    EXPECT_TRUE(flush_is_done(&first_, &harts_[0], two));
}

TEST_F(FlushState, AHartWithoutAsidsFlushesAtEveryEntry) {
    flush_hart_init(&harts_[0], false);
    for (int i = 0; i < 3; i++) {
        EXPECT_TRUE(Enters(&harts_[0], &first_));
        EXPECT_TRUE(Enters(&harts_[0], &last_));
    }
    uint64_t target = flush_begin(&last_);
    EXPECT_TRUE(flush_must_interrupt(&last_, &harts_[0], target));
    Serves(&harts_[0], &last_);
    EXPECT_TRUE(flush_is_done(&last_, &harts_[0], target));
}

TEST_F(FlushState, ANewOwnerOfTheNumberIsNotTranslatedByTheOldOnesEntries) {
    for (flush_hart &hart : harts_) {
        Enters(&hart, &first_);
        flush_leave(&hart);
    }
    uint64_t target = flush_begin(&first_);
    for (flush_hart &hart : harts_) {
        EXPECT_FALSE(flush_must_interrupt(&first_, &hart, target));
        EXPECT_TRUE(Enters(&hart, &first_));
    }
}

TEST_F(FlushState, ExactlyTheHartsThatRunTheSpaceAndAreBehindAreInterrupted) {
    // Each hart is elsewhere, in no space, behind, or has served.
    for (uint32_t i = 0; i < kHartCount; i++) {
        Enters(&harts_[i], i % 4 == 0 ? &last_ : &first_);
    }
    uint64_t target = flush_begin(&first_);
    for (uint32_t i = 0; i < kHartCount; i++) {
        if (i % 4 == 1) {
            flush_leave(&harts_[i]);
        } else if (i % 4 == 2) {
            Serves(&harts_[i], &first_);
        }
        EXPECT_EQ(flush_must_interrupt(&first_, &harts_[i], target), i % 4 == 3) << i;
        EXPECT_EQ(flush_may_run(first_.number, &harts_[i]), i % 4 >= 2) << i;
    }
    uint64_t other = flush_begin(&last_);
    for (uint32_t i = 0; i < kHartCount; i++) {
        EXPECT_EQ(flush_must_interrupt(&last_, &harts_[i], other), i % 4 == 0) << i;
    }
}

}  // namespace
