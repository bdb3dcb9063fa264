// SPDX-License-Identifier: Apache-2.0
// An image of three programs, and the question whether a table of recipes is accepted.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <memory>
#include <vector>

#include "abi/limits.h"
#include "abi/object.h"

#include "libs/recipe/recipe.h"

namespace recipe_fixture {

enum : uint8_t { BOOT = 1, SERVICE = 2, APP = 3 };  // their numbers below

inline recipe Plain(const char *name, recipe_kind kind) {
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
inline std::vector<recipe> Three() {
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

inline abi_error Read(const void *data, size_t bytes) {
    const recipe_table untouched = {};
    const recipe_table *table = &untouched;
    abi_error error = recipe_table_read(data, bytes, &table);
    EXPECT_EQ(table, error == ABI_OK ? data : &untouched);
    return error;
}

inline abi_error Read(const std::vector<recipe> &recipes) {
    Table table(recipes);
    return Read(table.words.get(), table.bytes);
}

using Change = std::function<void(recipe &)>;

// The same three recipes with one of them changed.
inline abi_error ReadChanged(uint8_t number, const Change &change) {
    std::vector<recipe> recipes = Three();
    change(recipes[number - 1u]);
    return Read(recipes);
}

inline void ExpectOk(uint8_t number, const Change &change) {
    EXPECT_EQ(ReadChanged(number, change), ABI_OK);
}

inline void ExpectRefused(uint8_t number, const Change &change) {
    EXPECT_EQ(ReadChanged(number, change), ABI_EINVAL);
}

}  // namespace recipe_fixture
