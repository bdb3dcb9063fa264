// SPDX-License-Identifier: Apache-2.0
// What programs are given: endpoints, the authorities of their recipes, and who runs. What a program has got of it is a child of what is
// kept here.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "libs/loader/loader.h"
#include "libs/recipe/recipe.h"

enum supply_limits {
    SUPPLY_GRANTS_MAX = RECIPE_CAPABILITIES_MAX + RECIPE_CALLS_MAX + 3,
};

// For one launch.
struct supply {
    uint32_t grant_count;
    struct loader_grant grants[SUPPLY_GRANTS_MAX];
    uint32_t made_count;
    uint32_t made[RECIPE_CALLS_MAX + 1];  // handles with its badge, which are closed when it has them
    uint32_t supervisor;                  // one of those: where its faults are told
    uint32_t clients;                     // its notification of the roster, or 0; stays
};

// Takes over the roster's page: nobody runs. Errors: as vmo_map.
ABI_MUST_USE enum abi_error supply_init(const struct recipe_table *table);

// Errors: as capability_derive, endpoint_create, notification_create; EBADF (execd itself has not got what a recipe asks for). What was
// made is there to be given up.
ABI_MUST_USE enum abi_error supply_make(uint32_t number, uint64_t identity, struct supply *supply);

// After the launch; without its end `clients` stays.
void supply_release(struct supply *supply, bool is_started);

// Writes who runs; 0: it does not run any more.
void supply_write_roster(uint32_t number, uint64_t identity);
