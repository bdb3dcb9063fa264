// SPDX-License-Identifier: Apache-2.0
#include "services/execd/checks.h"

#include <gtest/gtest.h>

#include "abi/object.h"

namespace {

struct recipe Plain(enum recipe_kind kind) {
    struct recipe recipe = {};
    recipe.kind = static_cast<uint8_t>(kind);
    recipe.class_ = kind == RECIPE_APP ? ABI_CLASS_INTERACTIVE : ABI_CLASS_NORMAL;
    recipe.class_max = recipe.class_;
    recipe.shares = ABI_SHARES_DEFAULT;
    recipe.shares_max = ABI_SHARES_DEFAULT;
    recipe.task_limits.control_calls = ABI_CONTROL_CALLS_DEFAULT;
    recipe.task_limits.control_window = ABI_CONTROL_WINDOW_DEFAULT;
    return recipe;
}

void ExpectOne(const struct recipe &recipe, enum policy_operation operation, uint64_t value) {
    struct checks checks = {};
    checks_of_recipe(&recipe, &checks);
    ASSERT_EQ(checks.count, 1u);
    EXPECT_EQ(checks.all[0].operation, operation);
    EXPECT_EQ(checks.all[0].value, value);
}

TEST(Checks, WhatEveryProgramMayHaveIsNotAskedFor) {
    for (enum recipe_kind kind : {RECIPE_SERVICE, RECIPE_APP}) {
        struct recipe recipe = Plain(kind);
        recipe.placement = ABI_PLACEMENT_EFFICIENCY;
        struct checks checks = {};
        checks_of_recipe(&recipe, &checks);
        EXPECT_EQ(checks.count, 0u);
    }
}

TEST(Checks, AClassAboveTheDefaultIsAskedFor) {
    struct recipe service = Plain(RECIPE_SERVICE);
    service.class_ = ABI_CLASS_INTERACTIVE;
    ExpectOne(service, POLICY_SET_CLASS, ABI_CLASS_INTERACTIVE);
    struct recipe app = Plain(RECIPE_APP);
    app.class_ = ABI_CLASS_PERF_BURST;
    ExpectOne(app, POLICY_SET_CLASS, ABI_CLASS_PERF_BURST);
    // Nobody waits for an app that starts by itself.
    app.class_ = ABI_CLASS_INTERACTIVE;
    app.autostart = 1;
    ExpectOne(app, POLICY_SET_CLASS, ABI_CLASS_INTERACTIVE);
}

TEST(Checks, SharesAboveTheDefaultAreAskedFor) {
    struct recipe recipe = Plain(RECIPE_SERVICE);
    recipe.shares = ABI_SHARES_DEFAULT + 1;
    ExpectOne(recipe, POLICY_SET_SHARES, ABI_SHARES_DEFAULT + 1);
}

TEST(Checks, NamedHartsAreAskedFor) {
    struct recipe recipe = Plain(RECIPE_SERVICE);
    recipe.placement = ABI_PLACEMENT_HARTS;
    recipe.harts = 0x5;
    ExpectOne(recipe, POLICY_SET_HARTS, 0x5);
}

TEST(Checks, ABudgetAboveTheDefaultIsAskedForWhateverItsWindow) {
    struct recipe recipe = Plain(RECIPE_SERVICE);
    recipe.task_limits.control_window = 50;
    ExpectOne(recipe, POLICY_CONTROL_BUDGET, 20);
    recipe.task_limits.control_calls = 1000;
    recipe.task_limits.control_window = 1000;
    struct checks checks = {};
    checks_of_recipe(&recipe, &checks);
    EXPECT_EQ(checks.count, 0u);
    recipe.task_limits.control_calls = 1001;
    ExpectOne(recipe, POLICY_CONTROL_BUDGET, 11);
}

TEST(Checks, EachCapabilityIsAskedFor) {
    struct recipe recipe = Plain(RECIPE_SERVICE);
    recipe.capability_count = 2;
    recipe.capabilities[0].name = RECIPE_CAPABILITY_LOG;
    recipe.capabilities[1].name = RECIPE_CAPABILITY_CLOCK;
    struct checks checks = {};
    checks_of_recipe(&recipe, &checks);
    ASSERT_EQ(checks.count, 2u);
    EXPECT_EQ(checks.all[0].operation, POLICY_CAPABILITY);
    EXPECT_EQ(checks.all[0].value, RECIPE_CAPABILITY_LOG);
    EXPECT_EQ(checks.all[1].value, RECIPE_CAPABILITY_CLOCK);
}

TEST(Checks, AllTogetherFit) {
    struct recipe recipe = Plain(RECIPE_SERVICE);
    recipe.class_ = ABI_CLASS_PERF_BURST;
    recipe.shares = ABI_SHARES_MAX;
    recipe.placement = ABI_PLACEMENT_HARTS;
    recipe.harts = 1;
    recipe.task_limits.control_calls = ABI_CONTROL_CALLS_MAX;
    recipe.capability_count = RECIPE_CAPABILITIES_MAX;
    struct checks checks = {};
    checks_of_recipe(&recipe, &checks);
    EXPECT_EQ(checks.count, static_cast<uint32_t>(CHECKS_MAX));
}

struct execd_escalate Wish(uint8_t class_, uint16_t shares) {
    struct execd_escalate request = {};
    request.class_ = class_;
    request.shares = shares;
    return request;
}

TEST(Checks, AnEscalationBeyondTheRecipeIsRefused) {
    struct recipe recipe = Plain(RECIPE_APP);
    recipe.class_max = ABI_CLASS_PERF_BURST;
    recipe.shares_max = 300;
    struct checks checks = {};
    checks.count = 77;
    struct execd_escalate request = Wish(ABI_CLASS_INTERACTIVE, 301);
    EXPECT_EQ(checks_of_escalation(&recipe, &request, &checks), ABI_EPERM);
    recipe.class_max = ABI_CLASS_INTERACTIVE;
    request = Wish(ABI_CLASS_PERF_BURST, 300);
    EXPECT_EQ(checks_of_escalation(&recipe, &request, &checks), ABI_EPERM);
    EXPECT_EQ(checks.count, 77u);
}

TEST(Checks, AnEscalationWithinTheRecipeIsAskedForAboveTheDefaults) {
    struct recipe recipe = Plain(RECIPE_APP);
    recipe.class_max = ABI_CLASS_PERF_BURST;
    recipe.shares_max = 300;
    struct checks checks = {};
    struct execd_escalate request = Wish(ABI_CLASS_PERF_BURST, 300);
    ASSERT_EQ(checks_of_escalation(&recipe, &request, &checks), ABI_OK);
    ASSERT_EQ(checks.count, 2u);
    EXPECT_EQ(checks.all[0].operation, POLICY_SET_CLASS);
    EXPECT_EQ(checks.all[1].operation, POLICY_SET_SHARES);
    request = Wish(ABI_CLASS_INTERACTIVE, ABI_SHARES_DEFAULT);
    ASSERT_EQ(checks_of_escalation(&recipe, &request, &checks), ABI_OK);
    EXPECT_EQ(checks.count, 0u);
    // Its own class it only regains; what it started below it has to be allowed.
    recipe.class_ = ABI_CLASS_NORMAL;
    ASSERT_EQ(checks_of_escalation(&recipe, &request, &checks), ABI_OK);
    EXPECT_EQ(checks.count, 1u);
    request = Wish(ABI_CLASS_NORMAL, ABI_SHARES_DEFAULT);
    ASSERT_EQ(checks_of_escalation(&recipe, &request, &checks), ABI_OK);
    EXPECT_EQ(checks.count, 0u);
}

TEST(Checks, WhatItMayAskForLaterIsPartOfTheMost) {
    struct recipe recipe = Plain(RECIPE_APP);
    struct checks checks = {};
    checks_of_most(&recipe, &checks);
    EXPECT_EQ(checks.count, 0u);
    recipe.class_ = ABI_CLASS_NORMAL;
    recipe.shares_max = 101;
    checks_of_most(&recipe, &checks);
    ASSERT_EQ(checks.count, 2u);
    EXPECT_EQ(checks.all[0].operation, POLICY_SET_CLASS);
    EXPECT_EQ(checks.all[0].value, static_cast<uint64_t>(ABI_CLASS_INTERACTIVE));
    EXPECT_EQ(checks.all[1].operation, POLICY_SET_SHARES);
    EXPECT_EQ(checks.all[1].value, 101u);
    checks_of_recipe(&recipe, &checks);
    EXPECT_EQ(checks.count, 0u);
}

TEST(Checks, AnEscalationToValuesThatAreNoneIsInvalid) {
    struct recipe recipe = Plain(RECIPE_APP);
    recipe.class_max = ABI_CLASS_PERF_BURST;
    recipe.shares_max = ABI_SHARES_MAX;
    struct checks checks = {};
    struct execd_escalate rows[] = {
        Wish(ABI_CLASS_COUNT, 1),  Wish(ABI_CLASS_NORMAL, 0), Wish(ABI_CLASS_NORMAL, ABI_SHARES_MAX + 1),
        Wish(ABI_CLASS_NORMAL, 1), Wish(ABI_CLASS_NORMAL, 1),
    };
    rows[3].placement = ABI_PLACEMENT_HARTS;
    rows[4].reserved = 1;
    for (const auto &request : rows) {
        EXPECT_EQ(checks_of_escalation(&recipe, &request, &checks), ABI_EINVAL);
    }
}

}  // namespace
