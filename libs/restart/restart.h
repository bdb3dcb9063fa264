// SPDX-License-Identifier: Apache-2.0
// Whether a program that ended is started again, and when: after a pause that doubles with each time, and so often within a window.
// Whoever starts programs keeps an account for each. Pure.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "libs/recipe/recipe.h"

#ifdef __cplusplus
extern "C" {
#endif

// What a program has had of its restarts. Begins all zero.
struct restart_account {
    uint64_t window_begin;  // milliseconds; counts when `restarts` is not 0
    uint32_t restarts;      // in the window that began then
};

enum restart_verdict {
    RESTART_NOT,       // its recipe wants none after such an end
    RESTART_LATER,     // at *at_milliseconds
    RESTART_GIVEN_UP,  // it has had all that its recipe allows
};

// Of a program that ends at `now`, or could not be started. *at_milliseconds is written with RESTART_LATER.
enum restart_verdict restart_decide(const struct recipe *recipe, struct restart_account *account,
                                    uint64_t now_milliseconds, bool is_failure, uint64_t *at_milliseconds);

#ifdef __cplusplus
}
#endif
