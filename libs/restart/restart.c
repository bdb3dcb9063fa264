// SPDX-License-Identifier: Apache-2.0
#include "libs/restart/restart.h"

#include "libs/fault/fault.h"

static bool is_wanted(const struct recipe *recipe, bool is_failure) {
    switch (recipe->restart) {
        case RECIPE_RESTART_ALWAYS:
            return true;
        case RECIPE_RESTART_ON_FAILURE:
            return is_failure;
        default:
            return false;
    }
}

static bool is_window_over(const struct recipe *recipe, const struct restart_account *account, uint64_t now) {
    return recipe->restart_window_milliseconds != 0 &&
           now - account->window_begin >= recipe->restart_window_milliseconds;
}

static uint64_t pause_after(const struct recipe *recipe, uint32_t restarts) {
    uint64_t pause = recipe->backoff_milliseconds;
    for (uint32_t i = 0; i < restarts && pause < recipe->backoff_max_milliseconds; i++) {
        pause *= 2;
    }
    return pause < recipe->backoff_max_milliseconds ? pause : recipe->backoff_max_milliseconds;
}

enum restart_verdict restart_decide(const struct recipe *recipe, struct restart_account *account,
                                    uint64_t now_milliseconds, bool is_failure, uint64_t *at_milliseconds) {
    if (!is_wanted(recipe, is_failure) || fault_is(FAULT_restart_forgotten)) {
        return RESTART_NOT;
    }
    if (account->restarts == 0 || is_window_over(recipe, account, now_milliseconds)) {
        *account = (struct restart_account){.window_begin = now_milliseconds};
    }
    if (account->restarts >= recipe->restarts && !fault_is(FAULT_restarts_unbounded)) {
        return RESTART_GIVEN_UP;
    }
    *at_milliseconds = now_milliseconds + pause_after(recipe, account->restarts);
    account->restarts++;
    return RESTART_LATER;
}
