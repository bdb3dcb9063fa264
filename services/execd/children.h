// SPDX-License-Identifier: Apache-2.0
// What becomes of each program of execd: which may be started, which is late, which is started again, and which never. What happens is
// told to it; what is to be done is asked of it, one thing at a time. Pure. Times are in milliseconds.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "libs/recipe/recipe.h"
#include "libs/restart/restart.h"
#include "services/execd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

enum children_limits {
    CHILDREN_RUNNING_MAX = 48,  // one bit of a notification each
    CHILDREN_EPOCH_SHIFT = 24,  // launches of execd itself, above those of a program
    CHILDREN_STATUS_KILLED = 130,
};

static const uint64_t CHILDREN_NEVER = UINT64_MAX;

struct child {
    uint8_t state;       // enum execd_state
    bool is_wanted;      // to be started
    uint16_t reason;     // enum execd_reason of the last end
    uint32_t detail;     // of that
    bool is_condemned;   // it runs, and why it will end is known already: `reason`
    bool is_called_off;  // an app that does not come back
    uint32_t launches;   // before the next one
    uint32_t restarts;
    uint32_t status;  // of its last end
    uint64_t due;     // when it is started again, or has to be ready; CHILDREN_NEVER
    uint64_t identity;
    struct restart_account account;
    uint64_t calls_begin;  // escalations in the window that began then
    uint32_t calls;
};

struct children {
    const struct recipe_table *table;
    uint64_t epoch;  // launches of execd before this one
    uint32_t running;
    struct child all[RECIPES_MAX + 1];  // by number
};

enum children_step {
    CHILDREN_NOTHING,
    CHILDREN_START,    // then children_started or children_not_started
    CHILDREN_STOP,     // it is not ready in time; children_ended follows when it has
    CHILDREN_GIVE_UP,  // it was just given up, and is not started any more
};

struct children_action {
    enum children_step step;
    uint32_t number;
};

// Services and what says "autostart" are to be started; programs of kind "boot" run.
void children_init(struct children *children, const struct recipe_table *table, uint64_t epoch);

// What is to be done now. Each answer but CHILDREN_NOTHING is to be followed before it is asked again.
struct children_action children_next(struct children *children, uint64_t now);

// The first time at which children_next could have something to do that it has not now; CHILDREN_NEVER.
uint64_t children_due(const struct children *children);

// The identity that the next launch of it has.
uint64_t children_next_identity(const struct children *children, uint32_t number);

void children_started(struct children *children, uint32_t number, uint64_t now);

// It could not be started: `is_final` if asking again would not help.
void children_not_started(struct children *children, uint32_t number, enum execd_reason reason, uint32_t detail,
                          bool is_final, uint64_t now);

// The same of one that somebody asked for: whoever asked is told, and it is not tried again.
void children_launch_failed(struct children *children, uint32_t number, enum execd_reason reason, uint32_t detail);

// Its process is gone, all of it.
void children_ended(struct children *children, uint32_t number, uint32_t status, uint64_t now);

// Why it will end, before it does. The first reason counts; an app that is killed does not come back whatever was first.
void children_condemn(struct children *children, uint32_t number, enum execd_reason reason, uint32_t detail);

// Somebody asks that an app is started.
// Errors: EINVAL (none of an app), EBUSY (it runs already, or what it needs does not), ENOSPC (too many run).
ABI_MUST_USE enum abi_error children_may_launch(const struct children *children, uint32_t number);

// The number of the program that runs with that identity; 0: none does.
uint32_t children_find(const struct children *children, uint64_t identity);

// The number of the app that ran last with that identity and will be started again; 0: none will.
uint32_t children_find_waiting(const struct children *children, uint64_t identity);

// That app is not started again.
void children_cancel(struct children *children, uint32_t number, uint32_t asked_by);

// Errors: EBADF (nobody with that identity runs).
ABI_MUST_USE enum abi_error children_ready(struct children *children, uint64_t identity);

// One escalation of a program that runs. Each costs one of the scheduling calls that its recipe allows.
// Errors: EBUSY (they are used up).
ABI_MUST_USE enum abi_error children_take_call(struct children *children, uint32_t number, uint64_t now);

static inline bool children_runs(const struct child *child) {
    return child->state == EXECD_STARTING || child->state == EXECD_RUNNING;
}

#ifdef __cplusplus
}
#endif
