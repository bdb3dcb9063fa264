// SPDX-License-Identifier: Apache-2.0
#include "libs/recipe/recipe.h"

#include <string.h>

#include "abi/object.h"

#include "libs/recipe/check.h"

struct capability {
    const char *text;
    uint8_t rights;          // of programs of all kinds
    uint8_t rights_of_boot;  // more, of those of kind "boot"
};

static const struct capability capabilities[RECIPE_CAPABILITY_COUNT] = {
    [RECIPE_CAPABILITY_CLOCK] = {"clock", ABI_RIGHT_USE, 0},
    [RECIPE_CAPABILITY_SCHED_SETQOS] = {"sched_setqos", ABI_RIGHT_USE, 0},
    [RECIPE_CAPABILITY_SCHED_SETAFFINITY] = {"sched_setaffinity", ABI_RIGHT_USE, 0},
    [RECIPE_CAPABILITY_SCHED_SETSHARES] = {"sched_setshares", ABI_RIGHT_USE, 0},
    [RECIPE_CAPABILITY_STATS_READ] = {"stats_read", ABI_RIGHT_USE, 0},
    [RECIPE_CAPABILITY_AUDIT_READ] = {"audit_read", ABI_RIGHT_USE, 0},
    [RECIPE_CAPABILITY_LOG] = {"log", ABI_RIGHT_SEND, ABI_RIGHT_RECEIVE},
    [RECIPE_CAPABILITY_POWER] = {"power", ABI_RIGHT_USE, 0},
    [RECIPE_CAPABILITY_ARCHIVE] = {"archive", ABI_RIGHT_READ, 0},
    [RECIPE_CAPABILITY_ROSTER] = {"roster", ABI_RIGHT_READ, ABI_RIGHT_WRITE},
    [RECIPE_CAPABILITY_TERMINAL] = {"terminal", ABI_RIGHT_SEND | ABI_RIGHT_RECEIVE, 0},
};

// Files of the archive, and handles that are not named after a recipe.
static const char *const reserved_names[] = {"init", "recipes", "policy", "endpoint", "clients"};

const char *recipe_capability_text(uint32_t name) {
    return name < RECIPE_CAPABILITY_COUNT ? capabilities[name].text : NULL;
}

uint8_t recipe_capability_rights(uint32_t name, uint32_t kind) {
    if (name >= RECIPE_CAPABILITY_COUNT) {
        return 0;
    }
    return capabilities[name].rights | (kind == RECIPE_BOOT ? capabilities[name].rights_of_boot : 0);
}

uint8_t recipe_capability_grantable(uint32_t name, uint32_t kind) {
    return name == RECIPE_CAPABILITY_ROSTER && kind != RECIPE_BOOT ? 0 : recipe_capability_rights(name, kind);
}

enum abi_class recipe_usual_class(const struct recipe *recipe) {
    return recipe->kind == RECIPE_APP && !recipe->autostart ? ABI_CLASS_INTERACTIVE : ABI_CLASS_NORMAL;
}

bool recipe_name_is_reserved(const char *name) {
    for (size_t i = 0; i < sizeof(reserved_names) / sizeof(reserved_names[0]); i++) {
        if (strcmp(name, reserved_names[i]) == 0) {
            return true;
        }
    }
    for (uint32_t i = 1; i < RECIPE_CAPABILITY_COUNT; i++) {
        if (strcmp(name, capabilities[i].text) == 0) {
            return true;
        }
    }
    return false;
}

const struct recipe *recipe_at(const struct recipe_table *table, uint32_t number) {
    return number >= 1 && number <= table->count ? &table->recipes[number - 1] : NULL;
}

uint32_t recipe_find(const struct recipe_table *table, const char *name) {
    for (uint32_t i = 0; i < table->count; i++) {
        if (strcmp(table->recipes[i].name, name) == 0) {
            return i + 1;
        }
    }
    return 0;
}

static bool names_differ(const struct recipe_table *table) {
    for (uint32_t i = 1; i < table->count; i++) {
        for (uint32_t before = 0; before < i; before++) {
            if (strcmp(table->recipes[i].name, table->recipes[before].name) == 0) {
                return false;
            }
        }
    }
    return true;
}

static bool rest_is_given_once(const struct recipe_table *table) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < table->count; i++) {
        count += table->recipes[i].limits.pages == 0 ? 1 : 0;
    }
    return count <= 1;
}

static bool calls_are_valid(const struct recipe_table *table, const struct recipe *recipe) {
    for (uint32_t i = 0; i < recipe->call_count; i++) {
        const struct recipe *called = recipe_at(table, recipe->calls[i]);
        if (called == NULL || !called->serves || called->kind > recipe->kind) {
            return false;
        }
    }
    return true;
}

static bool needs_are_valid(const struct recipe_table *table, const struct recipe *recipe) {
    for (uint32_t i = 0; i < recipe->need_count; i++) {
        const struct recipe *needed = recipe_at(table, recipe->needs[i]);
        if (needed == NULL || needed->kind > recipe->kind) {
            return false;
        }
    }
    return true;
}

// As sets of places in the table.
static uint64_t set_of(const uint8_t *numbers, uint32_t count) {
    uint64_t set = 0;
    for (uint32_t i = 0; i < count; i++) {
        set |= UINT64_C(1) << (numbers[i] - 1);
    }
    return set;
}

// Takes away, again and again, who leads to nobody that is left: only cycles and what leads to them remain.
static bool is_acyclic(const uint64_t *leads_to, uint32_t count) {
    uint64_t left = count == 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
    uint64_t before;
    do {
        before = left;
        for (uint32_t i = 0; i < count; i++) {
            if ((leads_to[i] & left) == 0) {
                left &= ~(UINT64_C(1) << i);
            }
        }
    } while (left != before);
    return left == 0;
}

static bool relations_are_valid(const struct recipe_table *table) {
    uint64_t calls[RECIPES_MAX];
    uint64_t needs[RECIPES_MAX];
    static_assert(RECIPES_MAX == 64, "a set of recipes is a word");
    for (uint32_t i = 0; i < table->count; i++) {
        const struct recipe *recipe = &table->recipes[i];
        if (!calls_are_valid(table, recipe) || !needs_are_valid(table, recipe)) {
            return false;
        }
        calls[i] = set_of(recipe->calls, recipe->call_count);
        needs[i] = set_of(recipe->needs, recipe->need_count);
    }
    return is_acyclic(calls, table->count) && is_acyclic(needs, table->count);
}

enum abi_error recipe_table_read(const void *data, size_t bytes, const struct recipe_table **table) {
    const struct recipe_table *read = data;
    if ((uintptr_t)data % _Alignof(struct recipe) != 0 || bytes < sizeof(*read) || read->magic != RECIPE_MAGIC ||
        read->version != RECIPE_VERSION || read->count < 1 || read->count > RECIPES_MAX ||
        bytes != sizeof(*read) + read->count * sizeof(read->recipes[0])) {
        return ABI_EINVAL;
    }
    for (uint32_t i = 0; i < read->count; i++) {
        if (!recipe_is_valid(&read->recipes[i])) {
            return ABI_EINVAL;
        }
    }
    if (!names_differ(read) || !rest_is_given_once(read) || !relations_are_valid(read)) {
        return ABI_EINVAL;
    }
    *table = read;
    return ABI_OK;
}
