// SPDX-License-Identifier: Apache-2.0
// What clients ask with (libs/service/ask.h): once, and for no longer than they say, whatever becomes of the request.
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#include "libs/nexus/nexus.h"
#include "libs/service/ask.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/services/steps.h"
#include "apps/selftest/services/world.h"

enum asking_constants {
    SERVERS = 6,  // two for each request: one that comes again finds somebody
    SERVER_STACK_BYTES = 4096,
    PATIENCE_MILLISECONDS = 40,
};

// What a server shall do with the one request that it takes.
enum fate {
    FATE_REFUSED = 1,
    FATE_DROPPED = 2,
    FATE_UNANSWERED = 3,
};

static uint32_t endpoint;         // written before the servers start
static uint32_t silence_over;     // the same: a notification
static _Atomic uint32_t arrived;  // requests; added to by servers (release), read by main (acquire)

static void serve_once(void *argument) {
    (void)argument;
    struct nexus_message message = {0};
    if (nexus_ipc_receive_page(endpoint, &message) != ABI_OK || nexus_message_kind(&message) != ABI_MESSAGE_CALL) {
        return;
    }
    atomic_fetch_add_explicit(&arrived, 1, memory_order_release);
    struct wire_header header;
    memcpy(&header, nexus_message_page()->data, sizeof(header));
    if (header.operation == FATE_REFUSED) {
        message.words[0] = ABI_EBUSY;
        (void)!nexus_ipc_reply(&message);
    } else if (header.operation == FATE_UNANSWERED) {
        uint64_t bits = 0;
        (void)!nexus_notification_wait(silence_over, ABI_DEADLINE_NEVER, &bits);
    }
}

_Alignas(16) static uint8_t stacks[SERVERS][SERVER_STACK_BYTES];

static void start_servers(uint32_t ids[SERVERS]) {
    if (nexus_endpoint_create(&endpoint) != ABI_OK || nexus_notification_create(&silence_over) != ABI_OK) {
        world_fail("no endpoint", 0);
    }
    for (uint32_t i = 0; i < SERVERS; i++) {
        const struct nexus_thread_start start = {
            .entry = serve_once, .stack = stacks[i], .stack_bytes = SERVER_STACK_BYTES};
        if (nexus_thread_create(&start, &ids[i]) != ABI_OK) {
            world_fail("no server", i);
        }
    }
}

// Those that no request has come to get a message that is none.
static void end_servers(const uint32_t ids[SERVERS], uint32_t idle) {
    const struct nexus_message nothing = {0};
    for (uint32_t i = 0; i < idle; i++) {
        (void)!nexus_ipc_send(endpoint, &nothing);
    }
    (void)!nexus_notification_signal(silence_over, 1);
    for (uint32_t i = 0; i < SERVERS; i++) {
        (void)!nexus_task_join(ids[i]);
    }
    (void)!nexus_capability_close(endpoint);
    (void)!nexus_capability_close(silence_over);
}

struct asked {
    enum abi_error error;
    uint32_t arrived;
    uint32_t milliseconds;
};

static struct asked ask_for(enum fate fate) {
    const struct wire_header request = {.operation = (uint16_t)fate, .bytes = sizeof(request)};
    const struct ask_question question = {
        .endpoint = endpoint, .request = &request, .bytes = sizeof(request), .milliseconds = PATIENCE_MILLISECONDS};
    struct ask_answer answer;
    uint32_t before = atomic_load_explicit(&arrived, memory_order_acquire);
    uint64_t begin = nexus_clock_read();
    enum abi_error error = ask(&question, &answer);
    return (struct asked){.error = error,
                          .arrived = atomic_load_explicit(&arrived, memory_order_acquire) - before,
                          .milliseconds = (uint32_t)((nexus_clock_read() - begin) * 1000 / nexus_ticks_per_second())};
}

void prove_asked_once(void) {
    uint32_t ids[SERVERS];
    start_servers(ids);
    struct asked refused = ask_for(FATE_REFUSED);
    struct asked dropped = ask_for(FATE_DROPPED);
    struct asked unanswered = ask_for(FATE_UNANSWERED);
    end_servers(ids, SERVERS - refused.arrived - dropped.arrived - unanswered.arrived);
    emit(MARKER_test_reject_silent_retry,
         "refused=%u arrived=%u dropped=%u arrived_then=%u unanswered=%u arrived_last=%u waited=%u", refused.error,
         refused.arrived, dropped.error, dropped.arrived, unanswered.error, unanswered.arrived,
         unanswered.milliseconds);
}
