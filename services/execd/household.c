// SPDX-License-Identifier: Apache-2.0
#include "services/execd/household.h"

#include <stdlib.h>
#include <string.h>

#include "libs/nexus/nexus.h"
#include "libs/service/identity.h"
#include "libs/service/milliseconds.h"
#include "libs/service/roster.h"
#include "services/auditd/client.h"
#include "services/execd/permission.h"
#include "services/execd/supply.h"

enum household_constants {
    TIMER_BIT = CHILDREN_RUNNING_MAX,  // of the notification; those below are programs'
    STATUS_ESSENTIAL_GIVEN_UP = 3,
};

// A program that runs; its place is its bit.
struct resident {
    uint32_t number;  // 0: free
    uint32_t process;
    uint32_t clients;  // its notification of the roster, or 0
    struct household_waiter starter;
    struct household_waiter ender;
};

static struct children children;
static struct resident residents[CHILDREN_RUNNING_MAX];
static struct household_settings world;
static struct auditd_client audit;
static uint32_t timer;

enum abi_error household_init(const struct household_settings *settings) {
    world = *settings;
    audit.endpoint = nexus_start_handle("auditd");
    children_init(&children, world.table, world.epoch);
    enum abi_error error = supply_init(world.table);
    return error == ABI_OK ? nexus_timer_create(world.notification, UINT64_C(1) << TIMER_BIT, &timer) : error;
}

static void record(enum audit_event event, enum abi_error error, uint32_t subject, uint64_t first, uint32_t second) {
    // What auditd does not take counts there or in `audit`.
    (void)!auditd_client_record(&audit, event, error, subject, first, second);
}

static struct resident *resident_of(uint32_t number) {
    struct resident *resident = residents;
    // children.h lets no more run than there are places.
    while (resident->number != number) {
        resident++;
    }
    return resident;
}

static void tell_roster(void) {
    for (uint32_t i = 0; i < CHILDREN_RUNNING_MAX; i++) {
        if (residents[i].clients != 0) {
            (void)!nexus_notification_signal(residents[i].clients, ROSTER_CHANGED);
        }
    }
}

// --- Starts

static void record_start(uint32_t number) {
    const struct recipe *recipe = recipe_at(world.table, number);
    record(AUDIT_STARTED, ABI_OK, number, children.all[number].launches, 0);
    record(AUDIT_QOS_SET, ABI_OK, number, recipe->class_, recipe->shares);
    if (recipe->placement != ABI_PLACEMENT_ANY) {
        record(AUDIT_AFFINITY_SET, ABI_OK, number, recipe->placement, 0);
    }
}

static enum abi_error start(uint32_t number, uint64_t argument, struct household_waiter waiter,
                            struct launched *launched) {
    const struct child *child = &children.all[number];
    struct resident *free = resident_of(0);
    const struct launch launch = {
        .recipe = recipe_at(world.table, number),
        .number = number,
        .identity = children_next_identity(&children, number),
        .arguments = {child->launches, child->status, argument},
        .notification = world.notification,
        .bits = UINT64_C(1) << (free - residents),
    };
    enum abi_error error = launch_program(&world.archive, &launch, launched);
    if (error != ABI_OK) {
        return error;
    }
    *free = (struct resident){
        .number = number, .process = launched->process, .clients = launched->clients, .starter = waiter};
    record_start(number);
    children_started(&children, number, milliseconds_now());
    tell_roster();
    return ABI_OK;
}

static void start_by_itself(uint32_t number) {
    struct launched launched;
    enum abi_error error = start(number, 0, (struct household_waiter){0}, &launched);
    if (error != ABI_OK) {
        record(AUDIT_NOT_READY, error, number, launched.reason, 0);
        children_not_started(&children, number, launched.reason, launched.detail, launched.is_final,
                             milliseconds_now());
    }
}

static void stop(uint32_t number) {
    record(AUDIT_NOT_READY, ABI_ETIMEDOUT, number, EXECD_REASON_NOT_READY, 0);
    (void)!nexus_process_kill(resident_of(number)->process, CHILDREN_STATUS_KILLED);
}

static void give_up(uint32_t number) {
    record(AUDIT_GIVEN_UP, ABI_OK, number, children.all[number].restarts, 0);
    if (recipe_at(world.table, number)->essential) {
        // Whoever started execd decides what becomes of a system without it.
        exit(STATUS_ESSENTIAL_GIVEN_UP);
    }
}

static void follow(struct children_action action) {
    switch (action.step) {
        case CHILDREN_START:
            start_by_itself(action.number);
            break;
        case CHILDREN_STOP:
            stop(action.number);
            break;
        default:
            give_up(action.number);
            break;
    }
}

void household_go_on(void) {
    struct children_action action = children_next(&children, milliseconds_now());
    while (action.step != CHILDREN_NOTHING) {
        follow(action);
        action = children_next(&children, milliseconds_now());
    }
    (void)!nexus_timer_set(timer, milliseconds_deadline(children_due(&children)));
}

// --- Ends

static void tell_waiter(struct household_waiter waiter) {
    if (waiter.handle != 0) {
        (void)!nexus_notification_signal(waiter.handle, waiter.bits);
        (void)!nexus_capability_close(waiter.handle);
    }
}

static void take_end(struct resident *resident) {
    struct abi_process_info info = {0};
    (void)!nexus_process_info(resident->process, &info);
    struct resident ended = *resident;
    *resident = (struct resident){0};
    (void)!nexus_capability_close(ended.process);
    if (ended.clients != 0) {
        (void)!nexus_capability_close(ended.clients);
    }
    supply_write_roster(ended.number, 0);
    record(AUDIT_ENDED, ABI_OK, ended.number, info.status, 0);
    children_ended(&children, ended.number, info.status, milliseconds_now());
    tell_waiter(ended.starter);
    tell_waiter(ended.ender);
}

void household_notified(uint64_t bits) {
    bool has_changed = false;
    for (uint32_t i = 0; i < CHILDREN_RUNNING_MAX; i++) {
        if ((bits & UINT64_C(1) << i) != 0 && residents[i].number != 0) {
            take_end(&residents[i]);
            has_changed = true;
        }
    }
    if (has_changed) {
        tell_roster();
    }
    household_go_on();
}

void household_fault(uint64_t identity, uint64_t fault) {
    uint32_t number = children_find(&children, identity);
    if (number != 0) {
        children_condemn(&children, number, EXECD_REASON_FAULT, (uint32_t)fault);
    }
}

// --- Requests

uint32_t household_find(uint64_t identity) {
    return children_find(&children, identity);
}

enum abi_error household_ready(uint64_t identity) {
    enum abi_error error = children_ready(&children, identity);
    household_go_on();
    return error;
}

void household_refused(uint32_t sender, uint32_t operation, enum abi_error error) {
    if (children_take_call(&children, sender, milliseconds_now()) == ABI_OK) {
        record(AUDIT_REQUEST_REFUSED, error, sender, operation, 0);
    } else if (audit.lost != UINT32_MAX) {
        audit.lost++;
    }
}

static enum abi_error set_task(uint32_t task, const struct execd_escalate *request) {
    enum abi_error error =
        nexus_task_set_class(task, (enum abi_class)request->class_, nexus_start_handle("sched_setqos"));
    if (error == ABI_OK) {
        error = nexus_task_set_shares(task, request->shares, nexus_start_handle("sched_setshares"));
    }
    if (error == ABI_OK) {
        error = nexus_task_set_placement(task, (enum abi_placement)request->placement, 0,
                                         nexus_start_handle("sched_setaffinity"));
    }
    return error;
}

static enum abi_error escalate(uint32_t sender, uint32_t id, const struct execd_escalate *request,
                               const struct checks *checks) {
    uint32_t denied = 0;
    enum abi_error error = permission_ask_all(sender, checks, &denied);
    if (error != ABI_OK) {
        return ABI_EPERM;
    }
    uint32_t task = 0;
    error = nexus_task_open(resident_of(sender)->process, id, &task);
    if (error == ABI_OK) {
        error = set_task(task, request);
        (void)!nexus_capability_close(task);
    }
    return error;
}

enum abi_error household_escalate(uint32_t sender, uint32_t task, const struct execd_escalate *request) {
    struct checks checks;
    enum abi_error error = checks_of_escalation(recipe_at(world.table, sender), request, &checks);
    if (error == ABI_EINVAL) {
        return error;
    }
    if (children_take_call(&children, sender, milliseconds_now()) != ABI_OK) {
        return ABI_EBUSY;
    }
    if (error == ABI_OK) {
        error = escalate(sender, task, request, &checks);
    }
    record(AUDIT_ESCALATION, error, sender, request->class_, request->shares);
    return error;
}

enum abi_error household_launch(uint32_t sender, const struct execd_launch *request, struct household_waiter waiter,
                                uint64_t *identity) {
    uint32_t number = recipe_find(world.table, request->name);
    enum abi_error error = children_may_launch(&children, number);
    uint32_t denied = 0;
    if (error == ABI_OK && permission_ask(sender, POLICY_LAUNCH, number, 0, &denied) != ABI_OK) {
        error = ABI_EPERM;
    }
    if (error != ABI_OK) {
        return error;
    }
    struct launched launched;
    error = start(number, request->argument, waiter, &launched);
    if (error != ABI_OK) {
        children_launch_failed(&children, number, launched.reason, launched.detail);
    } else {
        *identity = children.all[number].identity;
    }
    household_go_on();
    return error;
}

enum abi_error household_kill(uint32_t sender, uint64_t identity, struct household_waiter waiter) {
    uint32_t number = children_find(&children, identity);
    if (number == 0) {
        return ABI_EBADF;
    }
    uint32_t denied = 0;
    if (permission_ask(sender, POLICY_KILL, number, 0, &denied) != ABI_OK) {
        return ABI_EPERM;
    }
    struct resident *resident = resident_of(number);
    if (waiter.handle != 0 && resident->ender.handle != 0) {
        return ABI_EBUSY;
    }
    enum abi_error error = nexus_process_kill(resident->process, CHILDREN_STATUS_KILLED);
    if (error == ABI_OK) {
        children_condemn(&children, number, EXECD_REASON_KILLED, sender);
        resident->ender = waiter.handle != 0 ? waiter : resident->ender;
    }
    return error;
}

enum abi_error household_status(uint32_t number, struct execd_status_answer *answer) {
    const struct recipe *recipe = recipe_at(world.table, number);
    if (recipe == NULL) {
        return ABI_EINVAL;
    }
    const struct child *child = &children.all[number];
    *answer = (struct execd_status_answer){.launch = child->identity,
                                           .state = child->state,
                                           .reason = child->reason,
                                           .detail = child->detail,
                                           .restarts = child->restarts,
                                           .kind = recipe->kind,
                                           .class_ = recipe->class_,
                                           .shares = recipe->shares};
    memcpy(answer->name, recipe->name, sizeof(answer->name));
    struct abi_process_info info;
    if (children_runs(child) && recipe->kind != RECIPE_BOOT &&
        nexus_process_info(resident_of(number)->process, &info) == ABI_OK) {
        answer->pages = info.used.pages;
    }
    return ABI_OK;
}
