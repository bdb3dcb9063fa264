// SPDX-License-Identifier: Apache-2.0
// The accounting stays exact, whoever takes and gives at the same time.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <random>
#include <thread>
#include <vector>

#include "kernel/process/budget.h"

namespace {

constexpr uint32_t kThreads = 4;

template <typename Race> void LetAllCompete(Race *race) {
    std::vector<std::thread> threads;
    for (uint32_t thread = 0; thread < kThreads; thread++) {
        threads.emplace_back([race, thread] { race->Compete(thread); });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
}

abi_process_limits Used(const budget &budget) {
    abi_process_limits limits;
    abi_process_limits used;
    budget_report(&budget, &limits, &used);
    return used;
}

// All threads take until nothing is left: together they get what there was.
struct Rush {
    static constexpr uint32_t kRounds = 2000;
    static constexpr uint32_t kPages = 100;

    budget pages;
    std::atomic<uint32_t> arrived{0};
    std::atomic<uint32_t> taken{0};
    std::atomic<uint32_t> miscounts{0};
    std::atomic<uint32_t> winners{0};

    Rush() {
        abi_process_limits limits = {kPages, 0, 0, 0, 0, 0, 0, 0};
        budget_from_limits(&pages, &limits);
    }

    void Meet(uint32_t meeting) {
        arrived.fetch_add(1);
        while (arrived.load() < meeting * kThreads) {
            std::this_thread::yield();
        }
    }

    void Compete(uint32_t thread) {
        uint32_t won = 0;
        for (uint32_t round = 0; round < kRounds; round++) {
            Meet(3 * round + 1);
            uint32_t own = 0;
            while (budget_take(&pages, BUDGET_PAGES, 1) == ABI_OK) {
                own++;
            }
            won += own;
            taken.fetch_add(own);
            Meet(3 * round + 2);
            if (thread == 0 && (taken.exchange(0) != kPages || Used(pages).pages != kPages)) {
                miscounts.fetch_add(1);
            }
            Meet(3 * round + 3);
            // One by one, as the others do; what does not come back is missing in the next round.
            for (; own != 0; own--) {
                miscounts.fetch_add(budget_give(&pages, BUDGET_PAGES, 1) ? 0 : 1);
            }
        }
        winners.fetch_add(won != 0 ? 1 : 0);
    }
};

TEST(BudgetThreads, GetTogetherWhatThereIs) {
    Rush rush;
    LetAllCompete(&rush);
    EXPECT_EQ(rush.miscounts.load(), 0u);
    EXPECT_EQ(Used(rush.pages).pages, 0u);
    EXPECT_GT(rush.winners.load(), 1u) << "there was no race";
}

// Children that fit into their parent one at a time, for want of pages, which are taken last: whoever comes too late has
// taken everything else and puts it back. Beside them single tasks and pages come and go.
struct Family {
    static constexpr uint32_t kSteps = 100000;
    static constexpr abi_process_limits kLimits = {150, 8, 1000, 40, 40, 40, 40, 0};
    static constexpr abi_process_limits kChild = {100, 1, 10, 10, 10, 10, 10, 0};

    budget parent;
    std::atomic<uint32_t> pages_held{
        0};  // added to after a take, subtracted from before a give: never more than the truth
    std::atomic<uint32_t> children{0};
    std::atomic<uint32_t> children_made{0};
    std::atomic<uint32_t> children_refused{0};
    std::atomic<uint32_t> broken{0};

    Family() {
        budget_from_limits(&parent, &kLimits);
    }

    void Expect(bool holds) {
        broken.fetch_add(holds ? 0 : 1, std::memory_order_relaxed);
    }

    // Fences, because a budget orders nothing: whoever takes what another gave back must see that it let go of it.
    void Hold(uint32_t pages) {
        std::atomic_thread_fence(std::memory_order_acquire);
        Expect(pages_held.fetch_add(pages) + pages <= kLimits.pages);
    }

    void LetGo(uint32_t pages) {
        pages_held.fetch_sub(pages);
        std::atomic_thread_fence(std::memory_order_release);
    }

    void HaveChild() {
        if (budget_take_limits(&parent, &kChild) != ABI_OK) {
            children_refused.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        children_made.fetch_add(1, std::memory_order_relaxed);
        Hold(kChild.pages);
        Expect(children.fetch_add(1) == 0);
        std::this_thread::yield();
        children.fetch_sub(1);
        LetGo(kChild.pages);
        Expect(budget_give_limits(&parent, &kChild));
    }

    void HavePages(uint32_t count) {
        if (budget_take(&parent, BUDGET_PAGES, count) == ABI_OK) {
            Hold(count);
            LetGo(count);
            Expect(budget_give(&parent, BUDGET_PAGES, count));
        }
    }

    // 1000 are enough for all that can be asked for at once.
    void HaveTasks(uint32_t count) {
        Expect(budget_take(&parent, BUDGET_TASKS, count) == ABI_OK);
        Expect(budget_give(&parent, BUDGET_TASKS, count));
    }

    void Compete(uint32_t thread) {
        std::mt19937 random(thread);
        for (uint32_t step = 0; step < kSteps; step++) {
            auto choice = static_cast<uint32_t>(random());
            switch (choice % 4) {
                case 0:
                    HaveChild();
                    break;
                case 1:
                    HavePages(choice / 4 % 60);
                    break;
                default:
                    HaveTasks(choice / 4 % 200);
                    break;
            }
        }
    }
};

TEST(BudgetThreads, PutBackWhatTheyCouldNotTakeWhole) {
    Family family;
    LetAllCompete(&family);
    EXPECT_EQ(family.broken.load(), 0u);
    EXPECT_GT(family.children_made.load(), 0u);
    EXPECT_GT(family.children_refused.load(), 0u) << "there was no race";
    const abi_process_limits used = Used(family.parent);
    EXPECT_EQ(used.pages, 0u);
    EXPECT_EQ(used.processes, 0u);
    EXPECT_EQ(used.tasks, 0u);
    EXPECT_EQ(used.endpoints, 0u);
    EXPECT_EQ(used.notifications, 0u);
    EXPECT_EQ(used.timers, 0u);
    EXPECT_EQ(used.vmos, 0u);
}

}  // namespace
