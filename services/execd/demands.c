// SPDX-License-Identifier: Apache-2.0
#include "services/execd/demands.h"

#include <string.h>

#include "libs/fault/fault.h"

bool demands_take(struct demands *demands, uint32_t number, uint32_t cost, uint64_t now) {
    if (now - demands->begin >= EXECD_DEMANDS_MILLISECONDS) {
        demands->begin = now;
        demands->taken = 0;
        memset(demands->taken_by, 0, sizeof(demands->taken_by));
    }
    uint32_t *taken = &demands->taken_by[number - 1];
    bool is_too_much =
        demands->taken + cost > EXECD_DEMANDS_OF_ALL || (*taken != 0 && *taken + cost > EXECD_DEMANDS_OF_ONE);
    if (is_too_much && !fault_is(FAULT_demands_unlimited)) {
        return false;
    }
    demands->taken += cost;
    *taken += cost;
    return true;
}
