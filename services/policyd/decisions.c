// SPDX-License-Identifier: Apache-2.0
#include "services/policyd/decisions.h"

#include <string.h>

static uint32_t place_of(uint64_t number) {
    return (uint32_t)(number % POLICYD_DECISIONS_KEPT);
}

struct policyd_decision *decisions_keep(struct decisions *decisions, const struct policyd_query *query,
                                        uint32_t asked_by, const struct policy_decided *decided) {
    uint64_t number = ++decisions->newest;
    struct policyd_decision *decision = &decisions->kept[place_of(number)];
    *decision = (struct policyd_decision){
        .number = number,
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
    uint64_t oldest = decisions->newest > POLICYD_DECISIONS_KEPT ? decisions->newest - POLICYD_DECISIONS_KEPT + 1 : 1;
    uint32_t count = 0;
    for (uint64_t number = first < oldest ? oldest : first;
         number <= decisions->newest && count < POLICYD_DECISIONS_SENT; number++) {
        sent[count++] = decisions->kept[place_of(number)];
    }
    return count;
}
