// SPDX-License-Identifier: Apache-2.0
#include "services/policyd/askers.h"

#include <string.h>

#include "libs/service/identity.h"

bool askers_take(struct askers *askers, uint32_t recipe, uint64_t now) {
    if (recipe == IDENTITY_KERNEL || recipe > RECIPES_MAX) {
        return false;
    }
    if (now >= askers->window_begin && now - askers->window_begin >= askers->window_ticks) {
        askers->window_begin = now;
        askers->taken = 0;
        memset(askers->taken_by, 0, sizeof(askers->taken_by));
    }
    uint32_t *taken = &askers->taken_by[recipe - 1];
    if (askers->taken >= POLICYD_OTHERS_QUERIES || *taken >= POLICYD_ASKER_QUERIES) {
        return false;
    }
    askers->taken++;
    ++*taken;
    return true;
}
