// SPDX-License-Identifier: Apache-2.0
// Whatever bytes are given as recipes: nothing outside them is read, and who has a table that was accepted can follow it without any
// further check.
#include <stdlib.h>
#include <string.h>

#include "abi/limits.h"
#include "abi/object.h"

#include "libs/recipe/recipe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool promise) {
    if (!promise) {
        abort();
    }
}

static void check_name(const struct recipe_table *table, uint32_t number) {
    const struct recipe *recipe = recipe_at(table, number);
    check(memchr(recipe->name, '\0', sizeof(recipe->name)) != NULL && recipe->name[0] != '\0');
    check(recipe_find(table, recipe->name) == number);
}

static void check_values(const struct recipe *recipe) {
    check(recipe->kind < RECIPE_KIND_COUNT && recipe->restart < RECIPE_RESTART_COUNT);
    check(recipe->class_ <= recipe->class_max && recipe->class_max < ABI_CLASS_COUNT);
    check(recipe->shares >= 1 && recipe->shares <= recipe->shares_max && recipe->shares_max <= ABI_SHARES_MAX);
    check(recipe->placement < ABI_PLACEMENT_COUNT &&
          (recipe->placement == ABI_PLACEMENT_HARTS) == (recipe->harts != 0));
    check(recipe->limits.pages > recipe->stack_pages || (recipe->limits.pages == 0 && recipe->kind == RECIPE_BOOT));
    check(recipe->limits.tasks >= 1 && recipe->limits.tasks <= ABI_TASKS_MAX);
    check(recipe->task_limits.control_calls >= 1 && recipe->task_limits.burst_window >= 1);
    check(recipe->ready_milliseconds <= RECIPE_MILLISECONDS_MAX);
    check(recipe->backoff_milliseconds <= recipe->backoff_max_milliseconds);
    check(recipe->capability_count <= RECIPE_CAPABILITIES_MAX);
    for (uint32_t i = 0; i < recipe->capability_count; i++) {
        check(recipe_capability_text(recipe->capabilities[i].name) != NULL && recipe->capabilities[i].rights != 0);
    }
}

// How many calls lie below the deepest one; without an end there are more of them than recipes.
static uint32_t depth_of(const struct recipe_table *table, uint32_t number, uint32_t depth) {
    const struct recipe *recipe = recipe_at(table, number);
    check(recipe != NULL && depth < table->count);
    uint32_t deepest = depth;
    for (uint32_t i = 0; i < recipe->call_count; i++) {
        check(recipe_at(table, recipe->calls[i])->serves == 1);
        uint32_t below = depth_of(table, recipe->calls[i], depth + 1);
        deepest = below > deepest ? below : deepest;
    }
    return deepest;
}

// Starts whatever can be started, again and again, as execd does: in the end everything is.
static void check_start_order(const struct recipe_table *table) {
    bool started[RECIPES_MAX + 1] = {false};
    uint32_t count = 0;
    for (uint32_t round = 0; round < table->count; round++) {
        for (uint32_t number = 1; number <= table->count; number++) {
            const struct recipe *recipe = recipe_at(table, number);
            bool ready = !started[number];
            for (uint32_t i = 0; i < recipe->need_count; i++) {
                ready = ready && started[recipe->needs[i]];
            }
            started[number] |= ready;
            count += ready ? 1 : 0;
        }
    }
    check(count == table->count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const struct recipe_table *table = NULL;
    uint8_t *copy = malloc(size);  // aligned
    if (copy == NULL) {
        return 0;
    }
    memcpy(copy, data, size);
    if (recipe_table_read(copy, size, &table) == ABI_OK) {
        check((const uint8_t *)table == copy);
        for (uint32_t number = 1; number <= table->count; number++) {
            check_name(table, number);
            check_values(recipe_at(table, number));
        }
        check_start_order(table);
        for (uint32_t number = 1; number <= table->count && table->count <= 8; number++) {
            check(depth_of(table, number, 0) < table->count);
        }
    } else {
        check(table == NULL);
    }
    free(copy);
    return 0;
}
