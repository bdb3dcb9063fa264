// SPDX-License-Identifier: Apache-2.0
// What policyd is asked: whether somebody may do something. It decides by the rules that the image was built with, denies what no rule
// allows, and has every decision written down before it answers. Who asks is told by the badge (libs/service/identity.h).
// Requests as libs/service/wire.h says; the first word of an answer is an enum abi_error.
#pragma once

#include <assert.h>
#include <stdint.h>

#include "libs/service/wire.h"

#ifdef __cplusplus
extern "C" {
#endif

enum policyd_version { POLICYD_VERSION = 1 };

// What may be asked for. `value` is what `object` and `value` of a request then mean.
enum policy_operation {
    POLICY_SET_CLASS = 1,       // value: enum abi_class
    POLICY_SET_SHARES = 2,      // value: shares
    POLICY_SET_HARTS = 3,       // value: a set of harts that are named
    POLICY_CONTROL_BUDGET = 4,  // value: scheduling calls in the shortest window that there may be
    POLICY_CAPABILITY = 5,      // value: enum recipe_capability_name
    POLICY_LAUNCH = 6,          // object: recipe that is to be started
    POLICY_KILL = 7,            // object: recipe whose program is to be ended
    POLICY_BURST_BUDGET = 8,    // value: milliseconds at PerfBurst in ABI_BURST_WINDOW_DEFAULT milliseconds
    POLICY_OPERATION_COUNT
};

enum policyd_operation {
    // policyd_query -> error; number of the decision
    // Errors: EINVAL (malformed), ENOSYS, EPERM (denied: no rule allows it, a rule forbids it, or the subject is not who asks),
    // EBUSY (too many queries of others than execd, see policyd_limits; nothing was decided), EAGAIN (the decision could not be
    // written down, so nothing is allowed).
    POLICYD_QUERY = 1,
    // policyd_explain, with an AUDIT_READ capability -> error; how many decisions follow as data (struct policyd_decision), from the
    // one with that number on, or the oldest that is still known.
    // Errors: EINVAL, EPERM (no such capability came along).
    POLICYD_EXPLAIN = 2,
    POLICYD_OPERATION_COUNT
};

// Only execd may ask on behalf of others (the recipe is started "boot" and may say so); everybody else must name itself.
struct policyd_query {
    struct wire_header header;
    uint16_t operation;  // enum policy_operation
    uint16_t subject;    // number of the recipe that it is for
    uint32_t object;     // 0 where the operation has none
    uint64_t value;      // 0 where the operation has none
};

struct policyd_explain {
    struct wire_header header;
    uint64_t first;  // number of a decision, from 1
};

enum policy_verdict {
    POLICY_ALLOWED = 0,
    POLICY_DENIED_BY_RULE = 1,
    POLICY_DENIED_NO_RULE = 2,  // nothing is said of it
    POLICY_DENIED_SPOOF = 3,    // who asked is not whom it said
    POLICY_DENIED_BOUND = 4,    // a rule speaks of it, and allows less
};

enum policyd_limits {
    POLICY_REASON_BYTES = 56,  // with its NUL
    POLICYD_DECISIONS_SENT = 5,
    POLICYD_DECISIONS_KEPT = 64,
    // What others than execd can have decided in each window: each of them, and all together. A window of auditd's sees two of these at
    // most; what is left of what policyd may write down in it is execd's, for itself and for what programs ask it (execd_limits).
    POLICYD_ASKER_QUERIES = 10,
    POLICYD_OTHERS_QUERIES = 25,
    POLICYD_WINDOW_MILLISECONDS = 100,
};

struct policyd_decision {
    uint64_t number;
    uint64_t value;
    uint32_t object;
    uint16_t operation;
    uint16_t subject;
    uint16_t asked_by;                 // recipe of the badge
    uint16_t rule;                     // that decided, from 1 in the order of the file; 0: none
    uint16_t verdict;                  // enum policy_verdict
    uint16_t answer;                   // enum abi_error that was answered
    char reason[POLICY_REASON_BYTES];  // of the rule, or why none was asked
};

static_assert(sizeof(struct policyd_query) == 24 && sizeof(struct policyd_explain) == 16, "no padding");
static_assert(sizeof(struct policyd_decision) == 88, "no padding");

#ifdef __cplusplus
}
#endif
