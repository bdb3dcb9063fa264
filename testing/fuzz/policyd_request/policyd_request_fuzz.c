// SPDX-License-Identifier: Apache-2.0
// Whatever bytes are sent to policyd: nothing outside them is read, a query that is accepted speaks of recipes and values that there
// are, and what is refused changes nothing.
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "abi/object.h"
#include "abi/task.h"
#include "libs/recipe/recipe.h"
#include "services/policyd/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum fuzz_constants { RECIPES = 5 };

static void check(bool promise) {
    if (!promise) {
        abort();
    }
}

static void check_query(const struct policyd_query *query) {
    static const uint64_t LARGEST[POLICY_OPERATION_COUNT] = {
        [POLICY_SET_CLASS] = ABI_CLASS_COUNT - 1,
        [POLICY_SET_SHARES] = ABI_SHARES_MAX,
        [POLICY_SET_HARTS] = UINT64_MAX,
        [POLICY_CONTROL_BUDGET] = ABI_CONTROL_CALLS_MAX,
        [POLICY_CAPABILITY] = RECIPE_CAPABILITY_COUNT - 1,
        [POLICY_BURST_BUDGET] = ABI_BURST_WINDOW_DEFAULT,
    };
    check(query->operation >= 1 && query->operation < POLICY_OPERATION_COUNT);
    check(query->value <= LARGEST[query->operation]);
    check(query->subject >= 1 && query->subject <= RECIPES && query->object <= RECIPES);
    check((query->object != 0) == (query->operation == POLICY_LAUNCH || query->operation == POLICY_KILL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct policyd_request request;
    struct policyd_request untouched;
    memset(&request, 0x5a, sizeof(request));
    memset(&untouched, 0x5a, sizeof(untouched));
    if (policyd_request_read(data, size, RECIPES, &request) != ABI_OK) {
        check(memcmp(&request, &untouched, sizeof(request)) == 0);
    } else if (request.operation == POLICYD_QUERY) {
        check(size == sizeof(struct policyd_query) && memcmp(&request.body, data, size) == 0);
        check_query(&request.body.query);
    } else {
        check(request.operation == POLICYD_EXPLAIN && size == sizeof(struct policyd_explain));
    }
    return 0;
}
