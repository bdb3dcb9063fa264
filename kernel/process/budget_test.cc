// SPDX-License-Identifier: Apache-2.0
#include "kernel/process/budget.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <ostream>

namespace {

constexpr uint32_t kMax = UINT32_MAX;

using Counts = std::array<uint32_t, BUDGET_COUNT>;

abi_process_limits LimitsOf(const Counts &counts, uint32_t reserved = 0) {
    return {counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6], reserved};
}

Counts CountsOf(const abi_process_limits &limits) {
    return {limits.pages,         limits.processes, limits.tasks, limits.endpoints,
            limits.notifications, limits.timers,    limits.vmos};
}

struct Budget {
    budget it;

    explicit Budget(const Counts &counts) {
        abi_process_limits limits = LimitsOf(counts);
        budget_from_limits(&it, &limits);
    }

    abi_error Take(uint32_t resource, uint32_t count) {
        return budget_take(&it, static_cast<budget_resource>(resource), count);
    }

    bool Give(uint32_t resource, uint32_t count) {
        return budget_give(&it, static_cast<budget_resource>(resource), count);
    }

    abi_error TakeLimits(const Counts &counts) {
        abi_process_limits limits = LimitsOf(counts);
        return budget_take_limits(&it, &limits);
    }

    bool GiveLimits(const Counts &counts) {
        abi_process_limits limits = LimitsOf(counts);
        return budget_give_limits(&it, &limits);
    }

    Counts Used() const {
        abi_process_limits limits;
        abi_process_limits used;
        budget_report(&it, &limits, &used);
        return CountsOf(used);
    }
};

TEST(Budget, BeginsUnusedWithTheLimitsOfTheProcess) {
    const Counts counts = {1, 2, 3, 4, 5, 6, kMax};
    const abi_process_limits given = LimitsOf(counts, kMax);
    budget budget;
    budget_from_limits(&budget, &given);
    abi_process_limits limits = LimitsOf({}, 7);
    abi_process_limits used = LimitsOf({9, 9, 9, 9, 9, 9, 9}, 9);
    budget_report(&budget, &limits, &used);
    EXPECT_EQ(CountsOf(limits), counts);
    EXPECT_EQ(limits.reserved, 0u);
    EXPECT_EQ(CountsOf(used), Counts{});
    EXPECT_EQ(used.reserved, 0u);
}

TEST(Budget, TakesUpToTheLimitOfEachResourceAlone) {
    for (uint32_t resource = 0; resource < BUDGET_COUNT; resource++) {
        SCOPED_TRACE(resource);
        const abi_error full = resource == BUDGET_PAGES ? ABI_ENOMEM : ABI_ENOSPC;
        Counts limits = {};
        limits[resource] = 10;
        Budget budget(limits);
        Counts used = {};
        EXPECT_EQ(budget.Take(resource, 9), ABI_OK);
        used[resource] = 9;
        EXPECT_EQ(budget.Used(), used);
        EXPECT_EQ(budget.Take(resource, 2), full);
        EXPECT_EQ(budget.Used(), used);
        EXPECT_EQ(budget.Take(resource, 1), ABI_OK);
        EXPECT_EQ(budget.Take(resource, 1), full);
        EXPECT_EQ(budget.Take(resource, 0), ABI_OK) << "nothing is always there";
        used[resource] = 10;
        EXPECT_EQ(budget.Used(), used);
        for (uint32_t other = 0; other < BUDGET_COUNT; other++) {
            EXPECT_EQ(budget.Take(other, 1), other == BUDGET_PAGES ? ABI_ENOMEM : ABI_ENOSPC) << other;
        }
    }
}

TEST(Budget, NoCountOverflows) {
    const struct {
        uint32_t limit;
        uint32_t used;
        uint32_t count;
        bool taken;
    } rows[] = {
        {0, 0, 0, true},           {0, 0, kMax, false},       {10, 5, kMax, false},
        {10, 5, kMax - 4, false},  // 5 + that is 0
        {10, 5, kMax - 3, false},  // 5 + that is 1
        {10, 5, 6, false},         {10, 5, 5, true},          {kMax, 0, kMax, true},
        {kMax, 1, kMax, false},    {kMax, 1, kMax - 1, true}, {kMax, kMax, 1, false},
        {kMax, kMax, kMax, false}, {kMax, kMax, 0, true},
    };
    for (const auto &row : rows) {
        SCOPED_TRACE(testing::Message() << row.count << " when " << row.used << " of " << row.limit << " are used");
        Budget budget({row.limit});
        ASSERT_EQ(budget.Take(BUDGET_PAGES, row.used), ABI_OK);
        EXPECT_EQ(budget.Take(BUDGET_PAGES, row.count), row.taken ? ABI_OK : ABI_ENOMEM);
        EXPECT_EQ(budget.Used()[BUDGET_PAGES], row.taken ? row.used + row.count : row.used);
    }
}

TEST(Budget, GivesBackNoMoreThanWasTaken) {
    const struct {
        uint32_t used;
        uint32_t count;
        bool given;
    } rows[] = {
        {0, 0, true},     {0, 1, false},      {0, kMax, false},        {5, 5, true}, {5, 4, true}, {5, 6, false},
        {5, kMax, false}, {kMax, kMax, true}, {kMax - 1, kMax, false},
    };
    for (uint32_t resource = 0; resource < BUDGET_COUNT; resource++) {
        for (const auto &row : rows) {
            SCOPED_TRACE(testing::Message() << row.count << " of " << row.used << ", resource " << resource);
            Counts limits;
            limits.fill(kMax);
            Budget budget(limits);
            ASSERT_EQ(budget.Take(resource, row.used), ABI_OK);
            EXPECT_EQ(budget.Give(resource, row.count), row.given);
            Counts used = {};
            used[resource] = row.given ? row.used - row.count : row.used;
            EXPECT_EQ(budget.Used(), used);
        }
    }
}

TEST(BudgetOfAChild, IsTakenWithOneProcessForItself) {
    const Counts child = {10, 20, 30, 40, 50, 60, 70};
    const Counts cost = {10, 21, 30, 40, 50, 60, 70};
    Budget parent(cost);
    ASSERT_EQ(parent.TakeLimits(child), ABI_OK);
    EXPECT_EQ(parent.Used(), cost);
    EXPECT_EQ(parent.TakeLimits({}), ABI_ENOSPC) << "even a child that may have nothing is a process";
    EXPECT_EQ(parent.Used(), cost);
    EXPECT_TRUE(parent.GiveLimits(child));
    EXPECT_EQ(parent.Used(), Counts{});
}

TEST(BudgetOfAChild, IsTakenWholeOrNotAtAll) {
    const Counts child = {10, 20, 30, 40, 50, 60, 70};
    const Counts before = {1, 2, 3, 4, 5, 6, 7};
    for (uint32_t lacking = 0; lacking < BUDGET_COUNT; lacking++) {
        SCOPED_TRACE(lacking);
        Counts limits = {11, 23, 33, 44, 55, 66, 77};
        limits[lacking]--;
        Budget parent(limits);
        for (uint32_t resource = 0; resource < BUDGET_COUNT; resource++) {
            ASSERT_EQ(parent.Take(resource, before[resource]), ABI_OK);
        }
        EXPECT_EQ(parent.TakeLimits(child), lacking == BUDGET_PAGES ? ABI_ENOMEM : ABI_ENOSPC);
        EXPECT_EQ(parent.Used(), before);
        // Nor was it one too few: with that one given back it works.
        ASSERT_TRUE(parent.Give(lacking, 1));
        EXPECT_EQ(parent.TakeLimits(child), ABI_OK);
        EXPECT_EQ(parent.Used()[BUDGET_PROCESSES], lacking == BUDGET_PROCESSES ? 22u : 23u);
    }
}

TEST(BudgetOfAChild, LacksTablesBeforeItLacksMemory) {
    for (uint32_t lacking = 1; lacking < BUDGET_COUNT; lacking++) {
        Counts limits = {0, 10, 10, 10, 10, 10, 10};
        Counts child = {1, 1, 1, 1, 1, 1, 1};
        limits[lacking] = 0;
        EXPECT_EQ(Budget(limits).TakeLimits(child), ABI_ENOSPC) << lacking;
    }
    EXPECT_EQ(Budget({0, 10, 10, 10, 10, 10, 10}).TakeLimits({1, 1, 1, 1, 1, 1, 1}), ABI_ENOMEM);
}

TEST(BudgetOfAChild, MayAskForAnyNumber) {
    Counts all;
    all.fill(kMax);
    Budget parent(all);
    EXPECT_EQ(parent.TakeLimits(all), ABI_ENOSPC) << "one process more than a word can say";
    EXPECT_EQ(parent.Used(), Counts{});
    EXPECT_FALSE(parent.GiveLimits(all));
    Counts child = all;
    child[BUDGET_PROCESSES] = kMax - 1;
    EXPECT_EQ(parent.TakeLimits(child), ABI_OK);
    EXPECT_EQ(parent.Used(), all);
    EXPECT_TRUE(parent.GiveLimits(child));
    EXPECT_EQ(parent.Used(), Counts{});
}

TEST(BudgetOfAChild, GivenBackTwiceIsFound) {
    const Counts child = {1, 0, 1, 0, 0, 0, 0};
    Budget parent({5, 5, 5, 5, 5, 5, 5});
    ASSERT_EQ(parent.TakeLimits(child), ABI_OK);
    ASSERT_EQ(parent.Take(BUDGET_PAGES, 1), ABI_OK);
    EXPECT_TRUE(parent.GiveLimits(child));
    EXPECT_EQ(parent.Used(), (Counts{1}));
    EXPECT_FALSE(parent.GiveLimits(child));
    EXPECT_EQ(parent.Used(), Counts{}) << "the page was there to give";
}

TEST(BudgetOfAChild, GoesDownTheGenerations) {
    Budget grandparent({100, 3, 10, 0, 0, 0, 0});
    const Counts parent_limits = {60, 1, 6, 0, 0, 0, 0};
    const Counts child_limits = {40, 0, 4, 0, 0, 0, 0};
    ASSERT_EQ(grandparent.TakeLimits(parent_limits), ABI_OK);
    Budget parent(parent_limits);
    ASSERT_EQ(parent.TakeLimits(child_limits), ABI_OK);
    EXPECT_EQ(parent.TakeLimits({}), ABI_ENOSPC);
    EXPECT_EQ(parent.Take(BUDGET_PAGES, 21), ABI_ENOMEM);
    EXPECT_EQ(parent.Take(BUDGET_PAGES, 20), ABI_OK);
    EXPECT_EQ(grandparent.Used(), (Counts{60, 2, 6, 0, 0, 0, 0})) << "what goes on below changes nothing above";
}

}  // namespace
