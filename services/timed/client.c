// SPDX-License-Identifier: Apache-2.0
#include "services/timed/client.h"

#include <stddef.h>

#include "abi/message.h"
#include "libs/nexus/capability.h"
#include "libs/nexus/notification.h"
#include "libs/nexus/start.h"
#include "libs/service/ask.h"
#include "services/timed/protocol.h"

enum client_units { MILLISECONDS = 1000 };

static struct wire_header header_of(enum timed_operation operation, size_t bytes) {
    return (struct wire_header){.version = TIMED_VERSION, .operation = (uint16_t)operation, .bytes = (uint32_t)bytes};
}

static enum abi_error ask_timed(uint32_t endpoint, const void *request, size_t bytes, struct ask_answer *answer) {
    const struct ask_question question = {.endpoint = endpoint,
                                          .request = request,
                                          .bytes = (uint16_t)bytes,
                                          .milliseconds = TIMED_CLIENT_PATIENCE_MILLISECONDS};
    return ask(&question, answer);
}

enum abi_error timed_client_open(uint32_t endpoint, struct timed_client *client) {
    struct timed_client opened = {.endpoint = endpoint};
    enum abi_error error = nexus_notification_create(&opened.notification);
    if (error != ABI_OK) {
        return error;
    }
    const struct timed_attach request = {.header = header_of(TIMED_ATTACH, sizeof(request))};
    const struct ask_question question = {.endpoint = endpoint,
                                          .request = &request,
                                          .bytes = sizeof(request),
                                          .milliseconds = TIMED_CLIENT_PATIENCE_MILLISECONDS,
                                          .capability = opened.notification,
                                          .capability_rights = ABI_RIGHT_SEND};
    struct ask_answer answer;
    error = ask(&question, &answer);
    if (error != ABI_OK) {
        (void)!nexus_capability_close(opened.notification);
        return error;
    }
    opened.channel = answer.words[1];
    *client = opened;
    return ABI_OK;
}

void timed_client_close(struct timed_client *client) {
    const struct timed_detach request = {.header = header_of(TIMED_DETACH, sizeof(request)),
                                         .channel = client->channel};
    struct ask_answer answer;
    (void)!ask_timed(client->endpoint, &request, sizeof(request), &answer);
    (void)!nexus_capability_close(client->notification);
    *client = (struct timed_client){0};
}

static enum abi_error add(const struct timed_client *client, uint64_t bits, uint64_t deadline, uint64_t *timer) {
    const struct timed_register request = {.header = header_of(TIMED_REGISTER, sizeof(request)),
                                           .channel = client->channel,
                                           .bits = bits,
                                           .deadline = deadline};
    struct ask_answer answer;
    enum abi_error error = ask_timed(client->endpoint, &request, sizeof(request), &answer);
    if (error == ABI_OK) {
        *timer = answer.words[1];
    }
    return error;
}

enum abi_error timed_client_register(const struct timed_client *client, uint64_t bits, uint64_t deadline,
                                     uint64_t *timer) {
    return (bits & TIMED_CLIENT_SLEEP_BIT) != 0 ? ABI_EINVAL : add(client, bits, deadline, timer);
}

// Takes what is signalled until the sleep is over.
static enum abi_error wait_for_sleep(struct timed_client *client, uint64_t deadline) {
    for (;;) {
        uint64_t bits = 0;
        enum abi_error error = nexus_notification_wait(client->notification, deadline, &bits);
        if (error != ABI_OK) {
            return error;
        }
        client->seen |= bits & ~TIMED_CLIENT_SLEEP_BIT;
        if ((bits & TIMED_CLIENT_SLEEP_BIT) != 0) {
            return ABI_OK;
        }
    }
}

enum abi_error timed_client_sleep_until(struct timed_client *client, uint64_t deadline) {
    uint64_t margin = nexus_ticks_per_second() * TIMED_CLIENT_BACKSTOP_MILLISECONDS / MILLISECONDS;
    uint64_t now = ask_deadline(0);
    uint64_t timer = 0;
    enum abi_error error = add(client, TIMED_CLIENT_SLEEP_BIT, deadline, &timer);
    if (error != ABI_OK) {
        return error;
    }
    // One that has passed wakes now. The last times there are have no time behind them.
    uint64_t base = deadline < now ? now : deadline;
    error = wait_for_sleep(client, base > ABI_DEADLINE_NEVER - 1 - margin ? ABI_DEADLINE_NEVER - 1 : base + margin);
    if (error == ABI_ETIMEDOUT) {
        // What comes late must not end the next sleep. After the answer nothing comes any more.
        (void)!timed_client_cancel(client, timer);
        (void)!wait_for_sleep(client, 0);
    }
    return error;
}

enum abi_error timed_client_cancel(const struct timed_client *client, uint64_t timer) {
    const struct timed_cancel request = {.header = header_of(TIMED_CANCEL, sizeof(request)), .timer = timer};
    struct ask_answer answer;
    return ask_timed(client->endpoint, &request, sizeof(request), &answer);
}

enum abi_error timed_client_query(const struct timed_client *client, uint32_t stats_read,
                                  struct timed_client_totals *totals) {
    const struct timed_query request = {.header = header_of(TIMED_QUERY, sizeof(request))};
    const struct ask_question question = {.endpoint = client->endpoint,
                                          .request = &request,
                                          .bytes = sizeof(request),
                                          .milliseconds = TIMED_CLIENT_PATIENCE_MILLISECONDS,
                                          .capability = stats_read,
                                          .capability_rights = stats_read == 0 ? 0 : ABI_RIGHT_USE};
    struct ask_answer answer;
    enum abi_error error = ask(&question, &answer);
    if (error == ABI_OK) {
        *totals = (struct timed_client_totals){.of_task = answer.words[1],
                                               .of_process = answer.words[2],
                                               .all = answer.words[3],
                                               .expiries = answer.words[4],
                                               .interrupts = answer.words[5]};
    }
    return error;
}
