// SPDX-License-Identifier: Apache-2.0
// Writes the files "recipes" and "policy" of the trial's archive: tables RECIPES POLICY.
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "abi/object.h"
#include "libs/recipe/recipe.h"
#include "services/policyd/policy_table.h"
#include "testing/services/audit/tables.h"

enum tables_sizes { PAGES = 64, STACK_PAGES = 4 };

static struct recipe recipe_of(const char *name, enum recipe_kind kind, bool serves) {
    struct recipe recipe = {
        .limits = {.pages = PAGES, .tasks = 1},
        .task_limits = {ABI_CONTROL_CALLS_DEFAULT, ABI_CONTROL_WINDOW_DEFAULT, ABI_BURST_DEFAULT,
                        ABI_BURST_WINDOW_DEFAULT},
        .stack_pages = STACK_PAGES,
        .shares = ABI_SHARES_DEFAULT,
        .shares_max = ABI_SHARES_DEFAULT,
        .kind = (uint8_t)kind,
        .serves = serves,
        .class_ = ABI_CLASS_NORMAL,
        .class_max = ABI_CLASS_NORMAL,
    };
    memcpy(recipe.name, name, strlen(name));
    return recipe;
}

static struct policy_rule rule_of(enum policy_operation operation, uint16_t object, bool allows, uint64_t bound,
                                  uint32_t line, const char *reason) {
    struct policy_rule rule = {
        .operation = (uint16_t)operation,
        .subject = TABLES_SHELL,
        .object = object,
        .allows = allows,
        .line = line,
        .bound = bound,
    };
    memcpy(rule.reason, reason, strlen(reason));
    return rule;
}

static bool write_file(const char *name, const void *header, size_t header_bytes, const void *rows, size_t bytes) {
    FILE *file = fopen(name, "wb");
    if (file == NULL) {
        return false;
    }
    bool is_written = fwrite(header, header_bytes, 1, file) == 1 && fwrite(rows, bytes, 1, file) == 1;
    return fclose(file) == 0 && is_written;
}

static bool write_recipes(const char *name) {
    const struct recipe recipes[TABLES_RECIPES] = {
        [TABLES_AUDITD - 1] = recipe_of("auditd", RECIPE_BOOT, true),
        [TABLES_POLICYD - 1] = recipe_of("policyd", RECIPE_BOOT, true),
        [TABLES_EXECD - 1] = recipe_of("execd", RECIPE_BOOT, true),
        [TABLES_SHELL - 1] = recipe_of("shell", RECIPE_APP, false),
        [TABLES_EDITOR - 1] = recipe_of("editor", RECIPE_APP, false),
    };
    const struct recipe_table header = {.magic = RECIPE_MAGIC, .version = RECIPE_VERSION, .count = TABLES_RECIPES};
    return write_file(name, &header, sizeof(header), recipes, sizeof(recipes));
}

static bool write_rules(const char *name) {
    const struct policy_rule rules[TABLES_RULES] = {
        [TABLES_RULE_CLASS - 1] = rule_of(POLICY_SET_CLASS, POLICY_SUBJECT_ANY, true, ABI_CLASS_INTERACTIVE,
                                          TABLES_RULE_CLASS, "a shell answers people"),
        [TABLES_RULE_LAUNCH - 1] =
            rule_of(POLICY_LAUNCH, POLICY_SUBJECT_APPS, true, 0, TABLES_RULE_LAUNCH, "a shell starts programs"),
        [TABLES_RULE_NO_POWER - 1] = rule_of(POLICY_CAPABILITY, POLICY_SUBJECT_ANY, false, RECIPE_CAPABILITY_POWER,
                                             TABLES_RULE_NO_POWER, "a shell does not stop the machine"),
    };
    const struct policy_table header = {.magic = POLICY_MAGIC, .version = POLICY_VERSION, .count = TABLES_RULES};
    return write_file(name, &header, sizeof(header), rules, sizeof(rules));
}

int main(int count, char **arguments) {
    return count == 3 && write_recipes(arguments[1]) && write_rules(arguments[2]) ? 0 : 1;
}
