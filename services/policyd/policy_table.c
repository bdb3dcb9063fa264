// SPDX-License-Identifier: Apache-2.0
#include "services/policyd/policy_table.h"

#include <stdbool.h>
#include <string.h>

#include "abi/object.h"

static bool names_somebody(uint16_t number, const struct recipe_table *recipes) {
    return (number >= 1 && number <= recipes->count) || number >= POLICY_SUBJECT_APPS;
}

static bool has_object(uint16_t operation) {
    return operation == POLICY_LAUNCH || operation == POLICY_KILL;
}

static bool bound_is_valid(const struct policy_rule *rule) {
    if (rule->operation == POLICY_CAPABILITY) {
        return rule->bound >= 1 && rule->bound < RECIPE_CAPABILITY_COUNT;
    }
    if (!rule->allows || has_object(rule->operation)) {
        return rule->bound == 0;
    }
    switch (rule->operation) {
        case POLICY_SET_CLASS:
            return rule->bound < ABI_CLASS_COUNT;
        case POLICY_SET_SHARES:
            return rule->bound >= 1 && rule->bound <= ABI_SHARES_MAX;
        case POLICY_SET_HARTS:
            return rule->bound != 0;
        case POLICY_BURST_BUDGET:
            return rule->bound >= 1 && rule->bound <= ABI_BURST_WINDOW_DEFAULT;
        default:
            return rule->bound >= 1 && rule->bound <= ABI_CONTROL_CALLS_MAX;  // POLICY_CONTROL_BUDGET
    }
}

static bool reason_is_valid(const char *reason) {
    size_t length = strnlen(reason, POLICY_REASON_BYTES);
    if (length == 0 || length == POLICY_REASON_BYTES) {
        return false;
    }
    for (size_t i = 0; i < POLICY_REASON_BYTES; i++) {
        if (i < length ? reason[i] < ' ' || reason[i] > '~' : reason[i] != '\0') {
            return false;
        }
    }
    return true;
}

static bool rule_is_valid(const struct policy_rule *rule, const struct recipe_table *recipes) {
    if (rule->operation < 1 || rule->operation >= POLICY_OPERATION_COUNT || rule->allows > 1 || rule->reserved != 0 ||
        rule->reserved2 != 0 || !names_somebody(rule->subject, recipes)) {
        return false;
    }
    bool object_fits =
        has_object(rule->operation) ? names_somebody(rule->object, recipes) : rule->object == POLICY_SUBJECT_ANY;
    return object_fits && bound_is_valid(rule) && reason_is_valid(rule->reason);
}

enum abi_error policy_table_read(const void *data, size_t bytes, const struct recipe_table *recipes,
                                 const struct policy_table **table) {
    const struct policy_table *read = data;
    if ((uintptr_t)data % _Alignof(struct policy_rule) != 0 || bytes < sizeof(*read) || read->magic != POLICY_MAGIC ||
        read->version != POLICY_VERSION || read->count > POLICY_RULES_MAX ||
        bytes != sizeof(*read) + read->count * sizeof(read->rules[0])) {
        return ABI_EINVAL;
    }
    uint32_t line_before = 0;
    for (uint32_t i = 0; i < read->count; i++) {
        if (!rule_is_valid(&read->rules[i], recipes) || read->rules[i].line <= line_before) {
            return ABI_EINVAL;
        }
        line_before = read->rules[i].line;
    }
    *table = read;
    return ABI_OK;
}
