// SPDX-License-Identifier: Apache-2.0
// The newest decisions, to be explained. Pure.
#pragma once

#include <stdint.h>

#include "libs/shelf/shelf.h"
#include "services/policyd/decide.h"
#include "services/policyd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

// Begins all zero.
struct decisions {
    struct shelf shelf;  // whose place a new one takes
    struct policyd_decision kept[POLICYD_DECISIONS_KEPT];
};

// Keeps a decision and returns it; what was answered is for the caller to fill in. Valid until the next one is kept. owner: the recipe that it
// counts for, who asked for it (policy_owner).
struct policyd_decision *decisions_keep(struct decisions *decisions, const struct policyd_query *query,
                                        uint32_t asked_by, uint32_t owner, const struct policy_decided *decided);

// Decisions from that number on, or from the oldest that is still known; sent: room for POLICYD_DECISIONS_SENT. Returns how many.
uint32_t decisions_from(const struct decisions *decisions, uint64_t first, struct policyd_decision *sent);

#ifdef __cplusplus
}
#endif
