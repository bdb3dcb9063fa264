// SPDX-License-Identifier: Apache-2.0
// Calls every service that it may call, without end: with requests that are none, and with as many as it can have of those that cost
// something there.
#include <stddef.h>
#include <stdint.h>

#include "libs/nexus/nexus.h"
#include "libs/service/ask.h"
#include "services/auditd/client.h"
#include "services/execd/client.h"
#include "services/policyd/client.h"
#include "services/timed/client.h"
#include "testing/shell/hostile/crew.h"

enum flood_sizes { KINDS = 5, THREADS = 9, FAR_MILLISECONDS = 60000 };

static void send_garbage(void) {
    static const char *const services[] = {"auditd", "execd", "policyd", "timed"};
    static const uint64_t garbage[4] = {1, 2, 3, 4};
    for (uint32_t i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
        const struct ask_question question = {.endpoint = nexus_start_handle(services[i]),
                                              .request = garbage,
                                              .bytes = (uint16_t)(sizeof(garbage) - 8 * i),
                                              .milliseconds = ASK_PATIENCE_MILLISECONDS};
        struct ask_answer answer;
        (void)!ask(&question, &answer);
    }
}

static void write_log(void) {
    struct auditd_client auditd = {.endpoint = nexus_start_handle("auditd")};
    (void)!auditd_client_log(&auditd, "look at me");
    (void)!auditd_client_record(&auditd, AUDIT_ENDED, ABI_OK, 1, 2, 3);
}

static void ask_policy(void) {
    uint64_t number = 0;
    (void)!policyd_client_query(nexus_start_handle("policyd"), POLICY_SET_SHARES, 1, 0, 1000, &number);
}

static void register_timers(void) {
    struct timed_client timed;
    if (timed_client_open(nexus_start_handle("timed"), &timed) != ABI_OK) {
        return;
    }
    for (uint64_t timer = 0; timed_client_register(&timed, 1, ask_deadline(FAR_MILLISECONDS), &timer) == ABI_OK;) {
    }
    timed_client_close(&timed);
}

static void escalate(void) {
    const struct execd_client_wish wish = {.class_ = ABI_CLASS_INTERACTIVE, .shares = ABI_SHARES_DEFAULT};
    (void)!execd_client_escalate(nexus_start_handle("execd"), wish, ASK_PATIENCE_MILLISECONDS);
}

static void flood(void *argument) {
    static void (*const kinds[KINDS])(void) = {send_garbage, write_log, ask_policy, register_timers, escalate};
    for (uint32_t i = (uint32_t)(uintptr_t)argument;; i++) {
        kinds[(i % KINDS)]();
    }
}

int main(void) {
    crew_begin("message_flood");
    (void)crew_start(flood, THREADS);
    flood(NULL);
}
