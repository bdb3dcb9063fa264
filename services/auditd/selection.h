// SPDX-License-Identifier: Apache-2.0
// Which of the records or lines that are kept a reader wants. Pure.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "libs/shelf/shelf.h"
#include "services/auditd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

struct selection {
    const struct shelf *shelf;
    const void *items;
    bool (*matches)(const void *items, uint32_t place, const struct auditd_query *query);
};

// The places of what is wanted, oldest first, at most `most`; returns how many. *next: the number of where the rest is.
uint32_t selection_find(const struct selection *selection, const struct auditd_query *query, uint32_t most,
                        uint32_t *places, uint64_t *next);

#ifdef __cplusplus
}
#endif
