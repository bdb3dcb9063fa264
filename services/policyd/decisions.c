// SPDX-License-Identifier: Apache-2.0
#include "services/policyd/decisions.h"

#include <assert.h>
#include <string.h>

static_assert((uint32_t)POLICYD_DECISIONS_KEPT <= (uint32_t)SHELF_PLACES_MAX, "each decision has a place");

struct policyd_decision *decisions_keep(struct decisions *decisions, const struct policyd_query *query,
                                        uint32_t asked_by, uint32_t owner, const struct policy_decided *decided) {
    struct policyd_decision *decision = &decisions->kept[shelf_add(&decisions->shelf, POLICYD_DECISIONS_KEPT, owner)];
    *decision = (struct policyd_decision){
        .number = decisions->shelf.newest,
        .value = query->value,
        .object = query->object,
        .operation = query->operation,
        .subject = query->subject,
        .asked_by = (uint16_t)asked_by,
        .rule = (uint16_t)decided->rule,
        .verdict = (uint16_t)decided->verdict,
    };
    memcpy(decision->reason, decided->reason, strnlen(decided->reason, sizeof(decision->reason) - 1));
    return decision;
}

uint32_t decisions_from(const struct decisions *decisions, uint64_t first, struct policyd_decision *sent) {
    const struct shelf *shelf = &decisions->shelf;
    uint32_t count = 0;
    for (uint32_t i = shelf_from(shelf, first); i < shelf->count && count < POLICYD_DECISIONS_SENT; i++) {
        sent[count++] = decisions->kept[shelf->order[i]];
    }
    return count;
}
