// SPDX-License-Identifier: Apache-2.0
#include "libs/restart/restart.h"

#include <gtest/gtest.h>

namespace {

struct recipe Steady() {
    struct recipe recipe = {};
    recipe.restart = RECIPE_RESTART_ALWAYS;
    recipe.backoff_milliseconds = 10;
    recipe.backoff_max_milliseconds = 50;
    recipe.restarts = 5;
    recipe.restart_window_milliseconds = 1000;
    return recipe;
}

TEST(Restart, OnlyWhatTheRecipeWantsIsStartedAgain) {
    struct recipe recipe = Steady();
    uint64_t at = 0;
    struct {
        enum recipe_restart restart;
        bool is_failure;
        enum restart_verdict verdict;
    } rows[] = {
        {RECIPE_RESTART_NEVER, true, RESTART_NOT},        {RECIPE_RESTART_NEVER, false, RESTART_NOT},
        {RECIPE_RESTART_ON_FAILURE, true, RESTART_LATER}, {RECIPE_RESTART_ON_FAILURE, false, RESTART_NOT},
        {RECIPE_RESTART_ALWAYS, true, RESTART_LATER},     {RECIPE_RESTART_ALWAYS, false, RESTART_LATER},
    };
    for (const auto &row : rows) {
        struct restart_account account = {};
        recipe.restart = static_cast<uint8_t>(row.restart);
        EXPECT_EQ(restart_decide(&recipe, &account, 7, row.is_failure, &at), row.verdict);
    }
}

TEST(Restart, ThePauseDoublesUpToItsBound) {
    const struct recipe recipe = Steady();
    struct restart_account account = {};
    const uint64_t pauses[] = {10, 20, 40, 50, 50};
    for (uint64_t pause : pauses) {
        uint64_t at = 0;
        ASSERT_EQ(restart_decide(&recipe, &account, 100, true, &at), RESTART_LATER);
        EXPECT_EQ(at, 100 + pause);
    }
}

TEST(Restart, OneMoreThanTheWindowAllowsIsGivenUp) {
    const struct recipe recipe = Steady();
    struct restart_account account = {};
    uint64_t at = 0;
    for (uint32_t i = 0; i < recipe.restarts; i++) {
        ASSERT_EQ(restart_decide(&recipe, &account, 100 + i * 100, true, &at), RESTART_LATER);
    }
    at = 77;
    EXPECT_EQ(restart_decide(&recipe, &account, 1099, true, &at), RESTART_GIVEN_UP);
    EXPECT_EQ(at, 77u);
}

TEST(Restart, ANewWindowBeginsAnew) {
    const struct recipe recipe = Steady();
    struct restart_account account = {};
    uint64_t at = 0;
    for (uint32_t i = 0; i < recipe.restarts; i++) {
        ASSERT_EQ(restart_decide(&recipe, &account, 100, true, &at), RESTART_LATER);
    }
    ASSERT_EQ(restart_decide(&recipe, &account, 1100, true, &at), RESTART_LATER);
    EXPECT_EQ(at, 1110u);
}

TEST(Restart, WithoutAWindowTheCountIsForEver) {
    struct recipe recipe = Steady();
    recipe.restart_window_milliseconds = 0;
    struct restart_account account = {};
    uint64_t at = 0;
    for (uint32_t i = 0; i < recipe.restarts; i++) {
        ASSERT_EQ(restart_decide(&recipe, &account, i * UINT64_C(1000000), true, &at), RESTART_LATER);
    }
    EXPECT_EQ(restart_decide(&recipe, &account, UINT64_C(1) << 40, true, &at), RESTART_GIVEN_UP);
}

TEST(Restart, NoRestartsMeansNone) {
    struct recipe recipe = Steady();
    recipe.restarts = 0;
    struct restart_account account = {};
    uint64_t at = 0;
    EXPECT_EQ(restart_decide(&recipe, &account, 5, true, &at), RESTART_GIVEN_UP);
}

}  // namespace
