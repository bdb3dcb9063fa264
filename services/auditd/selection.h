// SPDX-License-Identifier: Apache-2.0
// Which of the records or lines in a ring a reader wants. Pure.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "services/auditd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

// A ring whose newest item has the number `newest` (0: it is empty), and that keeps `capacity` of them.
struct selection {
    const void *ring;
    uint64_t newest;
    uint32_t capacity;
    bool (*matches)(const void *ring, uint64_t sequence, const struct auditd_query *query);
};

// The number of the oldest item that is still there, or of the next one if there is none.
uint64_t selection_oldest(uint64_t newest, uint32_t capacity);

// The numbers of what is wanted, oldest first, at most `most`; returns how many. *next: where the rest is.
uint32_t selection_find(const struct selection *selection, const struct auditd_query *query, uint32_t most,
                        uint64_t *found, uint64_t *next);

#ifdef __cplusplus
}
#endif
