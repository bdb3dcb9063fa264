// SPDX-License-Identifier: Apache-2.0
// Whatever bytes are given as rules: nothing outside them is read, and who decides by a table that was accepted needs no further check: it
// allows what a rule allows and nothing else.
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "abi/object.h"
#include "libs/recipe/recipe.h"
#include "services/policyd/decide.h"
#include "services/policyd/policy_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum people {
    EXECD = 1,
    TIMED = 2,
    SHELL = 3,
    PEOPLE = 3,
};

static void check(bool promise) {
    if (!promise) {
        abort();
    }
}

// What of recipes counts for rules: names and kinds.
static const struct recipe_table *make_recipes(void) {
    static _Alignas(uint64_t) uint8_t memory[sizeof(struct recipe_table) + PEOPLE * sizeof(struct recipe)];
    struct recipe_table *table = (struct recipe_table *)memory;
    *table = (struct recipe_table){.magic = RECIPE_MAGIC, .version = RECIPE_VERSION, .count = PEOPLE};
    strcpy(table->recipes[EXECD - 1].name, "execd");
    strcpy(table->recipes[TIMED - 1].name, "timed");
    strcpy(table->recipes[SHELL - 1].name, "shell");
    table->recipes[EXECD - 1].kind = RECIPE_BOOT;
    table->recipes[TIMED - 1].kind = RECIPE_SERVICE;
    table->recipes[SHELL - 1].kind = RECIPE_APP;
    return table;
}

static void check_rule(const struct policy_rule *rule, uint32_t line_before) {
    check(rule->operation >= 1 && rule->operation < POLICY_OPERATION_COUNT && rule->allows <= 1);
    check((rule->subject >= 1 && rule->subject <= PEOPLE) || rule->subject >= POLICY_SUBJECT_APPS);
    check((rule->object >= 1 && rule->object <= PEOPLE) || rule->object >= POLICY_SUBJECT_APPS);
    check(rule->line > line_before);
    check(rule->reason[0] != 0 && memchr(rule->reason, 0, sizeof(rule->reason)) != NULL);
}

// The value that a query has to have to come out valid.
static struct policyd_query query_of(uint16_t operation, uint16_t subject, uint64_t value) {
    struct policyd_query query = {.operation = operation, .subject = subject, .value = value};
    if (operation == POLICY_LAUNCH || operation == POLICY_KILL) {
        query.object = (uint32_t)(value % PEOPLE) + 1;
        query.value = 0;
    }
    return query;
}

static void check_decision(const struct policy *policy, const struct policyd_query *query) {
    struct policy_decided decided = policy_decide(policy, query, EXECD);
    check(decided.rule <= policy->rules->count && decided.reason != NULL);
    check(strlen(decided.reason) < POLICY_REASON_BYTES);
    if (decided.verdict == POLICY_ALLOWED) {
        check(decided.rule != 0);
        const struct policy_rule *rule = &policy->rules->rules[decided.rule - 1];
        check(rule->allows == 1 && rule->operation == query->operation);
        check(query->operation != POLICY_SET_SHARES || query->value <= rule->bound);
        check(query->operation != POLICY_SET_CLASS || query->value <= rule->bound);
        check(query->operation != POLICY_SET_HARTS || (query->value & ~rule->bound) == 0);
    }
}

static void decide_all(const struct policy *policy) {
    for (uint16_t operation = 1; operation < POLICY_OPERATION_COUNT; operation++) {
        for (uint16_t subject = 1; subject <= PEOPLE; subject++) {
            for (uint64_t value = 1; value <= PEOPLE; value++) {
                struct policyd_query query = query_of(operation, subject, value);
                check_decision(policy, &query);
            }
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const struct recipe_table *recipes = make_recipes();
    const struct policy_table *table = NULL;
    uint8_t *copy = malloc(size);  // aligned
    if (copy == NULL) {
        return 0;
    }
    memcpy(copy, data, size);
    if (policy_table_read(copy, size, recipes, &table) == ABI_OK) {
        check((const uint8_t *)table == copy && table->count <= POLICY_RULES_MAX);
        uint32_t line = 0;
        for (uint32_t i = 0; i < table->count; i++) {
            check_rule(&table->rules[i], line);
            line = table->rules[i].line;
        }
        struct policy policy;
        policy_begin(&policy, recipes, table);
        decide_all(&policy);
    } else {
        check(table == NULL);
    }
    free(copy);
    return 0;
}
