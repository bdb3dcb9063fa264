// SPDX-License-Identifier: Apache-2.0
#include "services/consoled/client.h"

#include <stddef.h>
#include <string.h>

#include "abi/object.h"
#include "libs/service/ask.h"

static struct wire_header header_of(enum consoled_operation operation, size_t bytes) {
    return (struct wire_header){
        .version = CONSOLED_VERSION, .operation = (uint16_t)operation, .bytes = (uint32_t)bytes};
}

static enum abi_error ask_consoled(uint32_t consoled, const void *request, size_t bytes, struct ask_answer *answer) {
    const struct ask_question question = {.endpoint = consoled,
                                          .request = request,
                                          .bytes = (uint16_t)bytes,
                                          .milliseconds = CONSOLED_CLIENT_READ_MILLISECONDS};
    return ask(&question, answer);
}

enum abi_error consoled_client_open(uint32_t consoled, uint32_t notification, uint64_t bits, bool *held_it) {
    const struct consoled_open request = {.header = header_of(CONSOLED_OPEN, sizeof(request)), .bits = bits};
    const struct ask_question question = {.endpoint = consoled,
                                          .request = &request,
                                          .bytes = sizeof(request),
                                          .milliseconds = CONSOLED_CLIENT_OPEN_MILLISECONDS,
                                          .capability = notification,
                                          .capability_rights = ABI_RIGHT_SEND};
    struct ask_answer answer;
    enum abi_error error = ask(&question, &answer);
    if (error == ABI_OK) {
        *held_it = answer.words[1] != 0;
    }
    return error;
}

enum abi_error consoled_client_read(uint32_t consoled, char *bytes, uint32_t room, uint32_t *count, uint32_t *lost) {
    const struct consoled_read request = {.header = header_of(CONSOLED_READ, sizeof(request)), .bytes = room};
    struct ask_answer answer;
    enum abi_error error = ask_consoled(consoled, &request, sizeof(request), &answer);
    if (error != ABI_OK) {
        return error;
    }
    if (answer.bytes > room || answer.words[1] != answer.bytes) {
        return ABI_EIO;
    }
    memcpy(bytes, answer.data, answer.bytes);
    *count = answer.bytes;
    *lost = (uint32_t)answer.words[2];
    return ABI_OK;
}

enum abi_error consoled_client_close(uint32_t consoled) {
    const struct consoled_close request = {.header = header_of(CONSOLED_CLOSE, sizeof(request))};
    struct ask_answer answer;
    return ask_consoled(consoled, &request, sizeof(request), &answer);
}

enum abi_error consoled_client_who(uint32_t consoled, uint64_t *identity) {
    const struct consoled_who request = {.header = header_of(CONSOLED_WHO, sizeof(request))};
    struct ask_answer answer;
    enum abi_error error = ask_consoled(consoled, &request, sizeof(request), &answer);
    if (error == ABI_OK) {
        *identity = answer.words[1];
    }
    return error;
}
