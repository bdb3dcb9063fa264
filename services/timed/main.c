// SPDX-License-Identifier: Apache-2.0
// The timer service: one loop, one timer of the kernel's, nothing that waits for anybody. What the timer and execd signal come through
// the notification "clients", which is bound to the endpoint.
#include <assert.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "libs/fault/fault.h"
#include "libs/nexus/capability.h"
#include "libs/nexus/clock.h"
#include "libs/nexus/ipc.h"
#include "libs/nexus/memory.h"
#include "libs/nexus/notification.h"
#include "libs/nexus/start.h"
#include "libs/nexus/thread.h"
#include "libs/service/ask.h"
#include "libs/service/identity.h"
#include "libs/service/roster.h"
#include "libs/service/serve.h"
#include "libs/service/shown.h"
#include "services/auditd/protocol.h"
#include "services/execd/protocol.h"
#include "services/timed/reports.h"
#include "services/timed/request.h"
#include "services/timed/timers.h"

enum timed_constants {
    TIMER_EXPIRED = 2,                  // bit of the notification "clients", beside ROSTER_CHANGED
    READY_PATIENCE_MILLISECONDS = 500,  // of execd, to hear that timed is ready
    REPORT_INTERVAL_SECONDS = 1,
};

static_assert((int)ROSTER_ENTRIES == (int)TIMERS_CLIENTS, "one client for each program of the roster");

static struct timers timers;
static struct reports reports;
static const struct roster *roster;
static uint32_t kernel_timer;
static uint64_t armed = UINT64_MAX;  // what the kernel's timer is set to

// The task uses the clock.
static uint64_t time_now(void) {
    uint64_t ticks = 0;
    __asm__ volatile("rdtime %0" : "=r"(ticks) : : "memory");
    return ticks;
}

static void rearm(void) {
    uint64_t next = timers_next(&timers);
    if (next != armed && nexus_timer_set(kernel_timer, next) == ABI_OK) {
        armed = next;
    }
}

// Never waits: a client's timer may be due. Auditd counts what it does not take for want of room.
static enum abi_error send_report(const struct reports_report *report) {
    const struct auditd_record record = {
        .header = {.version = AUDITD_VERSION, .operation = AUDITD_RECORD, .bytes = sizeof(record)},
        .event = (uint16_t)report->event,
        .error = (uint16_t)report->error,
        .subject = report->recipe,
        .second = report->count};
    struct abi_message *page = nexus_message_page();
    page->deadline = 0;
    page->accept = 0;
    page->capability_count = 0;
    page->bytes = sizeof(record);
    memcpy(page->data, &record, sizeof(record));
    const struct nexus_message message = {0};
    enum abi_error error = nexus_ipc_send_page(nexus_start_handle("auditd"), &message);
    page->deadline = ABI_DEADLINE_NEVER;
    return error;
}

static void tell_auditd(void) {
    uint64_t now = time_now();
    struct reports_report report;
    while (reports_next(&reports, now, &report) && send_report(&report) == ABI_OK) {
        reports_settle(&reports, now, &report);
    }
}

static struct timers_running running_now(void) {
    struct timers_running running;
    for (uint32_t i = 0; i < ROSTER_ENTRIES; i++) {
        running.identities[i] = atomic_load_explicit(&roster->running[i], memory_order_acquire);
    }
    return running;
}

static void close_all(const struct timers_closed *closed) {
    for (uint32_t i = 0; i < closed->count; i++) {
        (void)!nexus_capability_close(closed->notifications[i]);
    }
}

static void sweep(void) {
    if (fault_is(FAULT_roster_ignored)) {
        return;
    }
    struct timers_running running = running_now();
    struct timers_closed closed;
    timers_sweep(&timers, &running, &closed);
    close_all(&closed);
    reports_hasten(&reports);
}

static enum abi_error find_client(uint64_t identity, uint32_t *client) {
    *client = timers_find(&timers, identity);
    if (*client != TIMERS_NONE) {
        return ABI_OK;
    }
    struct timers_running running = running_now();
    struct timers_closed closed;
    enum abi_error error = timers_admit(&timers, &running, identity, &closed, client);
    close_all(&closed);
    return error;
}

static enum abi_error attach(struct serve_request *request, uint32_t client, struct serve_reply *reply) {
    if (!shown_is(request->capabilities[0], ABI_OBJECT_NOTIFICATION, ABI_RIGHT_SEND)) {
        return ABI_EINVAL;
    }
    enum abi_error error = timers_attach(&timers, client, request->capabilities[0], &reply->words[1]);
    if (error == ABI_OK) {
        request->capabilities[0] = 0;
    } else {
        reports_note(&reports, identity_recipe(request->badge), reports_kind_of(error));
    }
    return error;
}

static enum abi_error detach(uint32_t client, const struct timed_detach *asked) {
    uint32_t notification = 0;
    enum abi_error error = timers_detach(&timers, client, asked->channel, &notification);
    if (error == ABI_OK) {
        (void)!nexus_capability_close(notification);
    }
    return error;
}

// Of the sender, as the kernel tells it; nothing that the sender says counts.
static enum abi_class class_of(const struct serve_request *request) {
    return fault_is(FAULT_class_from_payload) ? (enum abi_class)(request->words[0] % ABI_CLASS_COUNT) : request->class_;
}

static enum abi_error add(const struct serve_request *request, uint32_t client, const struct timed_register *asked,
                          struct serve_reply *reply) {
    const struct timers_wish wish = {.channel = asked->channel,
                                     .bits = asked->bits,
                                     .deadline = asked->deadline,
                                     .client = client,
                                     .task = request->task,
                                     .class_ = class_of(request)};
    struct timers_signal at_once = {0};
    enum abi_error error = timers_register(&timers, &wish, time_now(), &reply->words[1], &at_once);
    if (at_once.bits != 0) {
        (void)!nexus_notification_signal(at_once.notification, at_once.bits);
    }
    reports_note(&reports, identity_recipe(request->badge), reports_kind_of(error));
    return error;
}

static void query(const struct serve_request *request, uint32_t client, struct serve_reply *reply) {
    struct timers_totals totals = timers_query(&timers, client, request->task);
    reply->words[1] = totals.of_task;
    reply->words[2] = totals.of_client;
    if (shown_is(request->capabilities[0], ABI_OBJECT_STATS_READ, ABI_RIGHT_USE)) {
        reply->words[3] = totals.all;
        reply->words[4] = totals.expiries;
        reply->words[5] = totals.wakes;
    }
}

static enum abi_error act(struct serve_request *request, uint32_t client, const struct timed_request *asked,
                          struct serve_reply *reply) {
    switch (asked->operation) {
        case TIMED_ATTACH:
            return attach(request, client, reply);
        case TIMED_DETACH:
            return detach(client, &asked->body.detach);
        case TIMED_REGISTER:
            return add(request, client, &asked->body.register_, reply);
        case TIMED_CANCEL:
            return timers_cancel(&timers, client, asked->body.cancel.timer);
        default:
            query(request, client, reply);
            return ABI_OK;
    }
}

static enum abi_error answer(struct serve_request *request, struct serve_reply *reply) {
    struct timed_request asked;
    enum abi_error error =
        request->kind == ABI_MESSAGE_CALL ? timed_request_read(request->data, request->bytes, &asked) : ABI_EINVAL;
    if (error != ABI_OK) {
        reports_note(&reports, identity_recipe(request->badge), REPORTS_MALFORMED);
        return error;
    }
    uint32_t client = 0;
    error = find_client(request->badge, &client);
    if (error != ABI_OK) {
        reports_note(&reports, identity_recipe(request->badge), reports_kind_of(error));
        return error;
    }
    return act(request, client, &asked, reply);
}

static void take_request(struct serve_request *request, struct serve_reply *reply) {
    reply->words[0] = answer(request, reply);
    rearm();
    tell_auditd();
}

static void expire(void) {
    static struct timers_signal signals[TIMERS_CHANNELS];
    uint32_t count = timers_take_due(&timers, time_now(), signals);
    for (uint32_t i = 0; i < count; i++) {
        // A client may have closed its notification.
        (void)!nexus_notification_signal(signals[i].notification, signals[i].bits);
    }
}

static void take_notification(uint64_t bits) {
    if ((bits & TIMER_EXPIRED) != 0) {
        armed = UINT64_MAX;
        expire();
    }
    if ((bits & ROSTER_CHANGED) != 0) {
        sweep();
    }
    rearm();
    tell_auditd();
}

// Everything that it cannot do without.
static enum abi_error prepare(uint32_t endpoint) {
    uint64_t rate = nexus_ticks_per_second();
    uint32_t clients = nexus_start_handle("clients");
    uint64_t address = 0;
    timers_init(&timers, rate, (uint16_t)nexus_start_argument(0));
    reports_init(&reports, rate * REPORT_INTERVAL_SECONDS);
    enum abi_error error = nexus_clock_use(nexus_start_handle("clock"));
    if (error == ABI_OK) {
        error = nexus_vmo_map(0, nexus_start_handle("roster"), 0, 0, 1, ABI_RIGHT_READ, &address);
    }
    if (error == ABI_OK) {
        error = nexus_endpoint_bind(endpoint, clients);
    }
    if (error == ABI_OK) {
        error = nexus_timer_create(clients, TIMER_EXPIRED, &kernel_timer);
    }
    roster = (const struct roster *)address;
    return error;
}

int main(void) {
    uint32_t endpoint = nexus_start_handle("endpoint");
    enum abi_error error = prepare(endpoint);
    if (error != ABI_OK) {
        printf("timed: cannot start, error %d\n", (int)error);
        return 1;
    }
    printf("timed: ready\n");
    if (nexus_start_handle("execd") != 0) {
        const struct execd_ready ready = {
            .header = {.version = EXECD_VERSION, .operation = EXECD_READY, .bytes = sizeof(ready)}};
        const struct ask_question question = {.endpoint = nexus_start_handle("execd"),
                                              .request = &ready,
                                              .bytes = sizeof(ready),
                                              .milliseconds = READY_PATIENCE_MILLISECONDS};
        struct ask_answer answered;
        // Execd, too, finds out that it did not hear of it.
        (void)!ask(&question, &answered);
    }
    const struct serve_service service = {
        .endpoint = endpoint, .accept = 1, .request = take_request, .notified = take_notification};
    return serve_run(&service) == ABI_OK ? 0 : 1;
}
