// SPDX-License-Identifier: Apache-2.0
#include "services/policyd/request.h"

#include <stdbool.h>

#include "abi/object.h"
#include "abi/task.h"
#include "libs/fault/fault.h"
#include "libs/recipe/recipe.h"

static const uint16_t SIZES[POLICYD_OPERATION_COUNT] = {
    [POLICYD_QUERY] = sizeof(struct policyd_query),
    [POLICYD_EXPLAIN] = sizeof(struct policyd_explain),
};

static const struct wire_protocol PROTOCOL = {POLICYD_VERSION, POLICYD_OPERATION_COUNT, SIZES};

static bool is_within(uint64_t value, uint64_t least, uint64_t most) {
    return value >= least && value <= most;
}

static bool value_is_valid(const struct policyd_query *query) {
    switch (query->operation) {
        case POLICY_SET_CLASS:
            return query->value < ABI_CLASS_COUNT;
        case POLICY_SET_SHARES:
            return is_within(query->value, 1, ABI_SHARES_MAX);
        case POLICY_SET_HARTS:
            return query->value != 0;
        case POLICY_CONTROL_BUDGET:
            return is_within(query->value, 1, ABI_CONTROL_CALLS_MAX);
        case POLICY_BURST_BUDGET:
            return is_within(query->value, 1, ABI_BURST_WINDOW_DEFAULT);
        case POLICY_CAPABILITY:
            return is_within(query->value, 1, RECIPE_CAPABILITY_COUNT - 1);
        case POLICY_LAUNCH:
        case POLICY_KILL:
            return query->value == 0;
        default:
            return false;
    }
}

static bool query_is_valid(const struct policyd_query *query, uint32_t recipes) {
    if (fault_is(FAULT_query_values_unchecked)) {
        return true;
    }
    bool has_object = query->operation == POLICY_LAUNCH || query->operation == POLICY_KILL;
    bool object_is_valid = has_object ? is_within(query->object, 1, recipes) : query->object == 0;
    return value_is_valid(query) && object_is_valid && is_within(query->subject, 1, recipes);
}

enum abi_error policyd_request_read(const void *data, size_t bytes, uint32_t recipes, struct policyd_request *request) {
    struct policyd_request read = {0};
    uint16_t operation = 0;
    enum abi_error error = wire_open(&PROTOCOL, data, bytes, &read.body, &operation);
    if (error != ABI_OK) {
        return error;
    }
    read.operation = (enum policyd_operation)operation;
    if (read.operation == POLICYD_QUERY && !query_is_valid(&read.body.query, recipes)) {
        return ABI_EINVAL;
    }
    *request = read;
    return ABI_OK;
}
