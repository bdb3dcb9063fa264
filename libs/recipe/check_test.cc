// SPDX-License-Identifier: Apache-2.0
#include "libs/recipe/check.h"

#include <gtest/gtest.h>

#include "libs/recipe/recipe_fixture.h"

namespace {

using namespace recipe_fixture;

// A field can have each of these values, and none beyond them.
template <typename T> void ExpectRange(uint8_t number, T recipe::*field, uint64_t least, uint64_t most) {
    SCOPED_TRACE(testing::Message() << least << " to " << most);
    ExpectOk(number, [=](recipe &r) { r.*field = static_cast<T>(least); });
    ExpectOk(number, [=](recipe &r) { r.*field = static_cast<T>(most); });
    ExpectRefused(number, [=](recipe &r) { r.*field = static_cast<T>(most + 1); });
    if (least > 0) {
        ExpectRefused(number, [=](recipe &r) { r.*field = static_cast<T>(least - 1); });
    }
}

TEST(Recipe, LifeIsWithinItsBounds) {
    ExpectRefused(APP, [](recipe &r) { r.kind = RECIPE_KIND_COUNT; });
    ExpectRange(APP, &recipe::restart, 0, RECIPE_RESTART_ALWAYS);
    ExpectRange(APP, &recipe::autostart, 0, 1);
    ExpectRange(APP, &recipe::serves, 0, 1);
    ExpectRange(APP, &recipe::reserved, 0, 0);
    ExpectRange(SERVICE, &recipe::essential, 0, 1);
    ExpectRange(APP, &recipe::essential, 0, 0);
    ExpectRange(APP, &recipe::ready_milliseconds, 0, RECIPE_MILLISECONDS_MAX);
    ExpectRange(APP, &recipe::restarts, 0, RECIPE_RESTARTS_MAX);
    ExpectRange(APP, &recipe::restart_window_milliseconds, 0, RECIPE_MILLISECONDS_MAX);
    ExpectRange(APP, &recipe::backoff_max_milliseconds, 0, RECIPE_MILLISECONDS_MAX);
    auto back_off = [](uint32_t first, uint32_t most) {
        return [=](recipe &r) {
            r.backoff_milliseconds = first;
            r.backoff_max_milliseconds = most;
        };
    };
    ExpectOk(APP, back_off(100, 100));
    ExpectRefused(APP, back_off(101, 100));
}

TEST(Recipe, MemoryHoldsItsStack) {
    ExpectRange(APP, &recipe::stack_pages, 1, 63);  // of 64
    auto memory = [](uint32_t pages, uint32_t stack) {
        return [=](recipe &r) {
            r.limits.pages = pages;
            r.stack_pages = stack;
        };
    };
    ExpectOk(APP, memory(1000, RECIPE_STACK_PAGES_MAX));
    ExpectRefused(APP, memory(1000, RECIPE_STACK_PAGES_MAX + 1));
    ExpectOk(APP, memory(RECIPE_PAGES_MAX, 1));
    ExpectRefused(APP, memory(RECIPE_PAGES_MAX + 1, 1));
    ExpectOk(BOOT, memory(0, 1));
    ExpectRefused(SERVICE, memory(0, 1));
    ExpectRefused(APP, memory(0, 1));
    std::vector<recipe> two = {Plain("a", RECIPE_BOOT), Plain("b", RECIPE_BOOT)};
    two[0].limits.pages = 0;
    EXPECT_EQ(Read(two), ABI_OK);
    two[1].limits.pages = 0;
    EXPECT_EQ(Read(two), ABI_EINVAL);
}

TEST(Recipe, LimitsAreThoseOfTheMachine) {
    auto expect = [](uint32_t abi_process_limits::*field, uint32_t least, uint32_t most) {
        ExpectOk(APP, [=](recipe &r) { r.limits.*field = least; });
        ExpectOk(APP, [=](recipe &r) { r.limits.*field = most; });
        ExpectRefused(APP, [=](recipe &r) { r.limits.*field = most + 1; });
    };
    expect(&abi_process_limits::processes, 0, ABI_PROCESSES_MAX);
    expect(&abi_process_limits::tasks, 1, ABI_TASKS_MAX);
    expect(&abi_process_limits::endpoints, 0, ABI_ENDPOINTS_MAX);
    expect(&abi_process_limits::notifications, 0, ABI_NOTIFICATIONS_MAX);
    expect(&abi_process_limits::timers, 0, ABI_TIMERS_MAX);
    expect(&abi_process_limits::vmos, 0, ABI_VMOS_MAX);
    expect(&abi_process_limits::reserved, 0, 0);
    ExpectRefused(APP, [](recipe &r) { r.limits.tasks = 0; });
}

TEST(Recipe, TaskLimitsAreThoseOfTheKernel) {
    auto with = [](uint32_t calls, uint32_t window, uint32_t burst, uint32_t burst_window) {
        return [=](recipe &r) { r.task_limits = {calls, window, burst, burst_window}; };
    };
    ExpectOk(APP, with(1, ABI_CONTROL_WINDOW_MIN, 0, 1));
    ExpectOk(APP, with(ABI_CONTROL_CALLS_MAX, ABI_LIMIT_WINDOW_MAX, ABI_LIMIT_WINDOW_MAX, ABI_LIMIT_WINDOW_MAX));
    ExpectRefused(APP, with(0, 100, 10, 100));
    ExpectRefused(APP, with(ABI_CONTROL_CALLS_MAX + 1, 100, 10, 100));
    ExpectRefused(APP, with(1, ABI_CONTROL_WINDOW_MIN - 1, 10, 100));
    ExpectRefused(APP, with(1, ABI_LIMIT_WINDOW_MAX + 1, 10, 100));
    ExpectRefused(APP, with(1, 100, 0, 0));
    ExpectRefused(APP, with(1, 100, 0, ABI_LIMIT_WINDOW_MAX + 1));
    ExpectRefused(APP, with(1, 100, 101, 100));
}

TEST(Recipe, StartsWithinWhatItMayAskFor) {
    auto class_of = [](uint8_t first, uint8_t most) {
        return [=](recipe &r) {
            r.class_ = first;
            r.class_max = most;
        };
    };
    ExpectOk(APP, class_of(ABI_CLASS_IDLE, ABI_CLASS_IDLE));
    ExpectOk(APP, class_of(ABI_CLASS_IDLE, ABI_CLASS_PERF_BURST));
    ExpectRefused(APP, class_of(ABI_CLASS_INTERACTIVE, ABI_CLASS_NORMAL));
    ExpectRefused(APP, class_of(ABI_CLASS_IDLE, ABI_CLASS_COUNT));
    auto shares = [](uint16_t first, uint16_t most) {
        return [=](recipe &r) {
            r.shares = first;
            r.shares_max = most;
        };
    };
    ExpectOk(APP, shares(1, 1));
    ExpectOk(APP, shares(ABI_SHARES_MAX, ABI_SHARES_MAX));
    ExpectRefused(APP, shares(0, 1));
    ExpectRefused(APP, shares(2, 1));
    ExpectRefused(APP, shares(1, ABI_SHARES_MAX + 1));
}

TEST(Recipe, BootStartsAsTheKernelStartsAll) {
    ExpectOk(BOOT, [](recipe &r) { r.class_max = ABI_CLASS_PERF_BURST; });
    ExpectRefused(BOOT, [](recipe &r) { r.class_ = r.class_max = ABI_CLASS_INTERACTIVE; });
    ExpectRefused(BOOT, [](recipe &r) { r.class_ = ABI_CLASS_IDLE; });
    ExpectRefused(BOOT, [](recipe &r) { r.shares = ABI_SHARES_DEFAULT - 1; });
    ExpectRefused(BOOT, [](recipe &r) { r.shares = r.shares_max = ABI_SHARES_DEFAULT + 1; });
    ExpectRefused(BOOT, [](recipe &r) { r.placement = ABI_PLACEMENT_PERFORMANCE; });
    ExpectRefused(BOOT, [](recipe &r) {
        r.placement = ABI_PLACEMENT_HARTS;
        r.harts = 1;
    });
}

TEST(Recipe, HartsAreNamedByServicesThatSaySo) {
    auto placed = [](uint8_t placement, uint64_t harts) {
        return [=](recipe &r) {
            r.placement = placement;
            r.harts = harts;
        };
    };
    ExpectOk(APP, placed(ABI_PLACEMENT_EFFICIENCY, 0));
    ExpectRefused(APP, placed(ABI_PLACEMENT_ANY, 1));
    ExpectOk(SERVICE, placed(ABI_PLACEMENT_HARTS, UINT64_C(1) << 63));
    ExpectRefused(SERVICE, placed(ABI_PLACEMENT_HARTS, 0));
    ExpectRefused(SERVICE, placed(ABI_PLACEMENT_COUNT, 1));
    ExpectRefused(SERVICE, placed(ABI_PLACEMENT_COUNT, 0));
    ExpectRefused(APP, placed(ABI_PLACEMENT_HARTS, 1));
}

Change With(std::vector<recipe_capability> capabilities) {
    return [=](recipe &r) {
        r.capability_count = static_cast<uint8_t>(capabilities.size());
        std::memcpy(r.capabilities, capabilities.data(), capabilities.size() * sizeof(recipe_capability));
    };
}

TEST(RecipeCapability, HasRightsThatMeanSomething) {
    const uint8_t terminal = RECIPE_CAPABILITY_TERMINAL;
    const uint8_t both = ABI_RIGHT_SEND | ABI_RIGHT_RECEIVE;
    ExpectOk(APP, With({{terminal, both, both, 0}, {RECIPE_CAPABILITY_CLOCK, ABI_RIGHT_USE, 0, 0}}));
    ExpectOk(APP, With({{RECIPE_CAPABILITY_ARCHIVE, ABI_RIGHT_READ, ABI_RIGHT_READ, 0}}));
    ExpectRefused(APP, With({{terminal, 0, 0, 0}}));
    ExpectRefused(APP, With({{terminal, 0, both, 0}}));
    ExpectRefused(APP, With({{terminal, ABI_RIGHT_SEND, both, 0}}));
    ExpectRefused(APP, With({{terminal, both | ABI_RIGHT_USE, 0, 0}}));
    ExpectRefused(APP, With({{terminal, both, 0, 1}}));
    ExpectRefused(APP, With({{terminal, both, 0, 0}, {terminal, ABI_RIGHT_SEND, 0, 0}}));
    ExpectRefused(APP, With({{RECIPE_CAPABILITY_ARCHIVE, ABI_RIGHT_WRITE, 0, 0}}));
    ExpectRefused(APP, With({{0, ABI_RIGHT_USE, 0, 0}}));
    ExpectRefused(APP, With({{RECIPE_CAPABILITY_COUNT, ABI_RIGHT_USE, 0, 0}}));
    ExpectRefused(APP, With({{255, ABI_RIGHT_USE, 0, 0}}));
}

TEST(RecipeCapability, OnlyThoseOfTheBootReadTheConsole) {
    const uint8_t log = RECIPE_CAPABILITY_LOG;
    const uint8_t both = ABI_RIGHT_SEND | ABI_RIGHT_RECEIVE;
    for (uint8_t kind : {SERVICE, APP}) {
        ExpectOk(kind, With({{log, ABI_RIGHT_SEND, ABI_RIGHT_SEND, 0}}));
        ExpectRefused(kind, With({{log, both, 0, 0}}));
        ExpectRefused(kind, With({{log, ABI_RIGHT_RECEIVE, 0, 0}}));
    }
    ExpectOk(BOOT, With({{log, both, both, 0}}));
}

TEST(RecipeCapability, ListIsZeroBehindItsEnd) {
    ExpectRefused(APP, [](recipe &r) { r.capability_count = RECIPE_CAPABILITIES_MAX + 1; });
    ExpectRefused(APP, [](recipe &r) { r.capabilities[RECIPE_CAPABILITIES_MAX - 1].rights = ABI_RIGHT_USE; });
}

TEST(RecipeCapability, OnlyThoseOfTheBootWriteTheRosterOrGiveItAway) {
    const uint8_t roster = RECIPE_CAPABILITY_ROSTER;
    const uint8_t both = ABI_RIGHT_READ | ABI_RIGHT_WRITE;
    for (uint8_t kind : {SERVICE, APP}) {
        ExpectOk(kind, With({{roster, ABI_RIGHT_READ, 0, 0}}));
        ExpectRefused(kind, With({{roster, ABI_RIGHT_READ, ABI_RIGHT_READ, 0}}));
        ExpectRefused(kind, With({{roster, ABI_RIGHT_WRITE, 0, 0}}));
        ExpectRefused(kind, With({{roster, both, 0, 0}}));
    }
    ExpectOk(BOOT, With({{roster, ABI_RIGHT_READ, 0, 0}}));
    ExpectOk(BOOT, With({{roster, both, both, 0}}));
    ExpectRefused(BOOT, With({{roster, both | ABI_RIGHT_EXECUTE, 0, 0}}));
}

TEST(RecipeCapability, EachHasItsNameAndItsRights) {
    EXPECT_STREQ(recipe_capability_text(RECIPE_CAPABILITY_CLOCK), "clock");
    EXPECT_STREQ(recipe_capability_text(RECIPE_CAPABILITY_ROSTER), "roster");
    for (uint32_t name : {0u, uint32_t{RECIPE_CAPABILITY_COUNT}, UINT32_MAX}) {
        EXPECT_EQ(recipe_capability_text(name), nullptr);
        EXPECT_EQ(recipe_capability_rights(name, RECIPE_BOOT), 0u);
    }
    for (uint32_t name = 1; name < RECIPE_CAPABILITY_COUNT; name++) {
        EXPECT_NE(recipe_capability_text(name), nullptr) << name;
        EXPECT_NE(recipe_capability_rights(name, RECIPE_APP), 0u) << name;
    }
}

}  // namespace
