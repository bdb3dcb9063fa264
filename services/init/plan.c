// SPDX-License-Identifier: Apache-2.0
#include "services/init/plan.h"

#include <stdbool.h>
#include <string.h>

#include "abi/object.h"
#include "libs/service/identity.h"

static const char STARTER_NAME[] = "execd";
static const char MINT_SUFFIX[] = ".mint";

static const struct recipe *recipe_of(const struct recipe_table *table, uint32_t number) {
    return &table->recipes[number - 1];
}

static bool is_boot(const struct recipe_table *table, uint32_t number) {
    return number >= 1 && number <= table->count && recipe_of(table, number)->kind == RECIPE_BOOT;
}

// --- The order

static bool is_planned(const struct plan *plan, uint32_t number) {
    for (uint32_t i = 0; i < plan->program_count; i++) {
        if (plan->programs[i].recipe == number) {
            return true;
        }
    }
    return false;
}

static bool may_start(const struct recipe_table *table, const struct plan *plan, uint32_t number) {
    const struct recipe *recipe = recipe_of(table, number);
    if (recipe->kind != RECIPE_BOOT || is_planned(plan, number)) {
        return false;
    }
    for (uint32_t i = 0; i < recipe->need_count; i++) {
        if (!is_planned(plan, recipe->needs[i])) {
            return false;
        }
    }
    return true;
}

static uint32_t next_number(const struct recipe_table *table, const struct plan *plan) {
    for (uint32_t number = 1; number <= table->count; number++) {
        if (may_start(table, plan, number)) {
            return number;
        }
    }
    return 0;
}

static uint32_t count_boot(const struct recipe_table *table) {
    uint32_t count = 0;
    for (uint32_t number = 1; number <= table->count; number++) {
        count += is_boot(table, number) ? 1 : 0;
    }
    return count;
}

static bool is_startable(const struct recipe_table *table, const struct recipe *recipe) {
    bool is_plain = recipe->class_ == ABI_CLASS_NORMAL && recipe->shares == ABI_SHARES_DEFAULT &&
                    recipe->placement == ABI_PLACEMENT_ANY;
    for (uint32_t i = 0; i < recipe->call_count; i++) {
        is_plain = is_plain && is_boot(table, recipe->calls[i]) && recipe_of(table, recipe->calls[i])->serves;
    }
    return is_plain;
}

static enum abi_error order_programs(const struct recipe_table *table, struct plan *plan) {
    uint32_t count = count_boot(table);
    if (count > PLAN_PROGRAMS_MAX) {
        return ABI_ENOSPC;
    }
    while (plan->program_count < count) {
        uint32_t number = next_number(table, plan);
        if (number == 0 || !is_startable(table, recipe_of(table, number))) {
            return ABI_EINVAL;
        }
        plan->programs[plan->program_count++].recipe = number;
    }
    return ABI_OK;
}

// --- The grants

static bool is_like(const struct plan_holding *holding, const struct plan_holding *other) {
    return holding->source == other->source && holding->number == other->number && holding->badge == other->badge;
}

// The place of a holding that can give all that; grows as it has to.
static enum abi_error hold(struct plan *plan, struct plan_holding wanted, uint8_t *place) {
    uint32_t i = 0;
    while (i < plan->holding_count && !is_like(&plan->holdings[i], &wanted)) {
        i++;
    }
    if (i == PLAN_HOLDINGS_MAX) {
        return ABI_ENOSPC;
    }
    if (i == plan->holding_count) {
        plan->holdings[plan->holding_count++] = wanted;
    }
    plan->holdings[i].grantable |= wanted.grantable;
    *place = (uint8_t)i;
    return ABI_OK;
}

static enum abi_error name_grant(struct plan_grant *grant, const char *name, const char *suffix) {
    size_t length = strnlen(name, RECIPE_NAME_BYTES);
    size_t suffix_bytes = strlen(suffix) + 1;
    if (length + suffix_bytes > sizeof(grant->name)) {
        return ABI_EINVAL;
    }
    memcpy(grant->name, name, length);
    memcpy(grant->name + length, suffix, suffix_bytes);
    return ABI_OK;
}

static enum abi_error grant(struct plan *plan, struct plan_program *program, const char *name, const char *suffix,
                            struct plan_holding from, uint8_t rights, uint8_t grantable) {
    if (program->grant_count == PLAN_GRANTS_MAX) {
        return ABI_ENOSPC;
    }
    struct plan_grant *made = &program->grants[program->grant_count++];
    made->rights = rights;
    made->grantable = grantable;
    from.grantable = rights | grantable;
    enum abi_error error = name_grant(made, name, suffix);
    return error == ABI_OK ? hold(plan, from, &made->holding) : error;
}

static enum abi_error grant_capabilities(struct plan *plan, struct plan_program *program, const struct recipe *recipe) {
    enum abi_error error = ABI_OK;
    for (uint32_t i = 0; error == ABI_OK && i < recipe->capability_count; i++) {
        const struct recipe_capability *capability = &recipe->capabilities[i];
        const char *name = recipe_capability_text(capability->name);
        if (name == NULL) {
            return ABI_EINVAL;
        }
        error =
            grant(plan, program, name, "", (struct plan_holding){.source = PLAN_AUTHORITY, .number = capability->name},
                  capability->rights, capability->grantable);
    }
    return error;
}

static enum abi_error grant_calls(const struct recipe_table *table, struct plan *plan, struct plan_program *program) {
    const struct recipe *recipe = recipe_of(table, program->recipe);
    enum abi_error error = ABI_OK;
    for (uint32_t i = 0; error == ABI_OK && i < recipe->call_count; i++) {
        const struct plan_holding from = {
            .source = PLAN_CALLER, .number = recipe->calls[i], .badge = identity_make(program->recipe, 0)};
        error = grant(plan, program, recipe_of(table, recipe->calls[i])->name, "", from, ABI_RIGHT_SEND, 0);
    }
    return error;
}

// For each server of the boot, its own endpoint included.
static enum abi_error grant_mints(const struct recipe_table *table, struct plan *plan, struct plan_program *program) {
    enum abi_error error = ABI_OK;
    for (uint32_t number = 1; error == ABI_OK && number <= table->count; number++) {
        if (is_boot(table, number) && recipe_of(table, number)->serves) {
            error = grant(plan, program, recipe_of(table, number)->name, MINT_SUFFIX,
                          (struct plan_holding){.source = PLAN_MINT, .number = (uint8_t)number},
                          ABI_RIGHT_SEND | ABI_RIGHT_MANAGE, ABI_RIGHT_SEND);
        }
    }
    return error;
}

static enum abi_error grant_all(const struct recipe_table *table, struct plan *plan, struct plan_program *program) {
    const struct recipe *recipe = recipe_of(table, program->recipe);
    enum abi_error error = grant_capabilities(plan, program, recipe);
    if (error == ABI_OK && recipe->serves) {
        error = grant(plan, program, "endpoint", "",
                      (struct plan_holding){.source = PLAN_RECEIVER, .number = (uint8_t)program->recipe},
                      ABI_RIGHT_RECEIVE | ABI_RIGHT_MANAGE, 0);
    }
    if (error == ABI_OK) {
        error = grant_calls(table, plan, program);
    }
    if (error == ABI_OK && strcmp(recipe->name, STARTER_NAME) == 0) {
        error = grant_mints(table, plan, program);
    }
    return error;
}

enum abi_error plan_make(const struct recipe_table *table, struct plan *plan) {
    memset(plan, 0, sizeof(*plan));
    enum abi_error error = order_programs(table, plan);
    for (uint32_t i = 0; error == ABI_OK && i < plan->program_count; i++) {
        error = grant_all(table, plan, &plan->programs[i]);
    }
    return error;
}

// --- The limits

enum limit_fields { LIMIT_FIELDS = 7 };

static_assert(sizeof(struct abi_process_limits) == (LIMIT_FIELDS + 1) * sizeof(uint32_t), "all are numbers");

static uint32_t kept_for_others(const struct recipe_table *table, const struct plan *plan, uint32_t program,
                                uint32_t running, uint32_t field) {
    uint32_t kept = field == 0 ? PLAN_SPARE_PAGES : PLAN_SPARE_OBJECTS;
    for (uint32_t i = 0; i < plan->program_count; i++) {
        if (i != program && (running & UINT32_C(1) << i) == 0) {
            uint32_t wanted[LIMIT_FIELDS + 1];
            memcpy(wanted, &recipe_of(table, plan->programs[i].recipe)->limits, sizeof(wanted));
            kept += wanted[field];
        }
    }
    return kept;
}

enum abi_error plan_limits_of(const struct recipe_table *table, const struct plan *plan, uint32_t program,
                              uint32_t running, const struct abi_process_limits *left,
                              struct abi_process_limits *limits) {
    uint32_t wanted[LIMIT_FIELDS + 1];
    uint32_t have[LIMIT_FIELDS + 1];
    memcpy(wanted, &recipe_of(table, plan->programs[program].recipe)->limits, sizeof(wanted));
    memcpy(have, left, sizeof(have));
    bool takes_the_rest = wanted[0] == 0;
    for (uint32_t field = 0; field < LIMIT_FIELDS; field++) {
        uint32_t kept = kept_for_others(table, plan, program, running, field);
        uint32_t most = have[field] > kept ? have[field] - kept : 0;
        if (takes_the_rest && (field == 0 || wanted[field] > most)) {
            wanted[field] = most;
        } else if (wanted[field] > most) {
            return field == 0 ? ABI_ENOMEM : ABI_ENOSPC;
        }
    }
    if (wanted[0] == 0) {
        return ABI_ENOMEM;
    }
    memcpy(limits, wanted, sizeof(*limits));
    return ABI_OK;
}
