// SPDX-License-Identifier: Apache-2.0
// Senders and the owner of a mailbox as real threads. Means most under --config=tsan, which checks the memory order
// that the code asks for, not only the one that this machine happens to give. What no thread test on this machine can
// see is two read-modify-writes changing places (the senders pairs of mailbox.h): that is for a model. mailbox_order_test
// tries every interleaving of the accesses.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "kernel/ipi/mailbox.h"

namespace {

// Cpu numbers of the senders: both ends and the middle of the set.
constexpr std::array<uint32_t, 3> kSenders = {0, 32, 63};
// Each has reasons of its own, so that what is taken says who posted it.
using Reasons = std::array<uint32_t, 2>;
constexpr std::array<Reasons, kSenders.size()> kReasons = {
    {{IPI_RESCHEDULE, IPI_HALT}, {IPI_PING, IPI_FLUSH}, {IPI_FENCE, IPI_STOP}}};

// Where all threads of a test meet. Waiting gives the processor away, for there may be fewer of them than threads.
class Barrier {
  public:
    explicit Barrier(uint32_t threads) : threads_(threads) {}

    void Meet() {
        uint32_t generation = generation_.load(std::memory_order_acquire);
        if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
            arrived_.store(0, std::memory_order_relaxed);
            generation_.store(generation + 1, std::memory_order_release);
            return;
        }
        while (generation_.load(std::memory_order_acquire) == generation) {
            std::this_thread::yield();
        }
    }

  private:
    const uint32_t threads_;
    std::atomic<uint32_t> arrived_{0};
    std::atomic<uint32_t> generation_{0};
};

// Rounds in each of which every sender posts every reason once, each with a word of plain data written before.
struct Rounds {
    static constexpr uint32_t kCount = 300;

    mailbox box;
    Barrier barrier{kSenders.size() + 1};
    // Relaxed: it ends the owner's loop and must not order anything.
    std::atomic<uint32_t> senders_done{0};
    std::array<Reasons, kSenders.size()> data = {};
    std::array<Reasons, kSenders.size()> taken = {};

    Rounds() {
        mailbox_init(&box);
    }

    void Send(size_t sender) {
        for (uint32_t round = 1; round <= kCount; round++) {
            barrier.Meet();
            for (size_t i = 0; i < kReasons[sender].size(); i++) {
                // Each round begins with the other reason.
                size_t reason = (round + i) % kReasons[sender].size();
                data[sender][reason] = round;
                mailbox_post(&box, {kSenders[sender]}, kReasons[sender][reason]);
            }
            senders_done.fetch_add(1, std::memory_order_relaxed);
            barrier.Meet();
        }
    }

    // Takes once, and counts what came with its data in place.
    void Take(uint32_t round) {
        mailbox_batch batch = mailbox_take(&box);
        uint64_t senders = 0;
        for (size_t sender = 0; sender < kSenders.size(); sender++) {
            for (size_t reason = 0; reason < kReasons[sender].size(); reason++) {
                if ((batch.reasons & kReasons[sender][reason]) != 0) {
                    EXPECT_EQ(data[sender][reason], round) << "data came after its reason";
                    taken[sender][reason]++;
                    senders |= UINT64_C(1) << kSenders[sender];
                }
            }
        }
        EXPECT_EQ(batch.senders.bits, senders) << "a sender was invented, or not named";
    }

    void Own() {
        for (uint32_t round = 1; round <= kCount; round++) {
            barrier.Meet();
            while (senders_done.load(std::memory_order_relaxed) < kSenders.size()) {
                Take(round);
            }
            barrier.Meet();
            senders_done.store(0, std::memory_order_relaxed);
            Take(round);
            EXPECT_FALSE(mailbox_is_pending(&box));
            for (const auto &counts : taken) {
                for (uint32_t count : counts) {
                    EXPECT_EQ(count, round) << "a reason was lost or came twice";
                }
            }
        }
    }
};

TEST(MailboxThreads, EveryReasonIsTakenOnceWithTheDataWrittenBeforeIt) {
    Rounds rounds;
    std::vector<std::thread> senders;
    for (size_t sender = 0; sender < kSenders.size(); sender++) {
        senders.emplace_back([&rounds, sender] { rounds.Send(sender); });
    }
    rounds.Own();
    for (std::thread &sender : senders) {
        sender.join();
    }
}

// Posts of one reason as fast as they can be made, most of which merge. The owner looks only when it is interrupted.
struct Flood {
    static constexpr uint32_t kPosts = 100000;

    mailbox box;
    std::atomic<uint64_t> interrupts{0};
    std::atomic<uint32_t> senders_done{0};
    std::array<std::atomic<uint32_t>, kSenders.size()> latest = {};  // relaxed: ordered by the mailbox
    std::array<uint32_t, kSenders.size()> seen = {};
    uint64_t handled = 0;
    uint64_t taken = 0;

    Flood() {
        mailbox_init(&box);
    }

    void Send(size_t sender) {
        for (uint32_t post = 1; post <= kPosts; post++) {
            latest[sender].store(post, std::memory_order_relaxed);
            if (mailbox_post(&box, {kSenders[sender]}, IPI_RESCHEDULE)) {
                interrupts.fetch_add(1, std::memory_order_release);
            }
        }
        senders_done.fetch_add(1, std::memory_order_release);
    }

    void HandleInterrupts() {
        while (handled < interrupts.load(std::memory_order_acquire)) {
            handled++;
            EXPECT_TRUE(mailbox_is_pending(&box)) << "interrupted for nothing";
            mailbox_batch batch = mailbox_take(&box);
            for (size_t sender = 0; sender < kSenders.size(); sender++) {
                if (cpu_set_has(batch.senders, {kSenders[sender]})) {
                    seen[sender] = latest[sender].load(std::memory_order_relaxed);
                    taken++;
                }
            }
        }
    }

    void Own() {
        while (senders_done.load(std::memory_order_acquire) < kSenders.size()) {
            HandleInterrupts();
            std::this_thread::yield();
        }
        HandleInterrupts();
    }
};

TEST(MailboxThreads, TheLastOfManyMergedPostsIsSeen) {
    Flood flood;
    std::vector<std::thread> senders;
    for (size_t sender = 0; sender < kSenders.size(); sender++) {
        senders.emplace_back([&flood, sender] { flood.Send(sender); });
    }
    flood.Own();
    for (std::thread &sender : senders) {
        sender.join();
    }
    EXPECT_FALSE(mailbox_is_pending(&flood.box));
    EXPECT_LE(flood.taken, uint64_t{kSenders.size()} * Flood::kPosts) << "more was taken than posted";
    for (size_t sender = 0; sender < kSenders.size(); sender++) {
        EXPECT_EQ(flood.seen[sender], Flood::kPosts) << "cpu " << kSenders[sender];
    }
}

}  // namespace
