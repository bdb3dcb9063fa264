// SPDX-License-Identifier: Apache-2.0
// Means most under --config=tsan, which checks the memory order that the code asks for, not only the one that this
// machine happens to give.
#include "kernel/task/wait_claim.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace {

// A claim with this word; words are sequence << 1 | open.
struct Claim {
    wait_claim claim;

    explicit Claim(uint64_t word = 0) {
        __c11_atomic_init(&claim.word, word);
    }

    uint64_t Word() const {
        return __c11_atomic_load(&claim.word, __ATOMIC_RELAXED);
    }
};

TEST(WaitClaim, OpeningGivesTheTicketThatNextForetold) {
    struct {
        uint64_t word;
        uint64_t ticket;
    } const rows[] = {
        {0, 3},  // never used
        {2, 5},  // taken
        {UINT64_C(0xfffffffe), UINT64_C(0x100000001)},
        {UINT64_MAX - 3, UINT64_MAX},
        {UINT64_MAX - 1, 1},  // the sequence wraps
    };
    for (const auto &row : rows) {
        Claim claim(row.word);
        EXPECT_EQ(wait_claim_next(&claim.claim).word, row.ticket) << row.word;
        EXPECT_EQ(claim.Word(), row.word) << "to foretell must not open";
        EXPECT_EQ(wait_claim_open(&claim.claim).word, row.ticket) << row.word;
        EXPECT_EQ(claim.Word(), row.ticket);
        Claim other(row.word);
        wait_claim_open_as(&other.claim, wait_claim_next(&other.claim));
        EXPECT_EQ(other.Word(), row.ticket) << "the same with the ticket in hand";
    }
}

TEST(WaitClaim, OnlyTheTicketOfTheOpenWaitTakes) {
    struct {
        const char *name;
        uint64_t word;
        uint64_t ticket;
        bool taken;
    } const rows[] = {
        {"the open wait", 3, 3, true},
        {"the open wait, first after a wrap", 1, 1, true},
        {"the open wait, last before a wrap", UINT64_MAX, UINT64_MAX, true},
        {"the wait before", 5, 3, false},
        {"the wait to come", 3, 5, false},
        {"same low half, other wait", UINT64_C(0x100000003), 3, false},
        {"taken before", 2, 3, false},
        {"not yet open", 2, 5, false},
        {"never waited", 0, 3, false},
        {"never waited, ticket of no wait", 0, 0, false},
        {"taken before, ticket of no wait", 2, 2, false},
        {"open, ticket of no wait", 3, 2, false},
        {"open, zero ticket", 3, 0, false},
    };
    for (const auto &row : rows) {
        Claim claim(row.word);
        EXPECT_EQ(wait_claim_take(&claim.claim, {row.ticket}), row.taken) << row.name;
        EXPECT_EQ(claim.Word(), row.taken ? row.word - 1 : row.word) << row.name;
        EXPECT_FALSE(row.taken && wait_claim_take(&claim.claim, {row.ticket})) << row.name << ", a second time";
    }
}

TEST(WaitClaim, CurrentIsTheOpenWaitOnly) {
    struct {
        uint64_t word;
        bool open;
    } const rows[] = {{0, false}, {1, true}, {2, false}, {3, true}, {UINT64_MAX - 1, false}, {UINT64_MAX, true}};
    for (const auto &row : rows) {
        Claim claim(row.word);
        wait_ticket ticket = {77};
        EXPECT_EQ(wait_claim_current(&claim.claim, &ticket), row.open) << row.word;
        EXPECT_EQ(wait_claim_take(&claim.claim, ticket), row.open) << row.word;
        EXPECT_FALSE(wait_claim_current(&claim.claim, &ticket)) << row.word;
    }
}

TEST(WaitClaim, ATicketOfAnEarlierWaitNeverTakesALaterOne) {
    Claim claim;
    std::vector<wait_ticket> old;
    auto one_takes = [&] {
        for (const wait_ticket &ticket : old) {
            if (wait_claim_take(&claim.claim, ticket)) {
                return true;
            }
        }
        return false;
    };
    for (uint32_t wait = 0; wait < 200; wait++) {
        wait_ticket ticket = wait_claim_open(&claim.claim);
        ASSERT_FALSE(one_takes()) << wait << ", while a later wait is open";
        old.push_back(ticket);
        ASSERT_TRUE(wait_claim_take(&claim.claim, ticket)) << wait;
        ASSERT_FALSE(one_takes()) << wait << ", after it was taken";
    }
}

// The memory of a task is used again, and somebody may still have a ticket of its last owner's.
TEST(WaitClaim, ATicketOfAnEarlierOwnerNeverTakesAWaitOfTheNext) {
    constexpr uint32_t kWaits = 50;
    Claim claim(0xdeadbeef);
    std::vector<wait_ticket> old;
    for (const uint32_t owner : {1u, 2u, 0x101u, UINT32_MAX}) {
        wait_claim_init(&claim.claim, owner);
        wait_ticket ticket = {77};
        EXPECT_FALSE(wait_claim_current(&claim.claim, &ticket)) << "it waits for nothing yet";
        for (uint32_t wait = 0; wait < kWaits; wait++) {
            for (const wait_ticket &earlier : old) {
                ASSERT_FALSE(wait_claim_take(&claim.claim, earlier)) << owner << ", closed";
            }
            ticket = wait_claim_open(&claim.claim);
            for (const wait_ticket &earlier : old) {
                ASSERT_FALSE(wait_claim_take(&claim.claim, earlier)) << owner << ", open";
            }
            ASSERT_TRUE(wait_claim_take(&claim.claim, ticket));
            old.push_back(ticket);
        }
        // The last wait of an owner may never have been ended.
        old.push_back(wait_claim_open(&claim.claim));
    }
}

// One task that waits again and again, and takers that all want to end each of its waits.
struct Race {
    static constexpr uint32_t kRounds = 10000;
    static constexpr uint32_t kTakers = 4;

    Claim claim;
    // Relaxed: who learns here of a wait to come must not see what the claim alone may show.
    std::atomic<uint64_t> announced{0};
    std::atomic<uint32_t> settled{0};
    std::atomic<uint32_t> wins{0};
    std::atomic<uint32_t> stale_wins{0};
    std::atomic<uint32_t> late_data{0};
    // Release and acquire: the placing of a task, which hands it back to its hart.
    std::atomic<uint32_t> finished{0};
    // Plain: what the task leaves in memory before it blocks, and what only the winner may touch then.
    uint32_t saved = 0;
    uint32_t completed = 0;
    std::array<uint32_t, kTakers> won = {};

    // With the ticket from before the wait, or with the one that is open now.
    bool TryTake(wait_ticket ticket, bool by_current) {
        wait_ticket current = ticket;
        if (by_current && !wait_claim_current(&claim.claim, &current)) {
            return false;
        }
        return wait_claim_take(&claim.claim, current);
    }

    void CompleteWait(uint32_t taker, uint32_t round) {
        wins.fetch_add(1, std::memory_order_relaxed);
        if (saved != round) {
            late_data.fetch_add(1, std::memory_order_relaxed);
        }
        completed = round;
        won[taker]++;
        settled.store(round, std::memory_order_relaxed);
    }

    void Take(uint32_t taker) {
        wait_ticket before = {0};
        for (uint32_t round = 1; round <= kRounds; round++) {
            wait_ticket ticket = before;
            while (ticket.word == before.word) {
                std::this_thread::yield();
                ticket.word = announced.load(std::memory_order_relaxed);
            }
            // From before the claim is open until somebody has it.
            while (settled.load(std::memory_order_relaxed) < round) {
                if (wait_claim_take(&claim.claim, before)) {
                    stale_wins.fetch_add(1, std::memory_order_relaxed);
                }
                // Each leaves some waits to the others, so that on a busy machine it is not always the same one that wins.
                if (round % kTakers != taker && TryTake(ticket, taker % 2 != 0)) {
                    CompleteWait(taker, round);
                } else if ((taker & 2) != 0) {
                    std::this_thread::yield();
                }
            }
            if (wait_claim_take(&claim.claim, ticket)) {
                stale_wins.fetch_add(1, std::memory_order_relaxed);
            }
            before = ticket;
            finished.fetch_add(1, std::memory_order_release);
        }
    }

    void Wait(uint32_t round) {
        wait_ticket expected = wait_claim_next(&claim.claim);
        announced.store(expected.word, std::memory_order_relaxed);
        saved = round;
        wait_ticket ticket = wait_claim_open(&claim.claim);
        while (finished.load(std::memory_order_acquire) < round * kTakers) {
            std::this_thread::yield();
        }
        ASSERT_EQ(ticket.word, expected.word);
        ASSERT_EQ(wins.load(std::memory_order_relaxed), round) << "each wait has one winner";
        ASSERT_EQ(completed, round);
        ASSERT_FALSE(wait_claim_current(&claim.claim, &ticket)) << "the wait is over";
    }
};

TEST(WaitClaimThreads, EachTicketHasOneWinnerWhoSeesTheTaskWhole) {
    Race race;
    std::vector<std::thread> takers;
    for (uint32_t taker = 0; taker < Race::kTakers; taker++) {
        takers.emplace_back([&race, taker] { race.Take(taker); });
    }
    for (uint32_t round = 1; round <= Race::kRounds; round++) {
        race.Wait(round);
    }
    for (std::thread &taker : takers) {
        taker.join();
    }
    EXPECT_EQ(race.wins.load(), uint32_t{Race::kRounds});
    EXPECT_EQ(race.stale_wins.load(), 0u);
    EXPECT_EQ(race.late_data.load(), 0u);
    uint32_t takers_that_won = 0;
    for (uint32_t won : race.won) {
        takers_that_won += won != 0 ? 1 : 0;
    }
    EXPECT_GT(takers_that_won, 1u) << "there was no race";
}

// The look alone orders too: who finds the wait open sees what was written before it was opened, and who finds it over
// sees what was written before it was taken. The plain words are handed to and fro by nothing else.
TEST(WaitClaimThreads, LookingSeesWhatWasWrittenBeforeTheChangeThatItFinds) {
    constexpr uint32_t kRounds = 1000;
    Claim claim;
    uint32_t asked = 0;
    uint32_t answered = 0;
    std::thread taker([&] {
        for (uint32_t round = 1; round <= kRounds; round++) {
            wait_ticket ticket;
            while (!wait_claim_current(&claim.claim, &ticket)) {
                std::this_thread::yield();
            }
            EXPECT_EQ(asked, round);
            answered = round;
            EXPECT_TRUE(wait_claim_take(&claim.claim, ticket));
        }
    });
    for (uint32_t round = 1; round <= kRounds; round++) {
        asked = round;
        wait_ticket ticket = wait_claim_open(&claim.claim);
        while (wait_claim_current(&claim.claim, &ticket)) {
            std::this_thread::yield();
        }
        EXPECT_EQ(answered, round);
    }
    taker.join();
}

}  // namespace
