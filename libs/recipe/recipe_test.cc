// SPDX-License-Identifier: Apache-2.0
#include "libs/recipe/recipe.h"

#include <gtest/gtest.h>

#include <string>

#include "libs/recipe/recipe_fixture.h"

namespace {

using namespace recipe_fixture;

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
          "sched_setshares", "stats_read", "audit_read", "log", "power", "archive", "roster", "terminal"}) {
        ExpectRefused(APP, [=](recipe &r) { std::strcpy(r.name, reserved); });
        ExpectOk(APP, [=](recipe &r) { std::strcat(std::strcpy(r.name, reserved), "s2"); });
    }
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

TEST(Recipe, OnlyWhatAPersonStartsIsUsuallyInteractive) {
    recipe app = Plain("app", RECIPE_APP);
    EXPECT_EQ(recipe_usual_class(&app), ABI_CLASS_INTERACTIVE);
    app.autostart = 1;
    EXPECT_EQ(recipe_usual_class(&app), ABI_CLASS_NORMAL);
    recipe service = Plain("service", RECIPE_SERVICE);
    EXPECT_EQ(recipe_usual_class(&service), ABI_CLASS_NORMAL);
}

}  // namespace
