// SPDX-License-Identifier: Apache-2.0
#include "services/init/plan.h"

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "abi/object.h"
#include "libs/service/identity.h"

namespace {

enum Numbers : uint8_t { EXECD = 1, TIMED = 2, POLICYD = 3, AUDITD = 4 };

struct abi_process_limits Limits(uint32_t pages, uint32_t processes, uint32_t tasks) {
    struct abi_process_limits limits = {};
    limits.pages = pages;
    limits.processes = processes;
    limits.tasks = tasks;
    return limits;
}

class Plan : public ::testing::Test {
  protected:
    void SetUp() override {
        table()->count = 4;
        Add(EXECD, "execd", RECIPE_BOOT, {POLICYD, AUDITD}, {POLICYD, AUDITD});
        Add(TIMED, "timed", RECIPE_SERVICE, {AUDITD}, {});
        Add(POLICYD, "policyd", RECIPE_BOOT, {AUDITD}, {AUDITD});
        Add(AUDITD, "auditd", RECIPE_BOOT, {}, {});
        at(EXECD)->limits = Limits(0, 40, 400);
        at(POLICYD)->limits = Limits(50, 0, 1);
        at(AUDITD)->limits = Limits(70, 0, 2);
        Allow(AUDITD, RECIPE_CAPABILITY_AUDIT_READ, ABI_RIGHT_USE, 0);
        Allow(EXECD, RECIPE_CAPABILITY_LOG, ABI_RIGHT_SEND, ABI_RIGHT_SEND | ABI_RIGHT_RECEIVE);
        Allow(EXECD, RECIPE_CAPABILITY_AUDIT_READ, ABI_RIGHT_USE, ABI_RIGHT_USE);
    }

    struct recipe_table *table() {
        return reinterpret_cast<struct recipe_table *>(bytes_.data());
    }

    struct recipe *at(uint32_t number) {
        return &table()->recipes[number - 1];
    }

    void Add(uint8_t number, const char *name, enum recipe_kind kind, std::vector<uint8_t> needs,
             std::vector<uint8_t> calls) {
        struct recipe *recipe = at(number);
        strncpy(recipe->name, name, sizeof(recipe->name) - 1);
        recipe->kind = static_cast<uint8_t>(kind);
        recipe->class_ = ABI_CLASS_NORMAL;
        recipe->shares = ABI_SHARES_DEFAULT;
        recipe->serves = 1;
        recipe->need_count = static_cast<uint8_t>(needs.size());
        recipe->call_count = static_cast<uint8_t>(calls.size());
        std::copy(needs.begin(), needs.end(), recipe->needs);
        std::copy(calls.begin(), calls.end(), recipe->calls);
    }

    void Allow(uint32_t number, enum recipe_capability_name name, unsigned rights, unsigned grantable) {
        struct recipe *recipe = at(number);
        recipe->capabilities[recipe->capability_count++] = {static_cast<uint8_t>(name), static_cast<uint8_t>(rights),
                                                            static_cast<uint8_t>(grantable), 0};
    }

    const struct plan_program *ProgramOf(uint32_t number) {
        for (uint32_t i = 0; i < plan_->program_count; i++) {
            if (plan_->programs[i].recipe == number) {
                return &plan_->programs[i];
            }
        }
        return nullptr;
    }

    const struct plan_grant *GrantOf(uint32_t number, const std::string &name) {
        const struct plan_program *program = ProgramOf(number);
        for (uint32_t i = 0; program != nullptr && i < program->grant_count; i++) {
            if (name == program->grants[i].name) {
                return &program->grants[i];
            }
        }
        return nullptr;
    }

    const struct plan_holding &HoldingOf(const struct plan_grant *grant) {
        return plan_->holdings[grant->holding];
    }

    alignas(8) std::vector<uint8_t> bytes_ = std::vector<uint8_t>(sizeof(struct recipe_table) +
                                                                  16 * sizeof(struct recipe));
    std::unique_ptr<struct plan> plan_ = std::make_unique<struct plan>();
};

TEST_F(Plan, ProgramsOfTheBootStartAfterWhatTheyNeedAndNoOthers) {
    ASSERT_EQ(plan_make(table(), plan_.get()), ABI_OK);
    ASSERT_EQ(plan_->program_count, 3u);
    EXPECT_EQ(plan_->programs[0].recipe, AUDITD);
    EXPECT_EQ(plan_->programs[1].recipe, POLICYD);
    EXPECT_EQ(plan_->programs[2].recipe, EXECD);
}

TEST_F(Plan, EachGetsWhatItsRecipeSaysAndNothingElse) {
    ASSERT_EQ(plan_make(table(), plan_.get()), ABI_OK);
    const struct plan_grant *log = GrantOf(EXECD, "log");
    ASSERT_NE(log, nullptr);
    EXPECT_EQ(log->rights, ABI_RIGHT_SEND);
    EXPECT_EQ(log->grantable, ABI_RIGHT_SEND | ABI_RIGHT_RECEIVE);
    EXPECT_EQ(ProgramOf(AUDITD)->grant_count, 2u);   // "audit_read", "endpoint"
    EXPECT_EQ(ProgramOf(POLICYD)->grant_count, 2u);  // "endpoint", "auditd"
    EXPECT_EQ(ProgramOf(EXECD)->grant_count, 8u);    // "log", "audit_read", "endpoint", two servers, three mints
}

TEST_F(Plan, OneHoldingOfAnAuthorityCanGiveAllThatIsAskedOfIt) {
    ASSERT_EQ(plan_make(table(), plan_.get()), ABI_OK);
    const struct plan_grant *theirs = GrantOf(AUDITD, "audit_read");
    const struct plan_grant *other = GrantOf(EXECD, "audit_read");
    ASSERT_NE(theirs, nullptr);
    ASSERT_NE(other, nullptr);
    EXPECT_EQ(theirs->holding, other->holding);
    EXPECT_EQ(HoldingOf(GrantOf(EXECD, "log")).grantable, ABI_RIGHT_SEND | ABI_RIGHT_RECEIVE);
}

TEST_F(Plan, ACallerIsKnownByItsOwnBadge) {
    ASSERT_EQ(plan_make(table(), plan_.get()), ABI_OK);
    const struct plan_grant *of_policyd = GrantOf(POLICYD, "auditd");
    const struct plan_grant *of_execd = GrantOf(EXECD, "auditd");
    ASSERT_NE(of_policyd, nullptr);
    ASSERT_NE(of_execd, nullptr);
    EXPECT_EQ(HoldingOf(of_policyd).badge, identity_make(POLICYD, 0));
    EXPECT_EQ(HoldingOf(of_execd).badge, identity_make(EXECD, 0));
    EXPECT_EQ(HoldingOf(of_execd).grantable, ABI_RIGHT_SEND);
    EXPECT_EQ(of_execd->grantable, 0);
}

TEST_F(Plan, OnlyWhoStartsTheOthersMintsBadges) {
    ASSERT_EQ(plan_make(table(), plan_.get()), ABI_OK);
    for (const char *name : {"auditd.mint", "policyd.mint", "execd.mint"}) {
        const struct plan_grant *mint = GrantOf(EXECD, name);
        ASSERT_NE(mint, nullptr) << name;
        EXPECT_EQ(mint->rights, ABI_RIGHT_SEND | ABI_RIGHT_MANAGE);
        EXPECT_EQ(mint->grantable, ABI_RIGHT_SEND);
        EXPECT_EQ(HoldingOf(mint).badge, 0u);
        EXPECT_EQ(GrantOf(POLICYD, name), nullptr);
        EXPECT_EQ(GrantOf(AUDITD, name), nullptr);
    }
    EXPECT_EQ(GrantOf(EXECD, "timed.mint"), nullptr);
}

// init makes it, so it is there before execd and after it.
TEST_F(Plan, TheRosterIsWrittenByExecdAndReadByOthers) {
    Allow(EXECD, RECIPE_CAPABILITY_ROSTER, ABI_RIGHT_READ | ABI_RIGHT_WRITE, ABI_RIGHT_READ);
    Allow(AUDITD, RECIPE_CAPABILITY_ROSTER, ABI_RIGHT_READ, 0);
    ASSERT_EQ(plan_make(table(), plan_.get()), ABI_OK);
    const struct plan_grant *written = GrantOf(EXECD, "roster");
    const struct plan_grant *read = GrantOf(AUDITD, "roster");
    ASSERT_NE(written, nullptr);
    ASSERT_NE(read, nullptr);
    EXPECT_EQ(written->rights, ABI_RIGHT_READ | ABI_RIGHT_WRITE);
    EXPECT_EQ(read->rights, ABI_RIGHT_READ);
    EXPECT_EQ(read->grantable, 0);
    EXPECT_EQ(written->holding, read->holding);
}

TEST_F(Plan, AServerReceivesFromItsEndpointAndCannotMintBadges) {
    ASSERT_EQ(plan_make(table(), plan_.get()), ABI_OK);
    const struct plan_grant *endpoint = GrantOf(AUDITD, "endpoint");
    ASSERT_NE(endpoint, nullptr);
    EXPECT_EQ(endpoint->rights, ABI_RIGHT_RECEIVE | ABI_RIGHT_MANAGE);
    EXPECT_EQ(endpoint->grantable, 0);
}

TEST_F(Plan, WhatInitCannotDoIsRefused) {
    at(AUDITD)->class_ = ABI_CLASS_INTERACTIVE;
    EXPECT_EQ(plan_make(table(), plan_.get()), ABI_EINVAL);
    at(AUDITD)->class_ = ABI_CLASS_NORMAL;
    at(AUDITD)->shares = ABI_SHARES_DEFAULT + 1;
    EXPECT_EQ(plan_make(table(), plan_.get()), ABI_EINVAL);
    at(AUDITD)->shares = ABI_SHARES_DEFAULT;
    at(AUDITD)->placement = ABI_PLACEMENT_EFFICIENCY;
    EXPECT_EQ(plan_make(table(), plan_.get()), ABI_EINVAL);
    at(AUDITD)->placement = ABI_PLACEMENT_ANY;
    EXPECT_EQ(plan_make(table(), plan_.get()), ABI_OK);
}

TEST_F(Plan, NeedsOfAnotherKindAreRefused) {
    at(POLICYD)->needs[0] = TIMED;
    EXPECT_EQ(plan_make(table(), plan_.get()), ABI_EINVAL);
}

TEST_F(Plan, TooManyProgramsAreRefused) {
    table()->count = 4 + PLAN_PROGRAMS_MAX;
    for (uint8_t number = 5; number <= table()->count; number++) {
        Add(number, "more", RECIPE_BOOT, {}, {});
    }
    EXPECT_EQ(plan_make(table(), plan_.get()), ABI_ENOSPC);
}

TEST_F(Plan, WhatIsLeftGoesToExecdButForTheRestartsOfOthers) {
    ASSERT_EQ(plan_make(table(), plan_.get()), ABI_OK);
    struct abi_process_limits left = Limits(1000, 100, 300);
    struct abi_process_limits limits = {};
    // All others run: what they have is not in `left`.
    ASSERT_EQ(plan_limits_of(table(), plan_.get(), 2, 0b011, &left, &limits), ABI_OK);
    EXPECT_EQ(limits.pages, 1000u - PLAN_SPARE_PAGES);
    EXPECT_EQ(limits.processes, 40u);
    EXPECT_EQ(limits.tasks, 300u - PLAN_SPARE_OBJECTS);
    // auditd does not: its share is kept for it.
    ASSERT_EQ(plan_limits_of(table(), plan_.get(), 2, 0b010, &left, &limits), ABI_OK);
    EXPECT_EQ(limits.pages, 1000u - PLAN_SPARE_PAGES - 70);
}

TEST_F(Plan, OthersGetWhatTheirRecipesSayOrNothing) {
    ASSERT_EQ(plan_make(table(), plan_.get()), ABI_OK);
    struct abi_process_limits left = Limits(1000, 100, 300);
    struct abi_process_limits limits = {};
    at(EXECD)->limits.tasks = 10;
    ASSERT_EQ(plan_limits_of(table(), plan_.get(), 0, 0b110, &left, &limits), ABI_OK);
    EXPECT_EQ(limits.pages, 70u);
    EXPECT_EQ(limits.tasks, 2u);
    left.pages = 70 + PLAN_SPARE_PAGES - 1;
    EXPECT_EQ(plan_limits_of(table(), plan_.get(), 0, 0b110, &left, &limits), ABI_ENOMEM);
    left = Limits(1000, 100, 1);
    EXPECT_EQ(plan_limits_of(table(), plan_.get(), 0, 0b110, &left, &limits), ABI_ENOSPC);
}

}  // namespace
