// SPDX-License-Identifier: Apache-2.0
// The machine's first program: starts timed, and is its client in every way.
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#include "libs/nexus/nexus.h"
#include "libs/service/ask.h"
#include "libs/trial/trial.h"
#include "services/timed/client.h"
#include "services/timed/protocol.h"
#include "testing/services/timed/host.h"
#include "testing/services/timed/sleepers.h"

enum trial_constants {
    IDLE_SLEEPERS = 64,
    BURST_SLEEPERS = 8,
    IDLE_WINDOW_MICROSECONDS = 8000,
    BURST_STEP_MICROSECONDS = 1250,
    LEAD_MICROSECONDS = 400000,  // for all of them to have asked
    REGISTRATIONS = IDLE_SLEEPERS + BURST_SLEEPERS + 2 * TIMED_TIMERS_PER_TASK,
    REFUSALS = 3,  // two of those with 64, and the stranger
    AUDIT_REQUESTS = 1000,
    SOON_MICROSECONDS = 50000,
};

static uint32_t timed;

static struct timed_client_totals totals_of(uint32_t endpoint) {
    const struct timed_client client = {.endpoint = endpoint};
    struct timed_client_totals totals;
    require("query", timed_client_query(&client, nexus_start_handle("stats_read"), &totals));
    return totals;
}

static void try_sleepers(const char *name, uint32_t count, enum abi_class class_, uint64_t first, uint64_t step) {
    struct timed_client_totals before = totals_of(timed);
    sleepers_start(timed, count, class_, first, step);
    sleepers_join(ABI_OK);
    struct timed_client_totals after = totals_of(timed);
    printf("trial: %s sleepers=%" PRIu32 " expiries=%" PRIu64 " interrupts=%" PRIu64 "\n", name, count,
           after.expiries - before.expiries, after.interrupts - before.interrupts);
}

// From the first tick of a window to its last.
static void try_idle(void) {
    uint64_t window = trial_ticks(IDLE_WINDOW_MICROSECONDS);
    uint64_t first = trial_deadline(LEAD_MICROSECONDS) / window * window + 1;
    try_sleepers("idle", IDLE_SLEEPERS, ABI_CLASS_IDLE, first, (window - 1) / (IDLE_SLEEPERS - 1));
}

static void try_burst(void) {
    try_sleepers("burst", BURST_SLEEPERS, ABI_CLASS_PERF_BURST, trial_deadline(LEAD_MICROSECONDS),
                 trial_ticks(BURST_STEP_MICROSECONDS));
}

static void try_limit(void) {
    static uint64_t timers[TIMED_TIMERS_PER_TASK];
    struct timed_client client;
    uint32_t count = 0;
    uint64_t far = trial_patience();
    require("open", timed_client_open(timed, &client));
    while (count < TIMED_TIMERS_PER_TASK && timed_client_register(&client, 1, far + count, &timers[count]) == ABI_OK) {
        count++;
    }
    uint64_t none = 0;
    enum abi_error refused = timed_client_register(&client, 1, far, &none);
    uint64_t live = totals_of(timed).of_task;
    for (uint32_t i = 0; i < count; i++) {
        require("cancel", timed_client_cancel(&client, timers[i]));
    }
    printf("trial: limit registered=%" PRIu32 " refused=%d live=%" PRIu64 " left=%" PRIu64 "\n", count, (int)refused,
           live, totals_of(timed).of_task);
    timed_client_close(&client);
}

static void try_stranger(void) {
    struct timed_client client;
    printf("trial: stranger refused=%d\n", (int)timed_client_open(host_endpoint(HOST_STRANGER), &client));
}

static void try_malformed(void) {
    const struct wire_header request = {
        .version = TIMED_VERSION, .operation = TIMED_REGISTER, .bytes = sizeof(request)};
    const struct ask_question question = {.endpoint = timed, .request = &request, .bytes = sizeof(request)};
    struct ask_answer answer;
    enum abi_error refused = ask(&question, &answer);
    printf("trial: malformed refused=%d alive=%" PRIu64 "\n", (int)refused, totals_of(timed).all);
}

static void try_visitor(void) {
    struct loader_process visitor = host_start_visitor();
    uint64_t live = totals_of(timed).all;
    host_kill_visitor(&visitor);
    uint64_t after = totals_of(timed).all;
    printf("trial: visitor live=%" PRIu64 " after=%" PRIu64 "\n", live, after);
}

static bool is_all_heard(void) {
    struct host_records records = host_heard();
    return records.registered >= REGISTRATIONS && records.refused >= REFUSALS && records.malformed >= 1;
}

// Nobody listened so far; all of it is told now that somebody does, a record with each request if not sooner.
static void try_audit(void) {
    host_listen();
    for (uint32_t i = 0; i < AUDIT_REQUESTS && !is_all_heard(); i++) {
        (void)totals_of(timed);
        nexus_task_yield();
    }
    struct host_records records = host_heard();
    printf("trial: audit registered=%" PRIu64 " refused=%" PRIu64 " malformed=%" PRIu64 "\n", records.registered,
           records.refused, records.malformed);
}

// A sleeper whose timed died is told so, and so is whoever asks.
static void try_dead(void) {
    struct timed_client client;
    uint64_t timer = 0;
    require("open", timed_client_open(timed, &client));
    struct timed_client_totals before = totals_of(timed);
    sleepers_start(timed, 1, ABI_CLASS_NORMAL, trial_deadline(LEAD_MICROSECONDS), 0);
    while (totals_of(timed).all == before.all) {
        nexus_task_yield();
    }
    host_kill_timed();
    sleepers_join(ABI_ETIMEDOUT);
    enum abi_error error = timed_client_register(&client, 1, trial_deadline(SOON_MICROSECONDS), &timer);
    printf("trial: dead sleeper=%d register=%d\n", (int)ABI_ETIMEDOUT, (int)error);
}

int main(void) {
    require("begin", trial_begin());
    host_start_timed();
    timed = host_endpoint(HOST_SELF);
    try_idle();
    try_burst();
    try_limit();
    try_stranger();
    try_malformed();
    try_visitor();
    try_audit();
    try_dead();
    trial_pass();
}
