// SPDX-License-Identifier: Apache-2.0
// From TOML to the fields that the running system reads.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "abi/object.h"

#include "libs/recipe/recipe.h"
#include "services/policyd/policy_table.h"
#include "tools/recipes/fixture.h"

namespace {

using recipes::Source;
using recipes_fixture::Result;

// The tables, aligned.
struct Read {
    explicit Read(const Result &result)
        : recipe_words(result.tables.recipes.size() / 8), policy_words(result.tables.policy.size() / 8) {
        EXPECT_EQ(result.errors, "");
        std::memcpy(recipe_words.data(), result.tables.recipes.data(), result.tables.recipes.size());
        std::memcpy(policy_words.data(), result.tables.policy.data(), result.tables.policy.size());
        EXPECT_EQ(recipe_table_read(recipe_words.data(), result.tables.recipes.size(), &recipes), ABI_OK);
        EXPECT_EQ(policy_table_read(policy_words.data(), result.tables.policy.size(), recipes, &policy), ABI_OK);
    }

    std::vector<uint64_t> recipe_words;
    std::vector<uint64_t> policy_words;
    const recipe_table *recipes = nullptr;
    const policy_table *policy = nullptr;
};

const std::vector<Source> SYSTEM = {
    {"services/timed/timed.toml",
     "kind = \"service\"\nclass = \"Interactive\"\nclass_max = \"PerfBurst\"\nshares = 200\nshares_max = 900\nharts = [0, 2]\n"
     "memory_kib = 256\nstack_kib = 32\ncontrol_calls = 7\ncontrol_window_ms = 70\nburst_ms = 5\nburst_window_ms = 50\n"
     "calls = [\"auditd\"]\nneeds = [\"execd\", \"auditd\"]\nready_ms = 1500\nrestart = \"on-failure\"\nbackoff_ms = 11\n"
     "backoff_max_ms = 99\nrestarts = 3\nrestart_window_ms = 1234\nserves = true\nessential = true\n"
     "[limits]\ntasks = 2\nendpoints = 3\nnotifications = 4\ntimers = 5\nvmos = 6\nprocesses = 7\n"
     "[capabilities]\nlog = [\"send\"]\nclock = [\"use\", \"grant\"]\n"},
    {"auditd.toml", "kind = \"boot\"\nserves = true\n"},
    {"execd.toml", "kind = \"boot\"\nmemory = \"rest\"\n"},
    {"an_app.toml", "kind = \"app\"\nplacement = \"efficiency\"\n"},
};

const char POLICY[] =
    "# a comment\n"
    "[[rule]]\noperation = \"set_class\"\nsubject = \"timed\"\nmax = \"PerfBurst\"\nreason = \"first\"\n"
    "[[rule]]\noperation = \"set_harts\"\nsubject = \"services\"\nharts = [0, 2, 63]\nreason = \"second\"\n"
    "[[rule]]\noperation = \"capability\"\nsubject = \"all\"\ncapability = \"log\"\nreason = \"third\"\n"
    "[[rule]]\noperation = \"capability\"\nsubject = \"timed\"\ncapability = \"clock\"\nreason = \"fourth\"\n"
    "[[rule]]\noperation = \"set_shares\"\nsubject = \"timed\"\nmax = 900\nreason = \"shares\"\n"
    "[[rule]]\noperation = \"kill\"\nsubject = \"apps\"\nobject = \"execd\"\nallow = false\nreason = \"fifth\"\n";

TEST(Compile, FieldsArriveAsTheyWereWritten) {
    Read read(recipes_fixture::Compile(SYSTEM, POLICY));
    const recipe *timed = recipe_at(read.recipes, recipe_find(read.recipes, "timed"));
    ASSERT_NE(timed, nullptr);
    recipe expected = {};
    std::strcpy(expected.name, "timed");
    expected.harts = 5;
    expected.limits = {64, 7, 2, 3, 4, 5, 6, 0};
    expected.task_limits = {7, 70, 5, 50};
    expected.stack_pages = 8;
    expected.ready_milliseconds = 1500;
    expected.backoff_milliseconds = 11;
    expected.backoff_max_milliseconds = 99;
    expected.restarts = 3;
    expected.restart_window_milliseconds = 1234;
    expected.shares = 200;
    expected.shares_max = 900;
    expected.kind = RECIPE_SERVICE;
    expected.autostart = expected.serves = expected.essential = 1;
    expected.restart = RECIPE_RESTART_ON_FAILURE;
    expected.class_ = ABI_CLASS_INTERACTIVE;
    expected.class_max = ABI_CLASS_PERF_BURST;
    expected.placement = ABI_PLACEMENT_HARTS;
    expected.call_count = 1;
    expected.calls[0] = 2;  // an_app, auditd, execd, timed
    expected.need_count = 2;
    expected.needs[0] = 3;
    expected.needs[1] = 2;
    expected.capability_count = 2;
    expected.capabilities[0] = {RECIPE_CAPABILITY_CLOCK, ABI_RIGHT_USE, ABI_RIGHT_USE, 0};
    expected.capabilities[1] = {RECIPE_CAPABILITY_LOG, ABI_RIGHT_SEND, 0, 0};
    EXPECT_EQ(std::memcmp(timed, &expected, sizeof(expected)), 0);
}

TEST(Compile, WhatIsNotSaidIsUsual) {
    Read read(recipes_fixture::Compile(SYSTEM, POLICY));
    EXPECT_EQ(read.recipes->count, 4u);
    const recipe *auditd = recipe_at(read.recipes, 2);
    ASSERT_STREQ(auditd->name, "auditd");
    EXPECT_EQ(auditd->kind, RECIPE_BOOT);
    EXPECT_EQ(auditd->class_, ABI_CLASS_NORMAL);
    EXPECT_EQ(auditd->class_max, ABI_CLASS_NORMAL);
    EXPECT_EQ(auditd->shares, ABI_SHARES_DEFAULT);
    EXPECT_EQ(auditd->shares_max, ABI_SHARES_DEFAULT);
    EXPECT_EQ(auditd->restart, RECIPE_RESTART_ALWAYS);
    EXPECT_EQ(auditd->task_limits.control_calls, ABI_CONTROL_CALLS_DEFAULT);
    EXPECT_EQ(auditd->task_limits.burst_milliseconds, ABI_BURST_DEFAULT);
    const recipe *app = recipe_at(read.recipes, 1);
    ASSERT_STREQ(app->name, "an_app");
    EXPECT_EQ(app->kind, RECIPE_APP);
    EXPECT_EQ(app->autostart, 0);
    EXPECT_EQ(app->class_, ABI_CLASS_INTERACTIVE);
    EXPECT_EQ(app->placement, ABI_PLACEMENT_EFFICIENCY);
    EXPECT_EQ(app->restart, RECIPE_RESTART_NEVER);
    EXPECT_EQ(app->ready_milliseconds, 0u);
    EXPECT_EQ(recipe_at(read.recipes, recipe_find(read.recipes, "execd"))->limits.pages, 0u);
}

TEST(Compile, AnAppThatStartsByItselfIsNormalUnlessARuleLetsItBeMore) {
    Read read(recipes_fixture::Compile({{"a.toml", "kind = \"app\"\nautostart = true\n"}}, ""));
    EXPECT_EQ(recipe_at(read.recipes, 1)->class_, ABI_CLASS_NORMAL);
    EXPECT_EQ(recipe_at(read.recipes, 1)->class_max, ABI_CLASS_NORMAL);
}

TEST(Compile, RulesKeepTheirOrderAndTheirLines) {
    Read read(recipes_fixture::Compile(SYSTEM, POLICY));
    policy_rule expected[6] = {
        {POLICY_SET_CLASS, 4, POLICY_SUBJECT_ANY, 1, 0, 2, 0, ABI_CLASS_PERF_BURST, "first"},
        {POLICY_SET_HARTS, POLICY_SUBJECT_SERVICES, POLICY_SUBJECT_ANY, 1, 0, 7, 0, UINT64_C(1) << 63 | 5, "second"},
        {POLICY_CAPABILITY, POLICY_SUBJECT_ANY, POLICY_SUBJECT_ANY, 1, 0, 12, 0, RECIPE_CAPABILITY_LOG, "third"},
        {POLICY_CAPABILITY, 4, POLICY_SUBJECT_ANY, 1, 0, 17, 0, RECIPE_CAPABILITY_CLOCK, "fourth"},
        {POLICY_SET_SHARES, 4, POLICY_SUBJECT_ANY, 1, 0, 22, 0, 900, "shares"},
        {POLICY_KILL, POLICY_SUBJECT_APPS, 3, 0, 0, 27, 0, 0, "fifth"},
    };
    ASSERT_EQ(read.policy->count, 6u);
    EXPECT_EQ(std::memcmp(read.policy->rules, expected, sizeof(expected)), 0);
}

TEST(Compile, OrderOfFilesDoesNotMatter) {
    Result first = recipes_fixture::Compile(SYSTEM, POLICY);
    std::vector<Source> reversed = SYSTEM;
    std::reverse(reversed.begin(), reversed.end());
    Result second = recipes_fixture::Compile(reversed, POLICY);
    EXPECT_FALSE(first.tables.recipes.empty());
    EXPECT_EQ(first.tables.recipes, second.tables.recipes);
    EXPECT_EQ(first.tables.policy, second.tables.policy);
}

TEST(Compile, NothingIsMadeOfWhatIsWrong) {
    Result result = recipes_fixture::Compile({{"a.toml", "kind = \"ap\""}});
    EXPECT_NE(result.errors, "");
    EXPECT_EQ(result.tables.recipes, "");
    EXPECT_EQ(result.tables.policy, "");
}

}  // namespace
