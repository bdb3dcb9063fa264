// SPDX-License-Identifier: Apache-2.0
#include "libs/recipe/check.h"

#include <string.h>

#include "abi/limits.h"
#include "abi/object.h"

static bool is_zero(const void *data, size_t bytes) {
    const uint8_t *byte = data;
    for (size_t i = 0; i < bytes; i++) {
        if (byte[i] != 0) {
            return false;
        }
    }
    return true;
}

static bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static bool name_is_valid(const struct recipe *recipe) {
    size_t length = strnlen(recipe->name, sizeof(recipe->name));
    size_t room = recipe->kind == RECIPE_BOOT && recipe->serves ? RECIPE_MINT_NAME_BYTES : RECIPE_NAME_BYTES;
    if (length == 0 || length >= room || !is_zero(recipe->name + length, sizeof(recipe->name) - length)) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (!is_name_character(recipe->name[i])) {
            return false;
        }
    }
    return !recipe_name_is_reserved(recipe->name);
}

static bool memory_is_valid(const struct recipe *recipe) {
    uint32_t pages = recipe->limits.pages;
    return recipe->stack_pages >= 1 && recipe->stack_pages <= RECIPE_STACK_PAGES_MAX && pages <= RECIPE_PAGES_MAX &&
           (pages == 0 ? recipe->kind == RECIPE_BOOT : pages > recipe->stack_pages);
}

static bool limits_are_valid(const struct abi_process_limits *limits) {
    return limits->processes <= ABI_PROCESSES_MAX && limits->tasks >= 1 && limits->tasks <= ABI_TASKS_MAX &&
           limits->endpoints <= ABI_ENDPOINTS_MAX && limits->notifications <= ABI_NOTIFICATIONS_MAX &&
           limits->timers <= ABI_TIMERS_MAX && limits->vmos <= ABI_VMOS_MAX && limits->reserved == 0;
}

static bool task_limits_are_valid(const struct abi_task_limits *limits) {
    return limits->control_calls >= 1 && limits->control_calls <= ABI_CONTROL_CALLS_MAX &&
           limits->control_window >= ABI_CONTROL_WINDOW_MIN && limits->control_window <= ABI_LIMIT_WINDOW_MAX &&
           limits->burst_window >= 1 && limits->burst_window <= ABI_LIMIT_WINDOW_MAX &&
           limits->burst_milliseconds <= limits->burst_window;
}

static bool life_is_valid(const struct recipe *recipe) {
    return recipe->kind < RECIPE_KIND_COUNT && recipe->restart < RECIPE_RESTART_COUNT && recipe->autostart <= 1 &&
           recipe->serves <= 1 && recipe->essential <= 1 && !(recipe->essential && recipe->kind == RECIPE_APP) &&
           recipe->ready_milliseconds <= RECIPE_MILLISECONDS_MAX && recipe->restarts <= RECIPE_RESTARTS_MAX &&
           recipe->restart_window_milliseconds <= RECIPE_MILLISECONDS_MAX &&
           recipe->backoff_max_milliseconds <= RECIPE_MILLISECONDS_MAX &&
           recipe->backoff_milliseconds <= recipe->backoff_max_milliseconds && recipe->reserved == 0;
}

// Nobody decides for init, so what it starts begins as the kernel begins all.
static bool is_plain(const struct recipe *recipe) {
    return recipe->class_ == ABI_CLASS_NORMAL && recipe->shares == ABI_SHARES_DEFAULT &&
           recipe->placement == ABI_PLACEMENT_ANY;
}

static bool scheduling_is_valid(const struct recipe *recipe) {
    bool names_harts = recipe->placement == ABI_PLACEMENT_HARTS;
    return recipe->class_max < ABI_CLASS_COUNT && recipe->class_ <= recipe->class_max && recipe->shares >= 1 &&
           recipe->shares <= recipe->shares_max && recipe->shares_max <= ABI_SHARES_MAX &&
           recipe->placement < ABI_PLACEMENT_COUNT && (recipe->harts != 0) == names_harts &&
           !(names_harts && recipe->kind == RECIPE_APP) && (recipe->kind != RECIPE_BOOT || is_plain(recipe));
}

static bool numbers_are_valid(const uint8_t *numbers, uint32_t count, uint32_t count_max) {
    if (count > count_max || !is_zero(numbers + count, count_max - count)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (numbers[i] == 0 || numbers[i] > RECIPES_MAX || memchr(numbers, numbers[i], i) != NULL) {
            return false;
        }
    }
    return true;
}

static bool capability_is_valid(const struct recipe *recipe, const struct recipe_capability *capability) {
    uint8_t rights = recipe_capability_rights(capability->name, recipe->kind);
    uint8_t grantable = recipe_capability_grantable(capability->name, recipe->kind) & capability->rights;
    return capability->rights != 0 && (capability->rights & ~rights) == 0 &&
           (capability->grantable & ~grantable) == 0 && capability->reserved == 0;
}

static bool capabilities_are_valid(const struct recipe *recipe) {
    uint32_t count = recipe->capability_count;
    if (count > RECIPE_CAPABILITIES_MAX ||
        !is_zero(recipe->capabilities + count, (RECIPE_CAPABILITIES_MAX - count) * sizeof(recipe->capabilities[0]))) {
        return false;
    }
    uint32_t seen = 0;
    static_assert(RECIPE_CAPABILITY_COUNT <= 32, "a set of names is a word");
    for (uint32_t i = 0; i < count; i++) {
        const struct recipe_capability *capability = &recipe->capabilities[i];
        if (!capability_is_valid(recipe, capability) || (seen & UINT32_C(1) << capability->name) != 0) {
            return false;
        }
        seen |= UINT32_C(1) << capability->name;
    }
    return true;
}

bool recipe_is_valid(const struct recipe *recipe) {
    return life_is_valid(recipe) && name_is_valid(recipe) && memory_is_valid(recipe) &&
           limits_are_valid(&recipe->limits) && task_limits_are_valid(&recipe->task_limits) &&
           scheduling_is_valid(recipe) && numbers_are_valid(recipe->calls, recipe->call_count, RECIPE_CALLS_MAX) &&
           numbers_are_valid(recipe->needs, recipe->need_count, RECIPE_NEEDS_MAX) && capabilities_are_valid(recipe);
}
