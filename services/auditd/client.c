// SPDX-License-Identifier: Apache-2.0
#include "services/auditd/client.h"

#include <string.h>

#include "abi/object.h"
#include "libs/service/ask.h"

static struct wire_header header_of(enum auditd_operation operation, uint32_t bytes) {
    return (struct wire_header){.version = AUDITD_VERSION, .operation = (uint16_t)operation, .bytes = bytes};
}

void auditd_client_lose(struct auditd_client *client) {
    if (client->lost != UINT32_MAX) {
        client->lost++;
    }
}

static enum abi_error tell(const struct auditd_client *client, const void *request, uint16_t bytes) {
    struct ask_question question = {.endpoint = client->endpoint,
                                    .request = request,
                                    .bytes = bytes,
                                    .milliseconds = AUDITD_CLIENT_RECORD_MILLISECONDS};
    struct ask_answer answer;
    return ask(&question, &answer);
}

enum abi_error auditd_client_record(struct auditd_client *client, enum audit_event event, enum abi_error error,
                                    uint32_t subject, uint64_t first, uint32_t second) {
    struct auditd_record request = {
        .header = header_of(AUDITD_RECORD, sizeof(request)),
        .event = (uint16_t)event,
        .error = (uint16_t)error,
        .subject = subject,
        .first = first,
        .second = second,
        .lost = client->lost,
    };
    enum abi_error answer = tell(client, &request, sizeof(request));
    if (answer == ABI_OK || answer == ABI_EBUSY) {
        client->lost = 0;
    } else {
        auditd_client_lose(client);
    }
    return answer;
}

enum abi_error auditd_client_log(struct auditd_client *client, const char *text) {
    struct auditd_log request = {.header = header_of(AUDITD_LOG, sizeof(request))};
    size_t length = strlen(text);
    if (length >= sizeof(request.text)) {
        auditd_client_lose(client);
        return ABI_EINVAL;
    }
    memcpy(request.text, text, length);
    enum abi_error answer = tell(client, &request, sizeof(request));
    if (answer != ABI_OK && answer != ABI_EBUSY) {
        auditd_client_lose(client);
    }
    return answer;
}

static enum abi_error read(uint32_t endpoint, uint32_t audit_read, const void *request, uint16_t bytes,
                           struct ask_answer *answer) {
    struct ask_question question = {.endpoint = endpoint,
                                    .request = request,
                                    .bytes = bytes,
                                    .milliseconds = AUDITD_CLIENT_READ_MILLISECONDS,
                                    .capability = audit_read,
                                    .capability_rights = ABI_RIGHT_USE};
    return ask(&question, answer);
}

// What is read in pieces of a size, at most so many at a time.
struct pieces {
    enum auditd_operation operation;
    size_t bytes;
    uint32_t most;
};

static enum abi_error read_pieces(uint32_t endpoint, uint32_t audit_read, const struct auditd_client_wanted *wanted,
                                  const struct pieces *pieces, void *data, uint32_t *count, uint64_t *next) {
    struct auditd_query request = {
        .header = header_of(pieces->operation, sizeof(request)),
        .position = wanted->position,
        .sender = wanted->sender,
        .event = wanted->event,
        .last = wanted->last,
    };
    struct ask_answer answer;
    enum abi_error error = read(endpoint, audit_read, &request, sizeof(request), &answer);
    if (error != ABI_OK) {
        return error;
    }
    if (answer.words[1] > pieces->most || answer.bytes != answer.words[1] * pieces->bytes) {
        return ABI_EIO;
    }
    memcpy(data, answer.data, answer.bytes);
    *count = (uint32_t)answer.words[1];
    *next = answer.words[2];
    return ABI_OK;
}

enum abi_error auditd_client_query(uint32_t endpoint, uint32_t audit_read, const struct auditd_client_wanted *wanted,
                                   struct auditd_entry *entries, uint32_t *count, uint64_t *next) {
    const struct pieces pieces = {AUDITD_QUERY, sizeof(*entries), AUDITD_ENTRIES_SENT};
    return read_pieces(endpoint, audit_read, wanted, &pieces, entries, count, next);
}

enum abi_error auditd_client_read_log(uint32_t endpoint, uint32_t audit_read, const struct auditd_client_wanted *wanted,
                                      struct auditd_line *lines, uint32_t *count, uint64_t *next) {
    const struct pieces pieces = {AUDITD_READ_LOG, sizeof(*lines), AUDITD_LINES_SENT};
    return read_pieces(endpoint, audit_read, wanted, &pieces, lines, count, next);
}

enum abi_error auditd_client_status(uint32_t endpoint, uint32_t audit_read, struct auditd_client_totals *totals) {
    struct auditd_status request = {.header = header_of(AUDITD_STATUS, sizeof(request))};
    struct ask_answer answer;
    enum abi_error error = read(endpoint, audit_read, &request, sizeof(request), &answer);
    if (error == ABI_OK) {
        *totals = (struct auditd_client_totals){.records = answer.words[1],
                                                .records_lost = answer.words[2],
                                                .kernel_lost = answer.words[3],
                                                .lines = answer.words[4],
                                                .lines_lost = answer.words[5]};
    }
    return error;
}

enum abi_error auditd_client_sender(uint32_t endpoint, uint32_t audit_read, uint32_t sender,
                                    struct auditd_client_share *share) {
    struct auditd_sender request = {.header = header_of(AUDITD_SENDER, sizeof(request)), .sender = (uint16_t)sender};
    if (sender != request.sender) {
        return ABI_EINVAL;
    }
    struct ask_answer answer;
    enum abi_error error = read(endpoint, audit_read, &request, sizeof(request), &answer);
    if (error == ABI_OK) {
        *share = (struct auditd_client_share){.records = answer.words[1],
                                              .records_replaced = answer.words[2],
                                              .records_untold = answer.words[3],
                                              .lines = answer.words[4],
                                              .lines_replaced = answer.words[5]};
    }
    return error;
}
