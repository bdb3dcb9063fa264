// SPDX-License-Identifier: Apache-2.0
#include "services/init/holdings.h"

#include "libs/fault/fault.h"
#include "libs/loader/loader.h"
#include "libs/nexus/nexus.h"

// With all rights, while the holdings are made; 0: none.
static uint32_t endpoints[RECIPES_MAX + 1];
static uint32_t roster;
static uint32_t terminal;

static uint32_t authority_of(const struct abi_boot *boot, uint32_t name) {
    const uint32_t authorities[RECIPE_CAPABILITY_COUNT] = {
        [RECIPE_CAPABILITY_CLOCK] = boot->clock,
        [RECIPE_CAPABILITY_SCHED_SETQOS] = boot->sched_setqos,
        [RECIPE_CAPABILITY_SCHED_SETAFFINITY] = boot->sched_setaffinity,
        [RECIPE_CAPABILITY_SCHED_SETSHARES] = boot->sched_setshares,
        [RECIPE_CAPABILITY_STATS_READ] = boot->stats_read,
        [RECIPE_CAPABILITY_AUDIT_READ] = boot->audit_read,
        [RECIPE_CAPABILITY_LOG] = boot->log,
        [RECIPE_CAPABILITY_POWER] = boot->power,
        [RECIPE_CAPABILITY_ARCHIVE] = boot->archive,
        [RECIPE_CAPABILITY_ROSTER] = roster,
        [RECIPE_CAPABILITY_TERMINAL] = terminal,
    };
    return name < RECIPE_CAPABILITY_COUNT ? authorities[name] : 0;
}

static enum abi_error endpoint_of(uint32_t number, uint32_t *handle) {
    if (endpoints[number] == 0) {
        enum abi_error error = nexus_endpoint_create(&endpoints[number]);
        if (error != ABI_OK) {
            return error;
        }
    }
    *handle = endpoints[number];
    return ABI_OK;
}

// What outlives those who use it. Nobody need want it.
static enum abi_error make_objects(void) {
    enum abi_error error = nexus_vmo_create(1, &roster);
    return error == ABI_OK ? nexus_notification_create(&terminal) : error;
}

static enum abi_error make(const struct abi_boot *boot, const struct plan_holding *holding, uint32_t *made) {
    uint32_t from = 0;
    enum abi_error error = ABI_OK;
    if (holding->source == PLAN_AUTHORITY) {
        from = authority_of(boot, holding->number);
    } else {
        error = endpoint_of(holding->number, &from);
    }
    uint32_t rights = fault_is(FAULT_init_keeps_rights) ? holding->grantable : 0;
    return error == ABI_OK ? nexus_capability_derive(from, rights, holding->grantable, holding->badge, made) : error;
}

static void give_up(uint32_t *handle) {
    if (*handle != 0) {
        (void)!nexus_capability_close(*handle);
        *handle = 0;
    }
}

static void give_up_all(const struct abi_boot *boot) {
    for (uint32_t name = 1; name < RECIPE_CAPABILITY_COUNT; name++) {
        uint32_t handle = authority_of(boot, name);
        give_up(&handle);
    }
    for (uint32_t i = 0; i < boot->device_count; i++) {
        uint32_t mmio = boot->devices[i].mmio;
        uint32_t irq = boot->devices[i].irq;
        give_up(&mmio);
        give_up(&irq);
    }
    for (uint32_t number = 1; number <= RECIPES_MAX; number++) {
        give_up(&endpoints[number]);
    }
}

enum abi_error holdings_make(const struct abi_boot *boot, const struct plan *plan, struct holdings *holdings) {
    enum abi_error error = make_objects();
    for (uint32_t i = 0; error == ABI_OK && i < plan->holding_count; i++) {
        error = make(boot, &plan->holdings[i], &holdings->handles[i]);
    }
    give_up_all(boot);
    return error;
}

enum abi_error holdings_map_archive(const struct abi_boot *boot, const void **archive) {
    uint32_t reading = 0;
    enum abi_error error = nexus_capability_derive(boot->archive, ABI_RIGHT_READ, 0, 0, &reading);
    return error == ABI_OK ? loader_map_archive(reading, boot->archive_bytes, archive) : error;
}
