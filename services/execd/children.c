// SPDX-License-Identifier: Apache-2.0
#include "services/execd/children.h"

#include <string.h>

#include "libs/fault/fault.h"
#include "libs/service/identity.h"

static const struct recipe *recipe_of(const struct children *children, uint32_t number) {
    return &children->table->recipes[number - 1];
}

static bool is_boot(const struct children *children, uint32_t number) {
    return recipe_of(children, number)->kind == RECIPE_BOOT;
}

void children_init(struct children *children, const struct recipe_table *table, uint64_t epoch) {
    memset(children, 0, sizeof(*children));
    children->table = table;
    children->epoch = epoch;
    for (uint32_t number = 1; number <= table->count; number++) {
        struct child *child = &children->all[number];
        const struct recipe *recipe = recipe_of(children, number);
        child->state = recipe->kind == RECIPE_BOOT ? EXECD_RUNNING : EXECD_IDLE;
        child->is_wanted = recipe->kind == RECIPE_SERVICE || (recipe->kind == RECIPE_APP && recipe->autostart);
        child->due = CHILDREN_NEVER;
    }
}

// --- What it needs

static bool needs_run(const struct children *children, uint32_t number) {
    const struct recipe *recipe = recipe_of(children, number);
    for (uint32_t i = 0; i < recipe->need_count; i++) {
        if (children->all[recipe->needs[i]].state != EXECD_RUNNING) {
            return false;
        }
    }
    return true;
}

// One that it needs and that will not run any more; 0: none.
static uint32_t lost_need(const struct children *children, uint32_t number) {
    const struct recipe *recipe = recipe_of(children, number);
    for (uint32_t i = 0; i < recipe->need_count; i++) {
        uint8_t state = children->all[recipe->needs[i]].state;
        if (state == EXECD_GIVEN_UP || state == EXECD_ENDED) {
            return recipe->needs[i];
        }
    }
    return 0;
}

// --- What is to be done

static bool is_startable(const struct children *children, uint32_t number, uint64_t now) {
    const struct child *child = &children->all[number];
    bool is_time = child->state == EXECD_IDLE || (child->state == EXECD_WAITING && child->due <= now);
    return child->is_wanted && is_time && needs_run(children, number) && children->running < CHILDREN_RUNNING_MAX;
}

static bool is_waiting(const struct child *child) {
    return child->is_wanted && (child->state == EXECD_IDLE || child->state == EXECD_WAITING);
}

static void note(struct child *child, enum execd_reason reason, uint32_t detail) {
    child->reason = (uint16_t)reason;
    child->detail = detail;
}

// Noted as it is told, so that it is told once.
static void give_up(struct child *child) {
    child->state = EXECD_GIVEN_UP;
    child->is_wanted = true;
    child->due = CHILDREN_NEVER;
}

static enum children_step step_of(struct children *children, uint32_t number, uint64_t now) {
    struct child *child = &children->all[number];
    if (child->state == EXECD_GIVEN_UP && child->is_wanted) {
        child->is_wanted = false;
        return CHILDREN_GIVE_UP;
    }
    uint32_t lost = is_waiting(child) ? lost_need(children, number) : 0;
    if (lost != 0) {
        note(child, EXECD_REASON_NEEDS_FAILED, lost);
        give_up(child);
        child->is_wanted = false;
        return CHILDREN_GIVE_UP;
    }
    if (child->state == EXECD_STARTING && child->due <= now) {
        child->due = CHILDREN_NEVER;
        if (fault_is(FAULT_readiness_unchecked)) {
            child->state = EXECD_RUNNING;
            return CHILDREN_NOTHING;
        }
        children_condemn(children, number, EXECD_REASON_NOT_READY, 0);
        return CHILDREN_STOP;
    }
    return is_startable(children, number, now) ? CHILDREN_START : CHILDREN_NOTHING;
}

struct children_action children_next(struct children *children, uint64_t now) {
    for (uint32_t number = 1; number <= children->table->count; number++) {
        enum children_step step = is_boot(children, number) ? CHILDREN_NOTHING : step_of(children, number, now);
        if (step != CHILDREN_NOTHING) {
            return (struct children_action){.step = step, .number = number};
        }
    }
    return (struct children_action){.step = CHILDREN_NOTHING};
}

// One whose needs do not run is not waited for: their start or end is told.
uint64_t children_due(const struct children *children) {
    uint64_t due = CHILDREN_NEVER;
    for (uint32_t number = 1; number <= children->table->count; number++) {
        const struct child *child = &children->all[number];
        bool counts = child->state == EXECD_STARTING || (child->state == EXECD_WAITING && needs_run(children, number) &&
                                                         children->running < CHILDREN_RUNNING_MAX);
        if (counts && child->due < due) {
            due = child->due;
        }
    }
    return due;
}

// --- What happens

uint64_t children_next_identity(const struct children *children, uint32_t number) {
    uint64_t launch = children->epoch << CHILDREN_EPOCH_SHIFT | children->all[number].launches;
    return identity_make(number, launch);
}

void children_started(struct children *children, uint32_t number, uint64_t now) {
    struct child *child = &children->all[number];
    uint32_t patience = recipe_of(children, number)->ready_milliseconds;
    child->identity = children_next_identity(children, number);
    if (child->state == EXECD_WAITING) {
        child->restarts++;
    } else {
        child->restarts = 0;
        child->account = (struct restart_account){0};
    }
    child->launches++;
    child->is_wanted = false;
    child->is_condemned = false;
    child->is_called_off = false;
    child->calls = 0;
    child->state = patience == 0 ? EXECD_RUNNING : EXECD_STARTING;
    child->due = patience == 0 ? CHILDREN_NEVER : now + patience;
    children->running++;
}

static void stay_away(struct child *child) {
    child->state = EXECD_ENDED;
    child->is_wanted = false;
    child->due = CHILDREN_NEVER;
}

static void decide(struct children *children, uint32_t number, bool is_failure, uint64_t now) {
    struct child *child = &children->all[number];
    child->due = CHILDREN_NEVER;
    switch (restart_decide(recipe_of(children, number), &child->account, now, is_failure, &child->due)) {
        case RESTART_LATER:
            child->state = EXECD_WAITING;
            child->is_wanted = true;
            break;
        case RESTART_NOT:
            child->state = EXECD_ENDED;
            child->is_wanted = false;
            if (recipe_of(children, number)->essential) {
                give_up(child);
            }
            break;
        default:
            give_up(child);
            break;
    }
}

void children_not_started(struct children *children, uint32_t number, enum execd_reason reason, uint32_t detail,
                          bool is_final, uint64_t now) {
    struct child *child = &children->all[number];
    note(child, reason, detail);
    if (is_final) {
        give_up(child);
        return;
    }
    decide(children, number, true, now);
    if (child->state == EXECD_ENDED) {
        give_up(child);
    }
}

void children_launch_failed(struct children *children, uint32_t number, enum execd_reason reason, uint32_t detail) {
    struct child *child = &children->all[number];
    note(child, reason, detail);
    child->state = EXECD_ENDED;
    child->is_wanted = false;
}

void children_ended(struct children *children, uint32_t number, uint32_t status, uint64_t now) {
    struct child *child = &children->all[number];
    child->status = status;
    if (!child->is_condemned && !fault_is(FAULT_end_unnoticed)) {
        note(child, EXECD_REASON_EXIT, status);
    }
    bool is_failure = child->is_condemned || status != 0;
    child->is_condemned = false;
    children->running--;
    if (child->is_called_off) {
        stay_away(child);
    } else {
        decide(children, number, is_failure, now);
    }
}

void children_condemn(struct children *children, uint32_t number, enum execd_reason reason, uint32_t detail) {
    struct child *child = &children->all[number];
    // An app is there for a person: one that was killed is not to come back. A service is there for others.
    if (children_runs(child) && reason == EXECD_REASON_KILLED && recipe_of(children, number)->kind == RECIPE_APP) {
        child->is_called_off = true;
    }
    if (children_runs(child) && !child->is_condemned) {
        child->is_condemned = true;
        note(child, reason, detail);
    }
}

enum abi_error children_may_launch(const struct children *children, uint32_t number) {
    if (number == 0 || number > children->table->count || recipe_of(children, number)->kind != RECIPE_APP) {
        return ABI_EINVAL;
    }
    const struct child *child = &children->all[number];
    if (children_runs(child) || is_waiting(child) || !needs_run(children, number)) {
        return ABI_EBUSY;
    }
    return children->running < CHILDREN_RUNNING_MAX ? ABI_OK : ABI_ENOSPC;
}

uint32_t children_find_waiting(const struct children *children, uint64_t identity) {
    uint32_t number = identity_recipe(identity);
    if (number == 0 || number > children->table->count || recipe_of(children, number)->kind != RECIPE_APP) {
        return 0;
    }
    const struct child *child = &children->all[number];
    return child->state == EXECD_WAITING && child->identity == identity ? number : 0;
}

void children_cancel(struct children *children, uint32_t number, uint32_t asked_by) {
    note(&children->all[number], EXECD_REASON_KILLED, asked_by);
    stay_away(&children->all[number]);
}

uint32_t children_find(const struct children *children, uint64_t identity) {
    uint32_t number = identity_recipe(identity);
    if (number == 0 || number > children->table->count || is_boot(children, number)) {
        return 0;
    }
    const struct child *child = &children->all[number];
    return children_runs(child) && child->identity == identity ? number : 0;
}

enum abi_error children_ready(struct children *children, uint64_t identity) {
    uint32_t number = children_find(children, identity);
    if (number == 0) {
        return ABI_EBADF;
    }
    struct child *child = &children->all[number];
    child->due = CHILDREN_NEVER;
    // One that will be ended does not count for those who need it.
    if (!child->is_condemned && !fault_is(FAULT_ready_unnoted)) {
        child->state = EXECD_RUNNING;
    }
    return ABI_OK;
}

enum abi_error children_take_call(struct children *children, uint32_t number, uint64_t now) {
    struct child *child = &children->all[number];
    const struct abi_task_limits *limits = &recipe_of(children, number)->task_limits;
    if (child->calls == 0 || now - child->calls_begin >= limits->control_window) {
        child->calls = 0;
        child->calls_begin = now;
    }
    if (child->calls >= limits->control_calls) {
        return ABI_EBUSY;
    }
    child->calls++;
    return ABI_OK;
}
