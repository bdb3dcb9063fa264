// SPDX-License-Identifier: Apache-2.0
#include "services/execd/patience.h"

#include <string.h>

#include "libs/fault/fault.h"

bool patience_is_left(struct patience *patience, uint32_t recipe, uint64_t now_milliseconds) {
    // The time does not go back, and nothing is spent before the first window is over or has begun.
    if (now_milliseconds - patience->window_begin >= PATIENCE_WINDOW_MILLISECONDS) {
        memset(patience, 0, sizeof(*patience));
        patience->window_begin = now_milliseconds;
    }
    uint32_t spent = patience->of[recipe];
    return spent == 0 || (spent < PATIENCE_EACH && patience->all < PATIENCE_ALL) || fault_is(FAULT_patience_endless);
}

void patience_spend(struct patience *patience, uint32_t recipe) {
    // Beyond the limits nothing is looked at, so these do not wrap.
    patience->of[recipe]++;
    patience->all++;
}

bool patience_tells(struct patience *patience, uint32_t recipe) {
    bool is_first = !patience->is_told[recipe];
    patience->is_told[recipe] = true;
    return is_first;
}
