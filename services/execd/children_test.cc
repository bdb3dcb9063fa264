// SPDX-License-Identifier: Apache-2.0
#include "services/execd/children.h"

#include <initializer_list>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "libs/service/identity.h"

namespace {

enum Numbers : uint32_t { BOOT = 1, DRIVER = 2, SERVER = 3, APP = 4, PROGRAMS = 4 };

class Children : public ::testing::Test {
  protected:
    void SetUp() override {
        SetCount(PROGRAMS);
        at(BOOT)->kind = RECIPE_BOOT;
        Describe(DRIVER, RECIPE_SERVICE);
        Describe(SERVER, RECIPE_SERVICE);
        Describe(APP, RECIPE_APP);
        at(SERVER)->need_count = 2;
        at(SERVER)->needs[0] = BOOT;
        at(SERVER)->needs[1] = DRIVER;
        at(APP)->restart = RECIPE_RESTART_NEVER;
        at(APP)->ready_milliseconds = 0;
        Init();
    }

    void SetCount(uint16_t count) {
        bytes_.resize(sizeof(struct recipe_table) + count * sizeof(struct recipe));
        table()->count = count;
    }

    struct recipe_table *table() {
        return reinterpret_cast<struct recipe_table *>(bytes_.data());
    }

    struct recipe *at(uint32_t number) {
        return &table()->recipes[number - 1];
    }

    void Describe(uint32_t number, enum recipe_kind kind) {
        struct recipe *recipe = at(number);
        recipe->kind = static_cast<uint8_t>(kind);
        recipe->restart = RECIPE_RESTART_ON_FAILURE;
        recipe->ready_milliseconds = 100;
        recipe->backoff_milliseconds = 10;
        recipe->backoff_max_milliseconds = 40;
        recipe->restarts = 2;
        recipe->task_limits.control_calls = 3;
        recipe->task_limits.control_window = 50;
    }

    void Init() {
        children_init(all_.get(), table(), 0);
    }

    const struct child &child(uint32_t number) {
        return all_->all[number];
    }

    void ExpectNext(uint64_t now, enum children_step step, uint32_t number = 0) {
        const struct children_action action = children_next(all_.get(), now);
        EXPECT_EQ(action.step, step);
        EXPECT_EQ(action.number, number);
    }

    void Start(uint32_t number, uint64_t now) {
        ExpectNext(now, CHILDREN_START, number);
        children_started(all_.get(), number, now);
    }

    void StartAndReady(uint32_t number, uint64_t now) {
        Start(number, now);
        ASSERT_EQ(children_ready(all_.get(), child(number).identity), ABI_OK);
    }

    std::vector<uint8_t> bytes_;
    std::unique_ptr<struct children> all_ = std::make_unique<struct children>();
};

TEST_F(Children, AServiceStartsWhenAllThatItNeedsAreReady) {
    Start(DRIVER, 0);
    ExpectNext(0, CHILDREN_NOTHING);
    ASSERT_EQ(children_ready(all_.get(), child(DRIVER).identity), ABI_OK);
    Start(SERVER, 1);
    ExpectNext(1, CHILDREN_NOTHING);
}

TEST_F(Children, ProgramsOfTheBootRunAndAreNotStarted) {
    EXPECT_EQ(child(BOOT).state, EXECD_RUNNING);
    EXPECT_EQ(children_find(all_.get(), identity_make(BOOT, 0)), 0u);
}

TEST_F(Children, AnAppStartsByItselfOnlyIfItsRecipeSaysSo) {
    StartAndReady(DRIVER, 0);
    StartAndReady(SERVER, 0);
    ExpectNext(0, CHILDREN_NOTHING);
    at(APP)->autostart = 1;
    Init();
    StartAndReady(DRIVER, 0);
    StartAndReady(SERVER, 0);
    Start(APP, 0);
}

TEST_F(Children, WhoIsNotReadyInTimeIsStopped) {
    Start(DRIVER, 1000);
    EXPECT_EQ(children_due(all_.get()), 1100u);
    ExpectNext(1099, CHILDREN_NOTHING);
    ExpectNext(1100, CHILDREN_STOP, DRIVER);
    ExpectNext(1100, CHILDREN_NOTHING);
    EXPECT_EQ(children_due(all_.get()), CHILDREN_NEVER);
    // Too late.
    EXPECT_EQ(children_ready(all_.get(), child(DRIVER).identity), ABI_OK);
    EXPECT_EQ(child(DRIVER).state, EXECD_STARTING);
    children_ended(all_.get(), DRIVER, CHILDREN_STATUS_KILLED, 1101);
    EXPECT_EQ(child(DRIVER).reason, EXECD_REASON_NOT_READY);
    EXPECT_EQ(child(DRIVER).state, EXECD_WAITING);
}

TEST_F(Children, WhoSaysThatItIsReadyIsNotStopped) {
    StartAndReady(DRIVER, 0);
    Start(SERVER, 0);
    ASSERT_EQ(children_ready(all_.get(), child(SERVER).identity), ABI_OK);
    ExpectNext(5000, CHILDREN_NOTHING);
}

TEST_F(Children, WhoFailsIsStartedAgainAfterAPause) {
    StartAndReady(DRIVER, 0);
    StartAndReady(SERVER, 0);
    children_ended(all_.get(), DRIVER, 7, 500);
    EXPECT_EQ(child(DRIVER).state, EXECD_WAITING);
    EXPECT_EQ(child(DRIVER).reason, EXECD_REASON_EXIT);
    EXPECT_EQ(child(DRIVER).detail, 7u);
    EXPECT_EQ(children_due(all_.get()), 510u);
    ExpectNext(509, CHILDREN_NOTHING);
    Start(DRIVER, 510);
    EXPECT_EQ(child(DRIVER).restarts, 1u);
}

TEST_F(Children, WhoSucceedsIsNotStartedAgain) {
    StartAndReady(DRIVER, 0);
    StartAndReady(SERVER, 0);
    children_ended(all_.get(), SERVER, 0, 500);
    EXPECT_EQ(child(SERVER).state, EXECD_ENDED);
    ExpectNext(100000, CHILDREN_NOTHING);
}

TEST_F(Children, WhoFailsTooOftenIsGivenUpAndThatIsToldOnce) {
    uint64_t now = 0;
    for (int i = 0; i < 3; i++) {
        StartAndReady(DRIVER, now);
        children_ended(all_.get(), DRIVER, 1, now);
        now += 1000;
    }
    EXPECT_EQ(child(DRIVER).state, EXECD_GIVEN_UP);
    ExpectNext(now, CHILDREN_GIVE_UP, DRIVER);
    ExpectNext(now, CHILDREN_GIVE_UP, SERVER);
    EXPECT_EQ(child(SERVER).state, EXECD_GIVEN_UP);
    EXPECT_EQ(child(SERVER).reason, EXECD_REASON_NEEDS_FAILED);
    EXPECT_EQ(child(SERVER).detail, DRIVER);
    ExpectNext(now, CHILDREN_NOTHING);
}

TEST_F(Children, WhatWasDeniedIsGivenUpAtOnce) {
    ExpectNext(0, CHILDREN_START, DRIVER);
    children_not_started(all_.get(), DRIVER, EXECD_REASON_DENIED, 5, true, 0);
    EXPECT_EQ(child(DRIVER).state, EXECD_GIVEN_UP);
    EXPECT_EQ(child(DRIVER).reason, EXECD_REASON_DENIED);
    ExpectNext(0, CHILDREN_GIVE_UP, DRIVER);
}

TEST_F(Children, WhatCouldNotBeAskedIsTriedAgain) {
    ExpectNext(0, CHILDREN_START, DRIVER);
    children_not_started(all_.get(), DRIVER, EXECD_REASON_NO_PROGRAM, ABI_ETIMEDOUT, false, 0);
    ExpectNext(9, CHILDREN_NOTHING);
    Start(DRIVER, 10);
}

TEST_F(Children, WhatIsNeverRestartedAndCannotBeStartedIsGivenUp) {
    at(DRIVER)->restart = RECIPE_RESTART_NEVER;
    ExpectNext(0, CHILDREN_START, DRIVER);
    children_not_started(all_.get(), DRIVER, EXECD_REASON_NO_PROGRAM, ABI_ENOMEM, false, 0);
    EXPECT_EQ(child(DRIVER).state, EXECD_GIVEN_UP);
}

TEST_F(Children, WhatTheSystemCannotDoWithoutIsGivenUpWhenItEnds) {
    at(DRIVER)->essential = 1;
    StartAndReady(DRIVER, 0);
    StartAndReady(SERVER, 0);
    children_ended(all_.get(), DRIVER, 0, 1);
    EXPECT_EQ(child(DRIVER).state, EXECD_GIVEN_UP);
    ExpectNext(1, CHILDREN_GIVE_UP, DRIVER);
}

TEST_F(Children, TheFirstReasonCounts) {
    Start(DRIVER, 0);
    children_condemn(all_.get(), DRIVER, EXECD_REASON_FAULT, 4);
    children_condemn(all_.get(), DRIVER, EXECD_REASON_KILLED, 9);
    children_ended(all_.get(), DRIVER, 128, 3);
    EXPECT_EQ(child(DRIVER).reason, EXECD_REASON_FAULT);
    EXPECT_EQ(child(DRIVER).detail, 4u);
    // The next launch begins without one.
    StartAndReady(DRIVER, 13);
    children_ended(all_.get(), DRIVER, 5, 14);
    EXPECT_EQ(child(DRIVER).reason, EXECD_REASON_EXIT);
}

TEST_F(Children, WhoIsKilledHasFailedWhateverItsStatus) {
    StartAndReady(DRIVER, 0);
    children_condemn(all_.get(), DRIVER, EXECD_REASON_KILLED, 4);
    children_ended(all_.get(), DRIVER, 0, 3);
    EXPECT_EQ(child(DRIVER).state, EXECD_WAITING);
}

TEST_F(Children, AnIdentityIsThatOfOneLaunch) {
    Start(DRIVER, 0);
    const uint64_t first = child(DRIVER).identity;
    EXPECT_EQ(identity_recipe(first), DRIVER);
    EXPECT_EQ(children_find(all_.get(), first), DRIVER);
    children_ended(all_.get(), DRIVER, 1, 0);
    EXPECT_EQ(children_find(all_.get(), first), 0u);
    EXPECT_EQ(children_ready(all_.get(), first), ABI_EBADF);
    Start(DRIVER, 10);
    EXPECT_NE(child(DRIVER).identity, first);
    EXPECT_EQ(children_find(all_.get(), first), 0u);
    EXPECT_EQ(children_find(all_.get(), identity_make(PROGRAMS + 1, 0)), 0u);
}

TEST_F(Children, ARestartedExecdUsesNoIdentityAgain) {
    const uint64_t before = children_next_identity(all_.get(), DRIVER);
    children_init(all_.get(), table(), 1);
    EXPECT_NE(children_next_identity(all_.get(), DRIVER), before);
    EXPECT_EQ(identity_recipe(children_next_identity(all_.get(), DRIVER)), DRIVER);
}

TEST_F(Children, OnlyAppsAreLaunchedAndNotTwiceAtATime) {
    EXPECT_EQ(children_may_launch(all_.get(), 0), ABI_EINVAL);
    EXPECT_EQ(children_may_launch(all_.get(), PROGRAMS + 1), ABI_EINVAL);
    EXPECT_EQ(children_may_launch(all_.get(), BOOT), ABI_EINVAL);
    EXPECT_EQ(children_may_launch(all_.get(), SERVER), ABI_EINVAL);
    ASSERT_EQ(children_may_launch(all_.get(), APP), ABI_OK);
    children_started(all_.get(), APP, 0);
    EXPECT_EQ(children_may_launch(all_.get(), APP), ABI_EBUSY);
    children_ended(all_.get(), APP, 1, 1);
    EXPECT_EQ(children_may_launch(all_.get(), APP), ABI_OK);
    at(APP)->need_count = 1;
    at(APP)->needs[0] = DRIVER;
    EXPECT_EQ(children_may_launch(all_.get(), APP), ABI_EBUSY);
}

TEST_F(Children, ALaunchThatFailedIsNotTriedAgain) {
    ASSERT_EQ(children_may_launch(all_.get(), APP), ABI_OK);
    children_launch_failed(all_.get(), APP, EXECD_REASON_DENIED, 3);
    EXPECT_EQ(child(APP).state, EXECD_ENDED);
    EXPECT_EQ(child(APP).reason, EXECD_REASON_DENIED);
    Start(DRIVER, 0);
    ExpectNext(0, CHILDREN_NOTHING);
}

TEST_F(Children, NoMoreRunThanThereAreBits) {
    SetCount(RECIPES_MAX);
    for (uint32_t number = 1; number <= RECIPES_MAX; number++) {
        *at(number) = {};
        Describe(number, number == RECIPES_MAX ? RECIPE_APP : RECIPE_SERVICE);
    }
    Init();
    for (uint32_t number = 1; number <= CHILDREN_RUNNING_MAX; number++) {
        Start(number, 0);
    }
    ExpectNext(0, CHILDREN_NOTHING);
    EXPECT_EQ(children_may_launch(all_.get(), RECIPES_MAX), ABI_ENOSPC);
    children_ended(all_.get(), 1, 0, 0);
    Start(CHILDREN_RUNNING_MAX + 1, 0);
}

TEST_F(Children, EscalationsAreLimitedInEachWindow) {
    Start(DRIVER, 0);
    for (int i = 0; i < 3; i++) {
        EXPECT_EQ(children_take_call(all_.get(), DRIVER, 10), ABI_OK);
    }
    EXPECT_EQ(children_take_call(all_.get(), DRIVER, 59), ABI_EBUSY);
    EXPECT_EQ(children_take_call(all_.get(), DRIVER, 60), ABI_OK);
}

TEST_F(Children, AnAppThatWasKilledDoesNotComeBack) {
    at(APP)->restart = RECIPE_RESTART_ALWAYS;
    at(DRIVER)->restart = RECIPE_RESTART_ALWAYS;
    Init();
    Start(DRIVER, 0);
    children_started(all_.get(), APP, 0);
    children_condemn(all_.get(), APP, EXECD_REASON_KILLED, DRIVER);
    children_ended(all_.get(), APP, 1, 5);
    EXPECT_EQ(child(APP).state, EXECD_ENDED);
    EXPECT_EQ(child(APP).reason, EXECD_REASON_KILLED);
    EXPECT_EQ(child(APP).detail, static_cast<uint32_t>(DRIVER));
    children_condemn(all_.get(), DRIVER, EXECD_REASON_KILLED, APP);
    children_ended(all_.get(), DRIVER, 1, 5);
    EXPECT_EQ(child(DRIVER).state, EXECD_WAITING);
}

// One of its threads faulted before, and the others went on.
TEST_F(Children, AnAppThatWasKilledAfterAFaultDoesNotComeBackEither) {
    at(APP)->restart = RECIPE_RESTART_ALWAYS;
    Init();
    children_started(all_.get(), APP, 0);
    children_condemn(all_.get(), APP, EXECD_REASON_FAULT, 5);
    children_condemn(all_.get(), APP, EXECD_REASON_KILLED, DRIVER);
    children_ended(all_.get(), APP, 130, 5);
    EXPECT_EQ(child(APP).state, EXECD_ENDED);
    EXPECT_EQ(child(APP).reason, EXECD_REASON_FAULT);
    // The next one is not called off.
    children_started(all_.get(), APP, 10);
    children_ended(all_.get(), APP, 1, 15);
    EXPECT_EQ(child(APP).state, EXECD_WAITING);
}

TEST_F(Children, AnAppThatWaitsToBeStartedAgainCanBeCalledOff) {
    at(APP)->restart = RECIPE_RESTART_ON_FAILURE;
    at(DRIVER)->kind = RECIPE_APP;
    at(SERVER)->need_count = 0;
    at(SERVER)->kind = RECIPE_APP;
    Init();
    children_started(all_.get(), APP, 0);
    const uint64_t identity = child(APP).identity;
    EXPECT_EQ(children_find_waiting(all_.get(), identity), 0u);
    children_ended(all_.get(), APP, 1, 5);
    EXPECT_EQ(child(APP).state, EXECD_WAITING);
    EXPECT_EQ(children_find(all_.get(), identity), 0u);
    EXPECT_EQ(children_find_waiting(all_.get(), identity + (UINT64_C(1) << 40)), 0u);
    ASSERT_EQ(children_find_waiting(all_.get(), identity), static_cast<uint32_t>(APP));
    children_cancel(all_.get(), APP, DRIVER);
    EXPECT_EQ(child(APP).state, EXECD_ENDED);
    EXPECT_EQ(child(APP).reason, EXECD_REASON_KILLED);
    EXPECT_EQ(children_find_waiting(all_.get(), identity), 0u);
    ExpectNext(1000000, CHILDREN_NOTHING);
    EXPECT_EQ(children_due(all_.get()), CHILDREN_NEVER);
}

}  // namespace
