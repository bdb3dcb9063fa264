// SPDX-License-Identifier: Apache-2.0
#include "libs/recipe/recipe.h"

#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "abi/limits.h"
#include "abi/object.h"

namespace {

enum : uint8_t { BOOT = 1, SERVICE = 2, APP = 3 };  // their numbers below

recipe Plain(const char *name, recipe_kind kind) {
    recipe made = {};
    std::strcpy(made.name, name);
    made.kind = kind;
    made.limits.pages = 64;
    made.limits.tasks = 1;
    made.task_limits = {ABI_CONTROL_CALLS_DEFAULT, ABI_CONTROL_WINDOW_DEFAULT, ABI_BURST_DEFAULT,
                        ABI_BURST_WINDOW_DEFAULT};
    made.stack_pages = 4;
    made.shares = made.shares_max = ABI_SHARES_DEFAULT;
    made.class_ = made.class_max = ABI_CLASS_NORMAL;
    return made;
}

// An image of three programs: the app calls and needs the service, the service the first one.
std::vector<recipe> Three() {
    std::vector<recipe> recipes = {Plain("first", RECIPE_BOOT), Plain("served", RECIPE_SERVICE),
                                   Plain("app_1", RECIPE_APP)};
    recipes[0].serves = recipes[1].serves = 1;
    for (uint8_t i : {BOOT, SERVICE}) {
        recipes[i].call_count = recipes[i].need_count = 1;
        recipes[i].calls[0] = recipes[i].needs[0] = i;
    }
    return recipes;
}

struct Table {
    explicit Table(const std::vector<recipe> &recipes, size_t bytes_more = 0)
        : bytes(sizeof(recipe_table) + recipes.size() * sizeof(recipe) + bytes_more),
          words(new uint64_t[bytes / 8 + 2]()) {
        recipe_table header = {RECIPE_MAGIC, RECIPE_VERSION, static_cast<uint16_t>(recipes.size())};
        std::memcpy(words.get(), &header, sizeof(header));
        std::memcpy(words.get() + 1, recipes.data(), recipes.size() * sizeof(recipe));
    }

    recipe_table *Header() {
        return reinterpret_cast<recipe_table *>(words.get());
    }

    size_t bytes;
    std::unique_ptr<uint64_t[]> words;
};

abi_error Read(const void *data, size_t bytes) {
    const recipe_table untouched = {};
    const recipe_table *table = &untouched;
    abi_error error = recipe_table_read(data, bytes, &table);
    EXPECT_EQ(table, error == ABI_OK ? data : &untouched);
    return error;
}

abi_error Read(const std::vector<recipe> &recipes) {
    Table table(recipes);
    return Read(table.words.get(), table.bytes);
}

using Change = std::function<void(recipe &)>;

// The same three recipes with one of them changed.
abi_error ReadChanged(uint8_t number, const Change &change) {
    std::vector<recipe> recipes = Three();
    change(recipes[number - 1u]);
    return Read(recipes);
}

void ExpectOk(uint8_t number, const Change &change) {
    EXPECT_EQ(ReadChanged(number, change), ABI_OK);
}

void ExpectRefused(uint8_t number, const Change &change) {
    EXPECT_EQ(ReadChanged(number, change), ABI_EINVAL);
}

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

TEST(RecipeTable, IsReadWhereItLies) {
    EXPECT_EQ(Read(Three()), ABI_OK);
}

TEST(RecipeTable, HeaderAndSizeMustBeRight) {
    Table table(Three());
    for (size_t bytes = 0; bytes < table.bytes; bytes++) {
        EXPECT_EQ(Read(table.words.get(), bytes), ABI_EINVAL) << bytes;
    }
    EXPECT_EQ(Read(table.words.get(), table.bytes + 1), ABI_EINVAL);
    table.Header()->magic ^= 1;
    EXPECT_EQ(Read(table.words.get(), table.bytes), ABI_EINVAL);
    table.Header()->magic ^= 1;
    table.Header()->version++;
    EXPECT_EQ(Read(table.words.get(), table.bytes), ABI_EINVAL);
    table.Header()->version--;
    EXPECT_EQ(Read(table.words.get(), table.bytes), ABI_OK);
}

TEST(RecipeTable, MustBeAligned) {
    Table table(Three(), 8);
    auto *bytes = reinterpret_cast<uint8_t *>(table.words.get());
    size_t size = table.bytes - 8;
    for (size_t shift = 1; shift < 8; shift++) {
        std::memmove(bytes + shift, bytes + shift - 1, size);
        EXPECT_EQ(Read(bytes + shift, size), ABI_EINVAL) << shift;
    }
    std::memmove(bytes + 8, bytes + 7, size);
    EXPECT_EQ(Read(bytes + 8, size), ABI_OK);
}

TEST(RecipeTable, HasOneToManyRecipes) {
    std::vector<recipe> recipes;
    EXPECT_EQ(Read(recipes), ABI_EINVAL);
    for (int i = 0; i < RECIPES_MAX; i++) {
        recipes.push_back(Plain(("app" + std::to_string(i)).c_str(), RECIPE_APP));
        EXPECT_EQ(Read(recipes), ABI_OK);
    }
    recipes.push_back(Plain("last", RECIPE_APP));
    EXPECT_EQ(Read(recipes), ABI_EINVAL);
}

TEST(RecipeTable, RecipesAreFoundByNameAndNumber) {
    Table table(Three());
    const recipe_table *read = nullptr;
    ASSERT_EQ(recipe_table_read(table.words.get(), table.bytes, &read), ABI_OK);
    EXPECT_EQ(recipe_find(read, "first"), 1u);
    EXPECT_EQ(recipe_find(read, "app_1"), 3u);
    EXPECT_EQ(recipe_find(read, "app_"), 0u);
    EXPECT_EQ(recipe_find(read, "app_12"), 0u);
    EXPECT_EQ(recipe_find(read, ""), 0u);
    EXPECT_EQ(recipe_find(read, "much longer than any name can be"), 0u);
    EXPECT_EQ(recipe_at(read, 0), nullptr);
    EXPECT_STREQ(recipe_at(read, 3)->name, "app_1");
    EXPECT_EQ(recipe_at(read, 4), nullptr);
    EXPECT_EQ(recipe_at(read, UINT32_MAX), nullptr);
}

TEST(RecipeName, HasItsLengthAndItsCharacters) {
    auto named = [](const char *name, size_t bytes) {
        return [=](recipe &r) {
            std::memset(r.name, 0, sizeof(r.name));
            std::memcpy(r.name, name, bytes);
        };
    };
    ExpectOk(APP, named("a", 1));
    ExpectOk(APP, named("abcdefghijklmnopqrstuvw", 23));
    ExpectOk(APP, named("xyz0123456789_", 14));
    ExpectRefused(APP, named("", 0));
    ExpectRefused(APP, named("abcdefghijklmnopqrstuvwx", 24));
    ExpectRefused(APP, named("a\0b", 3));
    for (char c : {'`', '{', '/', ':', '-', '.', ' ', 'A', 'Z', '\n', '\x7f', '\x80', '\xff'}) {
        const char name[] = {'a', c};
        ExpectRefused(APP, named(name, 2));
    }
    // execd gets the capability to make more of its kind as "<name>.mint".
    ExpectOk(BOOT, named("abcdefghijklmnopqr", 18));
    ExpectRefused(BOOT, named("abcdefghijklmnopqrs", 19));
}

TEST(RecipeName, IsThereOnceAndStandsForNothingElse) {
    ExpectRefused(APP, [](recipe &r) { std::strcpy(r.name, "first"); });
    for (const char *reserved :
         {"init", "recipes", "policy", "endpoint", "clients", "clock", "sched_setqos", "sched_setaffinity",
          "sched_setshares", "stats_read", "audit_read", "log", "power", "archive", "roster"}) {
        ExpectRefused(APP, [=](recipe &r) { std::strcpy(r.name, reserved); });
        ExpectOk(APP, [=](recipe &r) { std::strcat(std::strcpy(r.name, reserved), "s2"); });
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

// The same for who is called and for who is needed.
void ExpectRelation(uint8_t (recipe::*list)[8], uint8_t recipe::*count) {
    auto related = [=](std::vector<uint8_t> numbers) {
        return [=](recipe &r) {
            std::memset(r.*list, 0, sizeof(r.*list));
            std::memcpy(r.*list, numbers.data(), numbers.size());
            r.*count = static_cast<uint8_t>(numbers.size());
        };
    };
    ExpectOk(APP, related({}));
    ExpectOk(APP, related({SERVICE, BOOT}));
    ExpectRefused(APP, related({0}));
    ExpectRefused(APP, related({4}));
    ExpectRefused(APP, related({255}));
    ExpectRefused(APP, related({APP}));
    ExpectRefused(APP, related({SERVICE, BOOT, SERVICE}));
    ExpectRefused(BOOT, related({SERVICE}));
    ExpectRefused(SERVICE, related({APP}));
    ExpectRefused(APP, [=](recipe &r) { r.*count = 9; });
    ExpectRefused(APP, [=](recipe &r) { (r.*list)[7] = BOOT; });  // behind the end
}

TEST(Recipe, CallsWhatServesAndIsThereBefore) {
    ExpectRelation(&recipe::calls, &recipe::call_count);
    ExpectRefused(SERVICE, [](recipe &r) { r.serves = 0; });
}

TEST(Recipe, NeedsWhatIsThereBefore) {
    ExpectRelation(&recipe::needs, &recipe::need_count);
}

// A ring of services, each with the next one in its list, and the same without its last link.
void ExpectNoRing(uint8_t (recipe::*list)[8], uint8_t recipe::*count) {
    for (size_t length = 2; length <= RECIPES_MAX; length += length == 2 ? 1 : 61) {
        std::vector<recipe> ring;
        for (size_t i = 0; i < length; i++) {
            ring.push_back(Plain(("s" + std::to_string(i)).c_str(), RECIPE_SERVICE));
            ring.back().serves = 1;
            ring.back().*count = 1;
            (ring.back().*list)[0] = static_cast<uint8_t>((i + 1) % length + 1);
        }
        EXPECT_EQ(Read(ring), ABI_EINVAL) << length;
        ring[length / 2].*count = 0;
        (ring[length / 2].*list)[0] = 0;
        EXPECT_EQ(Read(ring), ABI_OK) << length;
    }
}

TEST(Recipe, CallsAndNeedsHaveNoCycles) {
    ExpectNoRing(&recipe::calls, &recipe::call_count);
    ExpectNoRing(&recipe::needs, &recipe::need_count);
}

Change With(std::vector<recipe_capability> capabilities) {
    return [=](recipe &r) {
        r.capability_count = static_cast<uint8_t>(capabilities.size());
        std::memcpy(r.capabilities, capabilities.data(), capabilities.size() * sizeof(recipe_capability));
    };
}

TEST(RecipeCapability, HasRightsThatMeanSomething) {
    const uint8_t log = RECIPE_CAPABILITY_LOG;
    const uint8_t both = ABI_RIGHT_SEND | ABI_RIGHT_RECEIVE;
    ExpectOk(APP, With({{log, both, both, 0}, {RECIPE_CAPABILITY_CLOCK, ABI_RIGHT_USE, 0, 0}}));
    ExpectOk(APP, With({{RECIPE_CAPABILITY_ARCHIVE, ABI_RIGHT_READ, ABI_RIGHT_READ, 0}}));
    ExpectRefused(APP, With({{log, 0, 0, 0}}));
    ExpectRefused(APP, With({{log, 0, both, 0}}));
    ExpectRefused(APP, With({{log, ABI_RIGHT_SEND, both, 0}}));
    ExpectRefused(APP, With({{log, both | ABI_RIGHT_USE, 0, 0}}));
    ExpectRefused(APP, With({{log, both, 0, 1}}));
    ExpectRefused(APP, With({{log, both, 0, 0}, {log, ABI_RIGHT_SEND, 0, 0}}));
    ExpectRefused(APP, With({{RECIPE_CAPABILITY_ARCHIVE, ABI_RIGHT_WRITE, 0, 0}}));
    ExpectRefused(APP, With({{0, ABI_RIGHT_USE, 0, 0}}));
    ExpectRefused(APP, With({{RECIPE_CAPABILITY_COUNT, ABI_RIGHT_USE, 0, 0}}));
    ExpectRefused(APP, With({{255, ABI_RIGHT_USE, 0, 0}}));
}

TEST(RecipeCapability, ListIsZeroBehindItsEnd) {
    ExpectRefused(APP, [](recipe &r) { r.capability_count = RECIPE_CAPABILITIES_MAX + 1; });
    ExpectRefused(APP, [](recipe &r) { r.capabilities[RECIPE_CAPABILITIES_MAX - 1].rights = ABI_RIGHT_USE; });
}

TEST(RecipeCapability, RosterIsForThoseThatExecdStarts) {
    const uint8_t roster = RECIPE_CAPABILITY_ROSTER;
    ExpectOk(SERVICE, With({{roster, ABI_RIGHT_READ, 0, 0}}));
    ExpectRefused(SERVICE, With({{roster, ABI_RIGHT_READ, ABI_RIGHT_READ, 0}}));
    ExpectRefused(BOOT, With({{roster, ABI_RIGHT_READ, 0, 0}}));
}

TEST(RecipeCapability, EachHasItsNameAndItsRights) {
    EXPECT_STREQ(recipe_capability_text(RECIPE_CAPABILITY_CLOCK), "clock");
    EXPECT_STREQ(recipe_capability_text(RECIPE_CAPABILITY_ROSTER), "roster");
    for (uint32_t name : {0u, uint32_t{RECIPE_CAPABILITY_COUNT}, UINT32_MAX}) {
        EXPECT_EQ(recipe_capability_text(name), nullptr);
        EXPECT_EQ(recipe_capability_rights(name), 0u);
    }
    for (uint32_t name = 1; name < RECIPE_CAPABILITY_COUNT; name++) {
        EXPECT_NE(recipe_capability_text(name), nullptr) << name;
        EXPECT_NE(recipe_capability_rights(name), 0u) << name;
    }
}

}  // namespace
