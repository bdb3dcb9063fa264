// SPDX-License-Identifier: Apache-2.0
#include "services/execd/permission.h"

#include "libs/nexus/nexus.h"
#include "libs/service/ask.h"

enum abi_error permission_ask(uint32_t subject, enum policy_operation operation, uint32_t object, uint64_t value,
                              uint32_t *denied) {
    const struct policyd_query query = {
        .header = {.version = POLICYD_VERSION, .operation = POLICYD_QUERY, .bytes = sizeof(query)},
        .operation = (uint16_t)operation,
        .subject = (uint16_t)subject,
        .object = object,
        .value = value,
    };
    const struct ask_question question = {.endpoint = nexus_start_handle("policyd"),
                                          .request = &query,
                                          .bytes = sizeof(query),
                                          .milliseconds = ASK_PATIENCE_MILLISECONDS};
    struct ask_answer answer;
    *denied = operation;
    return ask(&question, &answer);
}

enum abi_error permission_ask_all(uint32_t subject, const struct checks *checks, uint32_t *denied) {
    enum abi_error error = ABI_OK;
    for (uint32_t i = 0; error == ABI_OK && i < checks->count; i++) {
        const struct check *check = &checks->all[i];
        error = permission_ask(subject, (enum policy_operation)check->operation, 0, check->value, denied);
    }
    return error;
}
