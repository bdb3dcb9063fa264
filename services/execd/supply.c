// SPDX-License-Identifier: Apache-2.0
#include "services/execd/supply.h"

#include <stddef.h>
#include <stdio.h>

#include "abi/limits.h"
#include "libs/nexus/nexus.h"
#include "libs/service/roster.h"

static const char OWN_NAME[] = "execd";

static_assert((uint32_t)RECIPES_MAX <= (uint32_t)ROSTER_ENTRIES, "each recipe has a place");
static_assert(sizeof(struct roster) <= ABI_PAGE_BYTES, "a page");

static const struct recipe_table *table;
static uint32_t endpoints[RECIPES_MAX + 1];  // handles, with the right to derive with a badge; 0: none yet
static uint32_t roster_vmo;
static struct roster *roster;

enum abi_error supply_init(const struct recipe_table *recipes) {
    table = recipes;
    roster_vmo = nexus_start_handle("roster");
    uint64_t address = 0;
    enum abi_error error = nexus_vmo_map(0, roster_vmo, 0, 0, 1, ABI_RIGHT_READ | ABI_RIGHT_WRITE, &address);
    if (error != ABI_OK) {
        return error;
    }
    roster = (struct roster *)address;
    // What an earlier execd had started ended with it.
    for (uint32_t number = 1; number <= ROSTER_ENTRIES; number++) {
        supply_write_roster(number, 0);
    }
    return ABI_OK;
}

void supply_write_roster(uint32_t number, uint64_t identity) {
    // Pairs with the services' acquire (roster.h).
    atomic_store_explicit(&roster->running[number - 1], identity, memory_order_release);
}

// Of programs of the boot it is what init gave; of others it is made when somebody needs it first, and outlasts them.
static enum abi_error endpoint_of(uint32_t number, uint32_t *handle) {
    const struct recipe *recipe = recipe_at(table, number);
    if (endpoints[number] == 0 && recipe->kind == RECIPE_BOOT) {
        char name[START_RECORD_NAME_MAX + 1];
        (void)snprintf(name, sizeof(name), "%.*s.mint", (int)sizeof(name) - (int)sizeof(".mint"), recipe->name);
        endpoints[number] = nexus_start_handle(name);
        if (endpoints[number] == 0) {
            return ABI_EBADF;
        }
    }
    if (endpoints[number] == 0) {
        enum abi_error error = nexus_endpoint_create(&endpoints[number]);
        if (error != ABI_OK) {
            return error;
        }
    }
    *handle = endpoints[number];
    return ABI_OK;
}

static void add(struct supply *supply, const char *name, uint32_t handle, uint32_t rights, uint32_t grantable) {
    supply->grants[supply->grant_count++] =
        (struct loader_grant){.name = name, .handle = handle, .rights = rights, .grantable = grantable};
}

// That it may call the server, which knows it by its badge.
static enum abi_error add_server(struct supply *supply, uint32_t number, uint64_t identity) {
    uint32_t endpoint = 0;
    uint32_t *made = &supply->made[supply->made_count];
    enum abi_error error = endpoint_of(number, &endpoint);
    if (error == ABI_OK) {
        error = nexus_capability_derive(endpoint, ABI_RIGHT_SEND, ABI_RIGHT_SEND, identity, made);
    }
    if (error == ABI_OK) {
        supply->made_count++;
        add(supply, recipe_at(table, number)->name, *made, ABI_RIGHT_SEND, 0);
    }
    return error;
}

static enum abi_error add_servers(struct supply *supply, const struct recipe *recipe, uint64_t identity) {
    uint32_t own = recipe_find(table, OWN_NAME);
    enum abi_error error = add_server(supply, own, identity);
    supply->supervisor = supply->made[0];
    for (uint32_t i = 0; error == ABI_OK && i < recipe->call_count; i++) {
        if (recipe->calls[i] != own) {
            error = add_server(supply, recipe->calls[i], identity);
        }
    }
    return error;
}

static enum abi_error add_roster(struct supply *supply) {
    enum abi_error error = nexus_notification_create(&supply->clients);
    if (error == ABI_OK) {
        add(supply, "roster", roster_vmo, ABI_RIGHT_READ, 0);
        add(supply, "clients", supply->clients, ABI_RIGHT_SEND | ABI_RIGHT_RECEIVE, 0);
    }
    return error;
}

static enum abi_error add_capability(struct supply *supply, const struct recipe_capability *capability) {
    if (capability->name == RECIPE_CAPABILITY_ROSTER) {
        return add_roster(supply);
    }
    const char *name = recipe_capability_text(capability->name);
    uint32_t handle = name == NULL ? 0 : nexus_start_handle(name);
    if (handle == 0) {
        return ABI_EBADF;
    }
    add(supply, name, handle, capability->rights, capability->grantable);
    return ABI_OK;
}

enum abi_error supply_make(uint32_t number, uint64_t identity, struct supply *supply) {
    const struct recipe *recipe = recipe_at(table, number);
    *supply = (struct supply){0};
    enum abi_error error = add_servers(supply, recipe, identity);
    if (error == ABI_OK && recipe->serves) {
        uint32_t endpoint = 0;
        error = endpoint_of(number, &endpoint);
        add(supply, "endpoint", endpoint, ABI_RIGHT_RECEIVE | ABI_RIGHT_MANAGE, 0);
    }
    for (uint32_t i = 0; error == ABI_OK && i < recipe->capability_count; i++) {
        error = add_capability(supply, &recipe->capabilities[i]);
    }
    return error;
}

void supply_release(struct supply *supply, bool is_started) {
    for (uint32_t i = 0; i < supply->made_count; i++) {
        (void)!nexus_capability_close(supply->made[i]);
    }
    supply->made_count = 0;
    if (!is_started && supply->clients != 0) {
        (void)!nexus_capability_close(supply->clients);
        supply->clients = 0;
    }
}
