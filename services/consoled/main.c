// SPDX-License-Identifier: Apache-2.0
// consoled: has what is typed, and hands it to the program that holds the terminal. One task waits at the console
// (libs/console_input), this one at the endpoint, to which the notification of the first is bound.
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "abi/limits.h"
#include "libs/console_input/console_input.h"
#include "libs/fault/fault.h"
#include "libs/nexus/nexus.h"
#include "libs/service/identity.h"
#include "libs/service/roster.h"
#include "libs/service/serve.h"
#include "libs/service/shown.h"
#include "services/auditd/client.h"
#include "services/consoled/request.h"
#include "services/consoled/terminal.h"

enum consoled_constants {
    TYPED_BIT = 1,
    WATCHER_STACK_BYTES = 2048,
};

enum consoled_exit {
    EXIT_NOT_PREPARED = 1,
    EXIT_NO_INPUT = 2,     // console_read refuses
    EXIT_SERVER_LOST = 3,  // the task that serves has ended, and others have not
};

static struct terminal terminal;
static struct auditd_client audit;
static const struct roster *roster;

_Alignas(16) static uint8_t watcher_stack[WATCHER_STACK_BYTES];

// --- Who holds it

static bool runs(uint64_t identity) {
    for (uint32_t i = 0; i < ROSTER_ENTRIES; i++) {
        if (atomic_load_explicit(&roster->running[i], memory_order_acquire) == identity) {
            return true;
        }
    }
    return false;
}

static void give_up(uint32_t handle) {
    if (handle != 0) {
        (void)!nexus_capability_close(handle);
    }
}

static void tell_holder(void) {
    if (terminal_has_news(&terminal)) {
        // It may have closed its notification, or have ended.
        (void)!nexus_notification_signal(terminal.notification, terminal.bits);
    }
}

// --- Requests

static enum abi_error open_terminal(struct serve_request *request, const struct consoled_open *asked,
                                    struct serve_reply *reply) {
    if (!shown_is(request->capabilities[0], ABI_OBJECT_NOTIFICATION, ABI_RIGHT_SEND)) {
        return ABI_EINVAL;
    }
    uint32_t closed = 0;
    bool held_it = terminal.holder == request->badge;
    enum abi_error error =
        terminal_open(&terminal, request->badge, request->capabilities[0], asked->bits, runs(terminal.holder), &closed);
    if (error == ABI_OK) {
        request->capabilities[0] = 0;
        reply->words[1] = held_it ? 1 : 0;
        give_up(closed);
        tell_holder();
    }
    return error;
}

static enum abi_error read_typed(uint64_t identity, const struct consoled_read *asked, struct serve_reply *reply) {
    uint32_t count = 0;
    uint32_t lost = 0;
    enum abi_error error = terminal_read(&terminal, identity, (char *)reply->data, asked->bytes, &count, &lost);
    reply->words[1] = count;
    reply->words[2] = lost;
    reply->bytes = (uint16_t)count;
    return error;
}

static enum abi_error close_terminal(uint64_t identity) {
    uint32_t closed = 0;
    enum abi_error error = terminal_close(&terminal, identity, &closed);
    give_up(closed);
    return error;
}

static uint64_t find_holder(void) {
    if (terminal.holder != 0 && !runs(terminal.holder)) {
        give_up(terminal_drop(&terminal));
    }
    return terminal.holder;
}

static enum abi_error act(struct serve_request *request, const struct consoled_request *asked,
                          struct serve_reply *reply) {
    switch (asked->operation) {
        case CONSOLED_OPEN:
            return open_terminal(request, &asked->body.open, reply);
        case CONSOLED_READ:
            return read_typed(request->badge, &asked->body.read, reply);
        case CONSOLED_CLOSE:
            return close_terminal(request->badge);
        default:
            reply->words[1] = find_holder();
            return ABI_OK;
    }
}

static void take_request(struct serve_request *request, struct serve_reply *reply) {
    struct consoled_request asked = {0};
    enum abi_error error =
        request->kind == ABI_MESSAGE_CALL ? consoled_request_read(request->data, request->bytes, &asked) : ABI_EINVAL;
    if (error == ABI_OK) {
        error = act(request, &asked, reply);
    }
    if (error != ABI_OK) {
        // What auditd does not take counts there or in `audit`.
        (void)!auditd_client_record(&audit, AUDIT_REQUEST_REFUSED, error, identity_recipe(request->badge),
                                    asked.operation, 0);
    }
    reply->words[0] = error;
}

// --- What is typed

static void take_typed(uint64_t bits) {
    (void)bits;
    char bytes[CONSOLE_INPUT_PIECE];
    uint32_t count = console_input_take(bytes, sizeof(bytes));
    terminal_typed(&terminal, bytes, count);
    if (count != 0) {
        tell_holder();
    }
    if (console_input_end() != ABI_OK) {
        nexus_process_exit(EXIT_NO_INPUT);
    }
}

// --- The beginning

// A process ends with its last task: without this one it would stay, and not serve, when its server faults.
static void watch_server(void *server) {
    (void)!nexus_task_join((uint32_t)(uintptr_t)server);
    nexus_process_exit(EXIT_SERVER_LOST);
}

static enum abi_error start_watcher(void) {
    const struct nexus_thread_start start = {.entry = watch_server,
                                             .argument = (void *)(uintptr_t)nexus_task_self(),
                                             .stack = watcher_stack,
                                             .stack_bytes = sizeof(watcher_stack)};
    uint32_t watcher = 0;
    return nexus_thread_create(&start, &watcher);
}

// A person waits for both tasks, whatever class those are in whom it wants to stop. init cannot raise what it starts.
static enum abi_error take_class(void) {
    uint32_t authority = nexus_start_handle("sched_setqos");
    enum abi_error error = nexus_task_set_class(0, ABI_CLASS_INTERACTIVE, authority);
    give_up(authority);
    return error;
}

static enum abi_error prepare(uint32_t endpoint) {
    uint64_t address = 0;
    uint32_t typed = 0;
    enum abi_error error = take_class();
    if (error == ABI_OK) {
        error = nexus_vmo_map(0, nexus_start_handle("roster"), 0, 0, 1, ABI_RIGHT_READ, &address);
    }
    roster = (const struct roster *)address;
    if (error == ABI_OK) {
        error = nexus_notification_create(&typed);
    }
    if (error == ABI_OK) {
        error = nexus_endpoint_bind(endpoint, typed);
    }
    if (error == ABI_OK) {
        error = start_watcher();
    }
    return error == ABI_OK ? console_input_start(nexus_start_handle("log"), typed, TYPED_BIT) : error;
}

int main(void) {
    const struct serve_service service = {
        .endpoint = nexus_start_handle("endpoint"), .accept = 1, .request = take_request, .notified = take_typed};
    audit.endpoint = nexus_start_handle("auditd");
    enum abi_error error = prepare(service.endpoint);
    if (error != ABI_OK) {
        printf("consoled: cannot start, error %d\n", (int)error);
        return EXIT_NOT_PREPARED;
    }
    printf("consoled: ready\n");
    if (!fault_is(FAULT_begin_untold)) {
        (void)!nexus_notification_signal(nexus_start_handle("terminal"), CONSOLED_BEGUN);
    }
    (void)!serve_run(&service);
    return EXIT_SERVER_LOST;
}
