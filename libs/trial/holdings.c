// SPDX-License-Identifier: Apache-2.0
#include "libs/trial/holdings.h"

#include <stdbool.h>
#include <stddef.h>

static bool differ(uint64_t before, uint64_t after, uint64_t *value_before, uint64_t *value_after) {
    if (before == after) {
        return false;
    }
    *value_before = before;
    *value_after = after;
    return true;
}

const char *holdings_compare(const struct holdings *before, const struct holdings *after, uint64_t *value_before,
                             uint64_t *value_after) {
    const struct abi_process_info *was = &before->process;
    const struct abi_process_info *is = &after->process;
    const struct {
        const char *name;
        uint64_t before;
        uint64_t after;
    } rows[] = {
        {"free memory", before->free_bytes, after->free_bytes},
        {"capabilities", was->capabilities, is->capabilities},
        {"mappings", was->mappings, is->mappings},
        {"pages", was->used.pages, is->used.pages},
        {"processes", was->used.processes, is->used.processes},
        {"tasks", was->used.tasks, is->used.tasks},
        {"endpoints", was->used.endpoints, is->used.endpoints},
        {"notifications", was->used.notifications, is->used.notifications},
        {"timers", was->used.timers, is->used.timers},
        {"VMOs", was->used.vmos, is->used.vmos},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (differ(rows[i].before, rows[i].after, value_before, value_after)) {
            return rows[i].name;
        }
    }
    return NULL;
}
