// SPDX-License-Identifier: Apache-2.0
#include "services/timed/timers.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <vector>

#include "libs/service/identity.h"

namespace {

constexpr uint64_t kRate = 10000000;
constexpr uint64_t kMillisecond = kRate / 1000;
constexpr uint64_t kNow = 1000 * kMillisecond + 17;
constexpr uint64_t kWindows[ABI_CLASS_COUNT] = {8 * kMillisecond, 4 * kMillisecond, kMillisecond, 0};

class TimersTest : public testing::Test {
  protected:
    TimersTest() {
        timers_init(timers_.get(), kRate, 3);
    }

    // A program of that recipe runs from now on.
    uint32_t Admit(uint32_t recipe, uint64_t launch = 0) {
        running_.identities[recipe - 1] = identity_make(recipe, launch);
        uint32_t client = TIMERS_NONE;
        EXPECT_EQ(timers_admit(timers_.get(), &running_, identity_make(recipe, launch), &closed_, &client), ABI_OK);
        return client;
    }

    uint64_t Attach(uint32_t client, uint32_t notification = 77) {
        uint64_t channel = 0;
        EXPECT_EQ(timers_attach(timers_.get(), client, notification, &channel), ABI_OK);
        EXPECT_NE(channel, 0u);
        return channel;
    }

    abi_error Register(uint32_t client, uint64_t channel, uint32_t task, uint64_t deadline, uint64_t bits = 1,
                       abi_class class_ = ABI_CLASS_NORMAL) {
        timers_wish wish = {channel, bits, deadline, client, task, class_};
        return timers_register(timers_.get(), &wish, kNow, &timer_, &at_once_);
    }

    // As many of that task as it gets; returns how many.
    uint32_t Fill(uint32_t client, uint64_t channel, uint32_t task) {
        uint32_t count = 0;
        while (Register(client, channel, task, kNow + 1000 + count) == ABI_OK) {
            count++;
        }
        return count;
    }

    std::vector<timers_signal> TakeDue(uint64_t now) {
        std::vector<timers_signal> signals(TIMERS_CHANNELS);
        signals.resize(timers_take_due(timers_.get(), now, signals.data()));
        return signals;
    }

    uint64_t Live() const {
        return timers_->count;
    }

    std::unique_ptr<timers> timers_ = std::make_unique<timers>();
    timers_running running_ = {};
    timers_closed closed_ = {};
    uint64_t timer_ = 0;
    timers_signal at_once_ = {};
};

TEST_F(TimersTest, NoneIsEarlyAndNoneAWindowLate) {
    uint32_t client = Admit(1);
    uint64_t channel = Attach(client);
    std::mt19937_64 random(1);
    for (uint32_t step = 0; step < 4000; step++) {
        auto class_ = static_cast<abi_class>(random() % ABI_CLASS_COUNT);
        uint64_t deadline = kNow + 1 + random() % (20 * kMillisecond);
        ASSERT_EQ(Register(client, channel, 1, deadline, 1, class_), ABI_OK);
        ASSERT_TRUE(TakeDue(deadline - 1).empty());
        uint64_t expiry = timers_next(timers_.get());
        ASSERT_GE(expiry, deadline);
        ASSERT_LT(expiry - deadline, kWindows[class_] + (kWindows[class_] == 0));
        ASSERT_TRUE(TakeDue(expiry - 1).empty());
        ASSERT_EQ(TakeDue(expiry).size(), 1u);
    }
    EXPECT_EQ(timers_query(timers_.get(), client, 1).expiries, 4000u);
    EXPECT_EQ(timers_query(timers_.get(), client, 1).wakes, 4000u);
}

TEST_F(TimersTest, ThoseOfAWindowWakeTogether) {
    uint32_t client = Admit(1);
    uint64_t window = (kNow / kWindows[ABI_CLASS_IDLE] + 2) * kWindows[ABI_CLASS_IDLE];
    for (uint32_t i = 0; i < TIMED_TIMERS_PER_TASK; i++) {
        uint64_t deadline = window + 1 + i * (kWindows[ABI_CLASS_IDLE] - 1) / (TIMED_TIMERS_PER_TASK - 1);
        ASSERT_EQ(Register(client, Attach(client, 100 + i), 1 + i, deadline, 1, ABI_CLASS_IDLE), ABI_OK);
    }
    EXPECT_TRUE(TakeDue(window + kWindows[ABI_CLASS_IDLE] - 1).empty());
    EXPECT_EQ(TakeDue(window + kWindows[ABI_CLASS_IDLE]).size(), 64u);
    EXPECT_EQ(timers_->wakes, 1u);
    EXPECT_EQ(timers_->expiries, 64u);
}

TEST_F(TimersTest, OneChannelIsSignalledOnceAndTheEarliestFirst) {
    uint32_t client = Admit(1);
    uint64_t first = Attach(client, 10);
    uint64_t second = Attach(client, 20);
    ASSERT_EQ(Register(client, first, 1, kNow + 30, 4, ABI_CLASS_PERF_BURST), ABI_OK);
    ASSERT_EQ(Register(client, second, 1, kNow + 10, 1, ABI_CLASS_PERF_BURST), ABI_OK);
    ASSERT_EQ(Register(client, first, 1, kNow + 20, 8, ABI_CLASS_PERF_BURST), ABI_OK);
    std::vector<timers_signal> signals = TakeDue(kNow + 30);
    ASSERT_EQ(signals.size(), 2u);
    EXPECT_EQ(signals[0].notification, 20u);
    EXPECT_EQ(signals[1].notification, 10u);
    EXPECT_EQ(signals[1].bits, 12u);
    ASSERT_EQ(Register(client, first, 1, kNow + 40, 2, ABI_CLASS_PERF_BURST), ABI_OK);
    EXPECT_EQ(TakeDue(kNow + 40).at(0).bits, 2u);
}

TEST_F(TimersTest, WhatHasPassedExpiresAtOnce) {
    uint32_t client = Admit(1);
    uint64_t channel = Attach(client, 10);
    ASSERT_EQ(Register(client, channel, 1, kNow, 5), ABI_OK);
    EXPECT_EQ(timer_, 0u);
    EXPECT_EQ(at_once_.bits, 5u);
    EXPECT_EQ(at_once_.notification, 10u);
    EXPECT_EQ(Live(), 0u);
    ASSERT_EQ(Register(client, channel, 1, kNow + 1, 5), ABI_OK);
    EXPECT_NE(timer_, 0u);
    EXPECT_EQ(at_once_.bits, 0u);
}

TEST_F(TimersTest, ValuesThatAreNoneAreRefused) {
    uint32_t client = Admit(1);
    uint64_t channel = Attach(client);
    EXPECT_EQ(Register(client, channel, 1, kNow + 1, 0), ABI_EINVAL);
    EXPECT_EQ(Register(client, channel, 1, 0), ABI_EINVAL);
    EXPECT_EQ(Register(client, channel, 1, UINT64_MAX), ABI_EINVAL);
    EXPECT_EQ(Register(client, channel + 1, 1, 0, 0), ABI_EBADF);
    EXPECT_EQ(Register(client, channel, 1, UINT64_MAX - 1), ABI_OK);
}

TEST_F(TimersTest, ATaskHas64AndTheOneTooManyLeavesThem) {
    uint32_t client = Admit(1);
    uint64_t channel = Attach(client);
    for (uint32_t i = 0; i < 64; i++) {
        ASSERT_EQ(Register(client, channel, 5, kNow + 1000 + i), ABI_OK) << i;
    }
    uint64_t last = timer_;
    EXPECT_EQ(Register(client, channel, 5, kNow + 1000), ABI_ENOSPC);
    EXPECT_EQ(timers_query(timers_.get(), client, 5).of_task, 64u);
    EXPECT_EQ(Register(client, channel, 6, kNow + 1000), ABI_OK);
    ASSERT_EQ(timers_cancel(timers_.get(), client, last), ABI_OK);
    EXPECT_EQ(Register(client, channel, 5, kNow + 1000), ABI_OK);
    EXPECT_EQ(TakeDue(UINT64_MAX).size(), 1u);
    EXPECT_EQ(timers_->expiries, 65u);
}

TEST_F(TimersTest, AProcessHas128) {
    uint32_t client = Admit(1);
    uint64_t channel = Attach(client);
    EXPECT_EQ(Fill(client, channel, 1), 64u);
    EXPECT_EQ(Fill(client, channel, 2), 64u);
    EXPECT_EQ(Fill(client, channel, 3), 0u);
    EXPECT_EQ(timers_query(timers_.get(), client, 1).of_client, 128u);
}

// 16 processes have all that is shared; whoever comes later still has its own 64, and not one more.
TEST_F(TimersTest, TimersThatAreReservedAreThere) {
    for (uint32_t recipe = 1; recipe <= 64; recipe++) {
        uint32_t client = Admit(recipe);
        uint64_t channel = Attach(client);
        EXPECT_EQ(Fill(client, channel, 2 * recipe), 64u);
        EXPECT_EQ(Fill(client, channel, 2 * recipe + 1), recipe <= 16 ? 64u : 0u) << recipe;
    }
    EXPECT_EQ(Live(), static_cast<uint64_t>(TIMERS_MAX));
    EXPECT_EQ(TakeDue(UINT64_MAX - 1).size(), 64u);
    EXPECT_EQ(Live(), 0u);
    EXPECT_EQ(timers_->timers_shared, 0u);
    // All of them can be had again.
    uint32_t client = timers_find(timers_.get(), identity_make(64, 0));
    uint64_t channel = Attach(client);
    EXPECT_EQ(Fill(client, channel, 1) + Fill(client, channel, 2), 128u);
}

TEST_F(TimersTest, ChannelsThatAreReservedAreThere) {
    uint32_t greedy = Admit(1);
    uint64_t channel = 0;
    for (uint32_t i = 0; i < 64; i++) {
        channel = Attach(greedy);
    }
    uint64_t refused = 0;
    EXPECT_EQ(timers_attach(timers_.get(), greedy, 1, &refused), ABI_ENOSPC);
    for (uint32_t recipe = 2; recipe <= 64; recipe++) {
        uint32_t client = Admit(recipe);
        Attach(client);
        Attach(client);
        // Two are left of what is shared, for one has 64, of which two were its own.
        ASSERT_EQ(timers_attach(timers_.get(), client, 1, &refused), recipe <= 3 ? ABI_OK : ABI_ENOSPC) << recipe;
    }
    uint32_t notification = 0;
    ASSERT_EQ(timers_detach(timers_.get(), greedy, channel, &notification), ABI_OK);
    EXPECT_EQ(timers_attach(timers_.get(), timers_find(timers_.get(), identity_make(9, 0)), 1, &refused), ABI_OK);
}

TEST_F(TimersTest, StaleAndForeignIdsNameNothing) {
    uint32_t client = Admit(1);
    uint32_t other = Admit(2);
    uint64_t channel = Attach(client, 10);
    ASSERT_EQ(Register(client, channel, 1, kNow + 10), ABI_OK);
    uint64_t timer = timer_;
    uint32_t notification = 0;
    EXPECT_EQ(timers_cancel(timers_.get(), other, timer), ABI_EBADF);
    EXPECT_EQ(timers_detach(timers_.get(), other, channel, &notification), ABI_EBADF);
    EXPECT_EQ(Register(other, channel, 9, kNow + 10), ABI_EBADF);
    for (uint64_t id : {uint64_t{0}, uint64_t{UINT16_MAX}, UINT64_MAX, timer + 1, timer ^ UINT64_C(1) << 48}) {
        EXPECT_EQ(timers_cancel(timers_.get(), client, id), ABI_EBADF) << id;
        EXPECT_EQ(timers_detach(timers_.get(), client, id, &notification), ABI_EBADF) << id;
    }
    ASSERT_EQ(timers_cancel(timers_.get(), client, timer), ABI_OK);
    EXPECT_EQ(timers_cancel(timers_.get(), client, timer), ABI_EBADF);
    // Until every place was used again.
    for (uint32_t i = 0; i < TIMERS_MAX; i++) {
        ASSERT_EQ(Register(client, channel, 1, kNow + 10), ABI_OK);
        ASSERT_NE(timer_, timer);
        ASSERT_EQ(timers_cancel(timers_.get(), client, timer), ABI_EBADF);
        ASSERT_EQ(timers_cancel(timers_.get(), client, timer_), ABI_OK);
    }
    ASSERT_EQ(timers_detach(timers_.get(), client, channel, &notification), ABI_OK);
    EXPECT_EQ(notification, 10u);
    EXPECT_NE(Attach(client), channel);
    EXPECT_EQ(Register(client, channel, 1, kNow + 10), ABI_EBADF);
}

TEST_F(TimersTest, DetachingCancels) {
    uint32_t client = Admit(1);
    uint64_t gone = Attach(client, 10);
    uint64_t stays = Attach(client, 20);
    ASSERT_EQ(Register(client, gone, 1, kNow + 10), ABI_OK);
    ASSERT_EQ(Register(client, stays, 1, kNow + 20), ABI_OK);
    ASSERT_EQ(Register(client, gone, 1, kNow + 30), ABI_OK);
    uint32_t notification = 0;
    ASSERT_EQ(timers_detach(timers_.get(), client, gone, &notification), ABI_OK);
    EXPECT_EQ(timers_query(timers_.get(), client, 1).of_task, 1u);
    std::vector<timers_signal> signals = TakeDue(UINT64_MAX - 1);
    ASSERT_EQ(signals.size(), 1u);
    EXPECT_EQ(signals[0].notification, 20u);
}

TEST_F(TimersTest, WhatBelongedToADeadClientIsFree) {
    uint32_t client = Admit(1);
    uint64_t channel = Attach(client, 10);
    Attach(client, 11);
    Fill(client, channel, 1);
    uint32_t other = Admit(2);
    uint64_t others = Attach(other, 20);
    ASSERT_EQ(Register(other, others, 3, kNow + 10), ABI_OK);
    // Its next launch has nothing of it.
    uint32_t next = Admit(1, 1);
    EXPECT_EQ(closed_.count, 2u);
    EXPECT_EQ(closed_.notifications[0], 10u);
    EXPECT_EQ(closed_.notifications[1], 11u);
    EXPECT_EQ(timers_find(timers_.get(), identity_make(1, 0)), static_cast<uint32_t>(TIMERS_NONE));
    EXPECT_EQ(timers_query(timers_.get(), next, 1).of_client, 0u);
    EXPECT_EQ(timers_query(timers_.get(), next, 1).of_task, 0u);
    EXPECT_EQ(Register(next, channel, 1, kNow + 10), ABI_EBADF);
    EXPECT_EQ(timers_query(timers_.get(), other, 3).all, 1u);
    timers_sweep(timers_.get(), &running_, &closed_);
    EXPECT_EQ(closed_.count, 0u);
    EXPECT_EQ(TakeDue(UINT64_MAX - 1).size(), 1u);
}

TEST_F(TimersTest, WhoDoesNotRunIsNoClient) {
    uint32_t client = 5;
    EXPECT_EQ(timers_admit(timers_.get(), &running_, identity_make(1, 0), &closed_, &client), ABI_EPERM);
    EXPECT_EQ(timers_admit(timers_.get(), &running_, 0, &closed_, &client), ABI_EPERM);
    EXPECT_EQ(timers_find(timers_.get(), 0), static_cast<uint32_t>(TIMERS_NONE));
    EXPECT_EQ(client, 5u);
    // More identities than programs can run, one after the other, always find room.
    for (uint64_t launch = 0; launch < 100; launch++) {
        for (uint32_t recipe = 1; recipe <= 64; recipe++) {
            Attach(Admit(recipe, launch));
        }
    }
}

TEST_F(TimersTest, WhateverIsDoneTheEarliestIsNext) {
    uint32_t client = Admit(1);
    uint64_t channel = Attach(client);
    std::multimap<uint64_t, uint64_t> model;
    std::mt19937_64 random(2);
    for (uint32_t step = 0; step < 50000; step++) {
        uint64_t deadline = kNow + 1 + random() % 5000;
        if (random() % 5 < 3) {
            if (Register(client, channel, 1 + step % 4, deadline, 1, ABI_CLASS_PERF_BURST) == ABI_OK) {
                model.emplace(deadline, timer_);
            }
        } else if (!model.empty()) {
            auto cancelled = std::next(model.begin(), static_cast<long>(random() % model.size()));
            ASSERT_EQ(timers_cancel(timers_.get(), client, cancelled->second), ABI_OK);
            model.erase(cancelled);
        }
        if (step % 500 == 0) {
            ASSERT_EQ(TakeDue(deadline).empty(), model.empty() || model.begin()->first > deadline);
            model.erase(model.begin(), model.upper_bound(deadline));
        }
        ASSERT_EQ(timers_next(timers_.get()), model.empty() ? UINT64_MAX : model.begin()->first);
        ASSERT_EQ(Live(), model.size());
    }
}

}  // namespace
