// SPDX-License-Identifier: Apache-2.0
#include "services/policyd/decide.h"

#include <cstring>
#include <string>
#include <vector>

#include "abi/object.h"
#include "libs/service/identity.h"
#include "gtest/gtest.h"

namespace {

enum Number : uint16_t { kExecd = 1, kTimed = 2, kShell = 3, kEditor = 4, kRecipes = 4 };

class DecideTest : public testing::Test {
  protected:
    DecideTest() {
        AddRecipe(kExecd, "execd", RECIPE_BOOT);
        AddRecipe(kTimed, "timed", RECIPE_SERVICE);
        AddRecipe(kShell, "shell", RECIPE_APP);
        AddRecipe(kEditor, "editor", RECIPE_APP);
        recipes()->magic = RECIPE_MAGIC;
        recipes()->version = RECIPE_VERSION;
        recipes()->count = kRecipes;
    }
    recipe_table *recipes() {
        return reinterpret_cast<recipe_table *>(recipe_words_.data());
    }
    recipe *At(uint16_t number) {
        return reinterpret_cast<recipe *>(recipe_words_.data() + 1) + number - 1;
    }
    void AddRecipe(uint16_t number, const char *name, recipe_kind kind) {
        std::strcpy(At(number)->name, name);
        At(number)->kind = static_cast<uint8_t>(kind);
    }
    void Add(policy_operation operation, uint16_t subject, uint16_t object, bool allows, uint64_t bound) {
        policy_rule rule = {};
        rule.operation = static_cast<uint16_t>(operation);
        rule.subject = subject;
        rule.object = object;
        rule.allows = allows;
        rule.bound = bound;
        std::strcpy(rule.reason, ("rule " + std::to_string(rules_.size() + 1)).c_str());
        rules_.push_back(rule);
    }
    void Allow(policy_operation operation, uint16_t subject, uint64_t bound) {
        Add(operation, subject, POLICY_SUBJECT_ANY, true, bound);
    }
    policy_decided Decide(policy_operation operation, uint16_t subject, uint64_t value, uint32_t asked_by,
                          uint32_t object = 0) {
        rule_words_.assign(1 + rules_.size() * sizeof(policy_rule) / 8, 0);
        policy_table header = {POLICY_MAGIC, POLICY_VERSION, static_cast<uint16_t>(rules_.size())};
        std::memcpy(rule_words_.data(), &header, sizeof(header));
        if (!rules_.empty()) {
            std::memcpy(rule_words_.data() + 1, rules_.data(), rules_.size() * sizeof(policy_rule));
        }
        policy policy;
        policy_begin(&policy, recipes(), reinterpret_cast<const policy_table *>(rule_words_.data()));
        policyd_query query = {};
        query.operation = static_cast<uint16_t>(operation);
        query.subject = subject;
        query.object = object;
        query.value = value;
        return policy_decide(&policy, &query, asked_by);
    }
    policy_verdict Verdict(policy_operation operation, uint16_t subject, uint64_t value, uint32_t object = 0) {
        return Decide(operation, subject, value, subject, object).verdict;
    }

    std::vector<uint64_t> recipe_words_ = std::vector<uint64_t>(1 + kRecipes * sizeof(recipe) / 8);
    std::vector<policy_rule> rules_;
    std::vector<uint64_t> rule_words_;
};

TEST_F(DecideTest, WhatNoRuleSpeaksOfIsDenied) {
    for (int operation = 1; operation < POLICY_OPERATION_COUNT; operation++) {
        policy_decided decided = Decide(static_cast<policy_operation>(operation), kShell, 1, kShell, 1);
        EXPECT_EQ(decided.verdict, POLICY_DENIED_NO_RULE) << operation;
        EXPECT_EQ(decided.rule, 0u);
        EXPECT_NE(decided.reason, nullptr);
    }
}

TEST_F(DecideTest, ARuleOfAnotherOperationSaysNothing) {
    Allow(POLICY_SET_SHARES, POLICY_SUBJECT_ANY, 1000);
    EXPECT_EQ(Verdict(POLICY_SET_CLASS, kShell, 0), POLICY_DENIED_NO_RULE);
    EXPECT_EQ(Verdict(POLICY_SET_SHARES, kShell, 1), POLICY_ALLOWED);
}

TEST_F(DecideTest, TheFirstRuleThatMatchesDecides) {
    Add(POLICY_SET_CLASS, kEditor, POLICY_SUBJECT_ANY, false, 0);
    Allow(POLICY_SET_CLASS, POLICY_SUBJECT_APPS, ABI_CLASS_NORMAL);
    Allow(POLICY_SET_CLASS, POLICY_SUBJECT_ANY, ABI_CLASS_PERF_BURST);
    policy_decided decided = Decide(POLICY_SET_CLASS, kEditor, ABI_CLASS_IDLE, kEditor);
    EXPECT_EQ(decided.verdict, POLICY_DENIED_BY_RULE);
    EXPECT_EQ(decided.rule, 1u);
    EXPECT_STREQ(decided.reason, "rule 1");
    EXPECT_EQ(Decide(POLICY_SET_CLASS, kShell, ABI_CLASS_NORMAL, kShell).rule, 2u);
    EXPECT_EQ(Decide(POLICY_SET_CLASS, kTimed, ABI_CLASS_NORMAL, kTimed).rule, 3u);
    // A later one that would allow more is not asked.
    EXPECT_EQ(Verdict(POLICY_SET_CLASS, kShell, ABI_CLASS_PERF_BURST), POLICY_DENIED_BOUND);
}

TEST_F(DecideTest, BoundsAreTheLargestThatIsAllowed) {
    Allow(POLICY_SET_CLASS, kShell, ABI_CLASS_INTERACTIVE);
    Allow(POLICY_SET_SHARES, kShell, 200);
    Allow(POLICY_CONTROL_BUDGET, kShell, 30);
    Allow(POLICY_BURST_BUDGET, kShell, 20);
    EXPECT_EQ(Verdict(POLICY_SET_CLASS, kShell, ABI_CLASS_INTERACTIVE), POLICY_ALLOWED);
    EXPECT_EQ(Verdict(POLICY_SET_CLASS, kShell, ABI_CLASS_PERF_BURST), POLICY_DENIED_BOUND);
    EXPECT_EQ(Verdict(POLICY_SET_SHARES, kShell, 200), POLICY_ALLOWED);
    EXPECT_EQ(Verdict(POLICY_SET_SHARES, kShell, 201), POLICY_DENIED_BOUND);
    EXPECT_EQ(Verdict(POLICY_CONTROL_BUDGET, kShell, 30), POLICY_ALLOWED);
    EXPECT_EQ(Verdict(POLICY_CONTROL_BUDGET, kShell, 31), POLICY_DENIED_BOUND);
    EXPECT_EQ(Verdict(POLICY_BURST_BUDGET, kShell, 20), POLICY_ALLOWED);
    EXPECT_EQ(Verdict(POLICY_BURST_BUDGET, kShell, 21), POLICY_DENIED_BOUND);
    EXPECT_EQ(Decide(POLICY_SET_SHARES, kShell, 201, kShell).rule, 2u);
}

TEST_F(DecideTest, HartsAreASet) {
    Allow(POLICY_SET_HARTS, kShell, 0b1010);
    for (uint64_t harts = 1; harts < 32; harts++) {
        EXPECT_EQ(Verdict(POLICY_SET_HARTS, kShell, harts),
                  (harts & ~UINT64_C(0b1010)) == 0 ? POLICY_ALLOWED : POLICY_DENIED_BOUND)
            << harts;
    }
    EXPECT_EQ(Verdict(POLICY_SET_HARTS, kShell, UINT64_MAX), POLICY_DENIED_BOUND);
}

TEST_F(DecideTest, ACapabilityIsTheOneThatIsNamed) {
    Allow(POLICY_CAPABILITY, kShell, RECIPE_CAPABILITY_AUDIT_READ);
    Add(POLICY_CAPABILITY, kShell, POLICY_SUBJECT_ANY, false, RECIPE_CAPABILITY_POWER);
    EXPECT_EQ(Verdict(POLICY_CAPABILITY, kShell, RECIPE_CAPABILITY_AUDIT_READ), POLICY_ALLOWED);
    EXPECT_EQ(Verdict(POLICY_CAPABILITY, kShell, RECIPE_CAPABILITY_STATS_READ), POLICY_DENIED_NO_RULE);
    EXPECT_EQ(Verdict(POLICY_CAPABILITY, kShell, RECIPE_CAPABILITY_LOG), POLICY_DENIED_NO_RULE);
    EXPECT_EQ(Verdict(POLICY_CAPABILITY, kShell, RECIPE_CAPABILITY_POWER), POLICY_DENIED_BY_RULE);
}

TEST_F(DecideTest, SubjectsAreRecipesOrTheirKinds) {
    const struct {
        uint16_t subject;
        bool allowed[kRecipes];
    } cases[] = {
        {POLICY_SUBJECT_ANY, {true, true, true, true}},
        {POLICY_SUBJECT_SERVICES, {true, true, false, false}},
        {POLICY_SUBJECT_APPS, {false, false, true, true}},
        {kShell, {false, false, true, false}},
    };
    for (const auto &test : cases) {
        rules_.clear();
        Allow(POLICY_SET_SHARES, test.subject, 1000);
        for (uint16_t number = 1; number <= kRecipes; number++) {
            EXPECT_EQ(Verdict(POLICY_SET_SHARES, number, 1),
                      test.allowed[number - 1] ? POLICY_ALLOWED : POLICY_DENIED_NO_RULE)
                << test.subject << " " << number;
        }
    }
}

TEST_F(DecideTest, ObjectsAreTheSame) {
    for (policy_operation operation : {POLICY_LAUNCH, POLICY_KILL}) {
        rules_.clear();
        Add(operation, kShell, POLICY_SUBJECT_APPS, true, 0);
        EXPECT_EQ(Verdict(operation, kShell, 0, kEditor), POLICY_ALLOWED);
        EXPECT_EQ(Verdict(operation, kShell, 0, kTimed), POLICY_DENIED_NO_RULE);
        EXPECT_EQ(Verdict(operation, kEditor, 0, kEditor), POLICY_DENIED_NO_RULE);
        Add(operation, kShell, kTimed, true, 0);
        EXPECT_EQ(Verdict(operation, kShell, 0, kTimed), POLICY_ALLOWED);
        EXPECT_EQ(Verdict(operation, kShell, 0, kExecd), POLICY_DENIED_NO_RULE);
    }
}

TEST_F(DecideTest, NobodyAsksForAnother) {
    Allow(POLICY_SET_SHARES, POLICY_SUBJECT_ANY, 1000);
    for (uint32_t asker : {0u, 2u, 4u, 5u, 0xffffu}) {
        policy_decided decided = Decide(POLICY_SET_SHARES, kShell, 1, asker);
        EXPECT_EQ(decided.verdict, POLICY_DENIED_SPOOF) << asker;
        EXPECT_EQ(decided.rule, 0u);
    }
    EXPECT_EQ(Decide(POLICY_SET_SHARES, kShell, 1, kShell).verdict, POLICY_ALLOWED);
}

TEST_F(DecideTest, ExecdAsksForOthersButIsDeniedWhatTheyAre) {
    Allow(POLICY_SET_SHARES, kShell, 10);
    EXPECT_EQ(Decide(POLICY_SET_SHARES, kShell, 10, kExecd).verdict, POLICY_ALLOWED);
    EXPECT_EQ(Decide(POLICY_SET_SHARES, kShell, 11, kExecd).verdict, POLICY_DENIED_BOUND);
    EXPECT_EQ(Decide(POLICY_SET_SHARES, kEditor, 1, kExecd).verdict, POLICY_DENIED_NO_RULE);
}

TEST_F(DecideTest, ADecisionCountsForWhoAskedOrForWhomExecdDid) {
    policy policy;
    policy_begin(&policy, recipes(), nullptr);
    policyd_query query = {};
    query.subject = kShell;
    EXPECT_EQ(policy_owner(&policy, &query, kExecd), static_cast<uint32_t>(kShell));
    EXPECT_EQ(policy_owner(&policy, &query, kShell), static_cast<uint32_t>(kShell));
    // Whoever names another one.
    EXPECT_EQ(policy_owner(&policy, &query, kEditor), static_cast<uint32_t>(kEditor));
    query.subject = UINT16_MAX;
    EXPECT_EQ(policy_owner(&policy, &query, kExecd), 0u);
}

TEST_F(DecideTest, OnlyAnExecdThatInitStartsMayAskForOthers) {
    Allow(POLICY_SET_SHARES, POLICY_SUBJECT_ANY, 1000);
    At(kExecd)->kind = RECIPE_SERVICE;
    EXPECT_EQ(Decide(POLICY_SET_SHARES, kShell, 1, kExecd).verdict, POLICY_DENIED_SPOOF);
    At(kExecd)->kind = RECIPE_BOOT;
    std::strcpy(At(kExecd)->name, "other");
    EXPECT_EQ(Decide(POLICY_SET_SHARES, kShell, 1, kExecd).verdict, POLICY_DENIED_SPOOF);
    // Without one, a badge that names no recipe is not it, either.
    EXPECT_EQ(Decide(POLICY_SET_SHARES, kShell, 1, IDENTITY_KERNEL).verdict, POLICY_DENIED_SPOOF);
}

TEST_F(DecideTest, WhatIsNotWrittenDownIsNotAllowed) {
    EXPECT_EQ(policy_answer(POLICY_ALLOWED, ABI_OK), ABI_OK);
    for (int error = 1; error < ABI_ERROR_COUNT; error++) {
        EXPECT_EQ(policy_answer(POLICY_ALLOWED, static_cast<abi_error>(error)), ABI_EAGAIN) << error;
    }
}

TEST_F(DecideTest, WhatIsDeniedIsDeniedWrittenDownOrNot) {
    for (policy_verdict verdict :
         {POLICY_DENIED_BY_RULE, POLICY_DENIED_NO_RULE, POLICY_DENIED_SPOOF, POLICY_DENIED_BOUND}) {
        EXPECT_EQ(policy_answer(verdict, ABI_OK), ABI_EPERM) << verdict;
        EXPECT_EQ(policy_answer(verdict, ABI_EPIPE), ABI_EPERM) << verdict;
    }
}

}  // namespace
