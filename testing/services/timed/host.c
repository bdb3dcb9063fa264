// SPDX-License-Identifier: Apache-2.0
#include "testing/services/timed/host.h"

#include <stdatomic.h>
#include <string.h>

#include "libs/nexus/nexus.h"
#include "libs/service/identity.h"
#include "libs/service/roster.h"
#include "libs/trial/trial.h"
#include "services/auditd/protocol.h"
#include "testing/services/timed/visitor.h"

enum host_sizes {
    TIMED_PAGES = 256,
    VISITOR_PAGES = 64,
    VMOS = 8,
    STACK_PAGES = 4,
    STATUS_KILLED = 77,
};

static struct roster *roster;
static uint32_t roster_memory;
static uint32_t clients;
static uint32_t endpoint;
static uint32_t auditd;
static uint32_t ended;
static struct loader_process timed;
static _Atomic uint64_t heard[AUDIT_EVENT_COUNT];
static _Alignas(16) uint8_t listener_stack[4096];

void require(const char *what, enum abi_error error) {
    trial_require("trial", what, error);
}

static void tell_roster(uint32_t recipe, uint64_t identity) {
    atomic_store_explicit(&roster->running[recipe], identity, memory_order_release);
}

static void make_objects(void) {
    uint64_t address = 0;
    require("roster", nexus_vmo_create(1, &roster_memory));
    require("map", nexus_vmo_map(0, roster_memory, 0, 0, 1, ABI_RIGHT_READ | ABI_RIGHT_WRITE, &address));
    roster = (struct roster *)address;
    require("clients", nexus_notification_create(&clients));
    require("endpoint", nexus_endpoint_create(&endpoint));
    require("ended", nexus_notification_create(&ended));
}

void host_start_timed(void) {
    make_objects();
    tell_roster(HOST_SELF, identity_make(HOST_SELF, 0));
    require("auditd", nexus_endpoint_create(&auditd));
    const struct loader_grant grants[] = {
        {"endpoint", endpoint, ABI_RIGHT_RECEIVE | ABI_RIGHT_MANAGE, 0},
        {"clients", clients, ABI_RIGHT_RECEIVE | ABI_RIGHT_SEND, 0},
        {"roster", roster_memory, ABI_RIGHT_READ, 0},
        {"clock", nexus_start_handle("clock"), ABI_RIGHT_USE, 0},
        {"auditd", auditd, ABI_RIGHT_SEND, 0},
        {"log", nexus_start_handle("log"), ABI_RIGHT_SEND, 0},
    };
    struct loader_program program = {
        .limits = {.pages = TIMED_PAGES, .tasks = 1, .timers = 1, .vmos = VMOS},
        .grants = grants,
        .grant_count = sizeof(grants) / sizeof(grants[0]),
        .stack_pages = STACK_PAGES,
        .ticks_per_second = trial_ticks(TRIAL_MICROSECONDS),
    };
    require("program timed", trial_find_program("timed", &program));
    require("start timed", loader_spawn(&program, &timed));
    require("watch timed", nexus_process_watch(timed.process, ended, HOST_BIT_ENDED));
}

static void kill_and_wait(uint32_t process) {
    uint64_t bits = 0;
    require("kill", nexus_process_kill(process, STATUS_KILLED));
    require("end", nexus_notification_wait(ended, trial_patience(), &bits));
    require("close", nexus_capability_close(process));
}

static void listener_main(void *argument) {
    (void)argument;
    struct nexus_message message = {0};
    while (nexus_ipc_receive_page(auditd, &message) == ABI_OK) {
        struct auditd_record record;
        memcpy(&record, nexus_message_page()->data, sizeof(record));
        if (record.event < AUDIT_EVENT_COUNT) {
            atomic_fetch_add_explicit(&heard[record.event], record.second, memory_order_relaxed);
        }
    }
}

void host_listen(void) {
    uint32_t thread = 0;
    const struct nexus_thread_start start = {
        .entry = listener_main, .stack = listener_stack, .stack_bytes = sizeof(listener_stack)};
    require("listener", nexus_thread_create(&start, &thread));
}

static uint64_t heard_of(enum audit_event event) {
    return atomic_load_explicit(&heard[event], memory_order_relaxed);
}

struct host_records host_heard(void) {
    return (struct host_records){.registered = heard_of(AUDIT_TIMER_REGISTERED),
                                 .refused = heard_of(AUDIT_TIMER_REFUSED),
                                 .malformed = heard_of(AUDIT_REQUEST_REFUSED)};
}

void host_kill_timed(void) {
    kill_and_wait(timed.process);
}

uint32_t host_endpoint(uint32_t recipe) {
    uint32_t derived = 0;
    require("badge",
            nexus_capability_derive(endpoint, ABI_RIGHT_SEND, ABI_RIGHT_SEND, identity_make(recipe, 0), &derived));
    return derived;
}

struct loader_process host_start_visitor(void) {
    uint32_t done = 0;
    struct loader_process visitor;
    require("done", nexus_notification_create(&done));
    tell_roster(HOST_VISITOR, identity_make(HOST_VISITOR, 0));
    const struct loader_grant grants[] = {
        {"timed", host_endpoint(HOST_VISITOR), ABI_RIGHT_SEND, 0},
        {"done", done, ABI_RIGHT_SEND, 0},
    };
    struct loader_program program = {
        .limits = {.pages = VISITOR_PAGES, .tasks = 1, .notifications = 1, .vmos = VMOS},
        .grants = grants,
        .grant_count = sizeof(grants) / sizeof(grants[0]),
        .stack_pages = STACK_PAGES,
        .ticks_per_second = trial_ticks(TRIAL_MICROSECONDS),
    };
    require("program visitor", trial_find_program("visitor", &program));
    require("start visitor", loader_spawn(&program, &visitor));
    require("watch visitor", nexus_process_watch(visitor.process, ended, HOST_BIT_ENDED));
    uint64_t bits = 0;
    require("visitor", nexus_notification_wait(done, trial_patience(), &bits));
    return visitor;
}

void host_kill_visitor(const struct loader_process *visitor) {
    kill_and_wait(visitor->process);
    tell_roster(HOST_VISITOR, 0);
    require("tell timed", nexus_notification_signal(clients, ROSTER_CHANGED));
}
