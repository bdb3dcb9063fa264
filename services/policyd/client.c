// SPDX-License-Identifier: Apache-2.0
#include "services/policyd/client.h"

#include <string.h>

#include "abi/object.h"
#include "libs/service/ask.h"

enum abi_error policyd_client_query(uint32_t endpoint, enum policy_operation operation, uint16_t subject,
                                    uint32_t object, uint64_t value, uint64_t *number) {
    const struct policyd_query request = {
        .header = {.version = POLICYD_VERSION, .operation = POLICYD_QUERY, .bytes = sizeof(request)},
        .operation = (uint16_t)operation,
        .subject = subject,
        .object = object,
        .value = value,
    };
    const struct ask_question question = {.endpoint = endpoint,
                                          .request = &request,
                                          .bytes = sizeof(request),
                                          .milliseconds = POLICYD_CLIENT_MILLISECONDS};
    struct ask_answer answer = {0};
    enum abi_error error = ask(&question, &answer);
    *number = answer.words[1];
    return error;
}

enum abi_error policyd_client_explain(uint32_t endpoint, uint32_t audit_read, uint64_t first,
                                      struct policyd_decision *decisions, uint32_t *count) {
    const struct policyd_explain request = {
        .header = {.version = POLICYD_VERSION, .operation = POLICYD_EXPLAIN, .bytes = sizeof(request)},
        .first = first,
    };
    const struct ask_question question = {.endpoint = endpoint,
                                          .request = &request,
                                          .bytes = sizeof(request),
                                          .milliseconds = POLICYD_CLIENT_MILLISECONDS,
                                          .capability = audit_read,
                                          .capability_rights = ABI_RIGHT_USE};
    struct ask_answer answer;
    enum abi_error error = ask(&question, &answer);
    if (error != ABI_OK) {
        return error;
    }
    if (answer.words[1] > POLICYD_DECISIONS_SENT || answer.bytes != answer.words[1] * sizeof(*decisions)) {
        return ABI_EIO;
    }
    memcpy(decisions, answer.data, answer.bytes);
    *count = (uint32_t)answer.words[1];
    return ABI_OK;
}
