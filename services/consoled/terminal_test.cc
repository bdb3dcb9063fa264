// SPDX-License-Identifier: Apache-2.0
#include "services/consoled/terminal.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <deque>
#include <memory>
#include <random>
#include <string>

#include "libs/service/identity.h"

namespace {

class Terminal : public ::testing::Test {
  protected:
    abi_error Open(uint64_t identity, uint32_t notification = 1, bool holder_runs = true) {
        return terminal_open(terminal_.get(), identity, notification, 1, holder_runs, &closed_);
    }

    void Type(const std::string &text) {
        terminal_typed(terminal_.get(), text.data(), static_cast<uint32_t>(text.size()));
    }

    // "EPERM" where it is refused.
    std::string Read(uint64_t identity, uint32_t room = CONSOLED_READ_MAX) {
        char bytes[CONSOLED_READ_MAX];
        uint32_t count = 0;
        abi_error error = terminal_read(terminal_.get(), identity, bytes, room, &count, &lost_);
        return error == ABI_OK ? std::string(bytes, count) : "EPERM";
    }

    const uint64_t shell_ = identity_make(5, 1);
    const uint64_t other_ = identity_make(6, 1);
    uint32_t closed_ = 99;
    uint32_t lost_ = 0;
    std::unique_ptr<terminal> terminal_ = std::make_unique<terminal>();
};

TEST_F(Terminal, OneProgramHoldsItAsLongAsItRuns) {
    EXPECT_EQ(Open(shell_, 7, false), ABI_OK);
    EXPECT_EQ(closed_, 0u);
    closed_ = 99;
    EXPECT_EQ(Open(other_, 8), ABI_EBUSY);
    EXPECT_EQ(closed_, 99u);
    EXPECT_EQ(terminal_->notification, 7u);
    EXPECT_EQ(Read(other_), "EPERM");
    EXPECT_EQ(Open(other_, 8, false), ABI_OK);
    EXPECT_EQ(closed_, 7u);
    EXPECT_EQ(terminal_->notification, 8u);
    EXPECT_EQ(Read(shell_), "EPERM");
    EXPECT_EQ(Read(other_), "");
}

TEST_F(Terminal, WhoHoldsItMayHaveAnotherNotification) {
    ASSERT_EQ(Open(shell_, 7), ABI_OK);
    EXPECT_EQ(terminal_open(terminal_.get(), shell_, 8, 64, true, &closed_), ABI_OK);
    EXPECT_EQ(closed_, 7u);
    EXPECT_EQ(terminal_->notification, 8u);
    EXPECT_EQ(terminal_->bits, 64u);
}

// Their badges differ in nothing but the launch.
TEST_F(Terminal, AnotherLaunchIsAnotherProgram) {
    uint64_t next = identity_make(5, 2);
    ASSERT_EQ(Open(shell_), ABI_OK);
    EXPECT_EQ(Open(next), ABI_EBUSY);
    EXPECT_EQ(Read(next), "EPERM");
    EXPECT_EQ(Open(next, 2, false), ABI_OK);
    EXPECT_EQ(Read(shell_), "EPERM");
}

// Not even a badge of nobody.
TEST_F(Terminal, NobodyReadsWhatNobodyHolds) {
    Type("a");
    for (uint64_t identity : {uint64_t{0}, shell_}) {
        EXPECT_EQ(Read(identity), "EPERM");
        EXPECT_EQ(terminal_close(terminal_.get(), identity, &closed_), ABI_EPERM);
    }
    EXPECT_FALSE(terminal_has_news(terminal_.get()));
}

TEST_F(Terminal, WhatWasNotReadStaysForTheNextOne) {
    Type("be");
    ASSERT_EQ(Open(shell_, 7), ABI_OK);
    EXPECT_TRUE(terminal_has_news(terminal_.get()));
    Type("fore");
    EXPECT_EQ(Read(shell_, 3), "bef");
    EXPECT_EQ(terminal_close(terminal_.get(), other_, &closed_), ABI_EPERM);
    EXPECT_EQ(terminal_close(terminal_.get(), shell_, &closed_), ABI_OK);
    EXPECT_EQ(closed_, 7u);
    EXPECT_EQ(Read(shell_), "EPERM");
    ASSERT_EQ(Open(other_, 8), ABI_OK);
    EXPECT_EQ(closed_, 0u);
    EXPECT_EQ(Read(other_), "ore");
    EXPECT_FALSE(terminal_has_news(terminal_.get()));
    EXPECT_EQ(Read(other_), "");
}

TEST_F(Terminal, WhoHasEndedIsDropped) {
    ASSERT_EQ(Open(shell_, 7), ABI_OK);
    EXPECT_EQ(terminal_drop(terminal_.get()), 7u);
    EXPECT_EQ(terminal_drop(terminal_.get()), 0u);
    EXPECT_EQ(Read(shell_), "EPERM");
    EXPECT_EQ(Open(other_), ABI_OK);
}

TEST_F(Terminal, WhatDoesNotFitIsCountedAndToldOnce) {
    ASSERT_EQ(Open(shell_), ABI_OK);
    Type(std::string(CONSOLED_KEPT_MAX - 1, 'a'));
    Type("bcd");
    EXPECT_EQ(terminal_->count, uint32_t{CONSOLED_KEPT_MAX});
    std::string read;
    uint32_t lost = 0;
    for (std::string part = Read(shell_); !part.empty(); part = Read(shell_)) {
        read += part;
        lost += lost_;
    }
    EXPECT_EQ(read, std::string(CONSOLED_KEPT_MAX - 1, 'a') + "b");
    EXPECT_EQ(lost, 2u);
    terminal_->lost = UINT32_MAX - 1;
    terminal_->count = CONSOLED_KEPT_MAX;
    Type("efg");
    EXPECT_EQ(terminal_->lost, UINT32_MAX);
}

TEST_F(Terminal, KeepsTheOrderLikeAQueue) {
    std::mt19937 random(1);
    std::deque<char> expected;
    ASSERT_EQ(Open(shell_), ABI_OK);
    for (int i = 0; i < 20000; i++) {
        std::string text(random() % 64, static_cast<char>('a' + i % 26));
        size_t room = CONSOLED_KEPT_MAX - expected.size();
        Type(text);
        std::string kept = text.substr(0, room);
        expected.insert(expected.end(), kept.begin(), kept.end());
        std::string read = Read(shell_, 1 + random() % 60);
        ASSERT_LE(read.size(), expected.size());
        ASSERT_TRUE(std::equal(read.begin(), read.end(), expected.begin()));
        expected.erase(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(read.size()));
        ASSERT_EQ(terminal_->count, expected.size());
    }
}

}  // namespace
