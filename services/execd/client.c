// SPDX-License-Identifier: Apache-2.0
#include "services/execd/client.h"

#include <string.h>

#include "abi/object.h"
#include "libs/service/ask.h"

static struct wire_header header_of(enum execd_operation operation, size_t bytes) {
    return (struct wire_header){.version = EXECD_VERSION, .operation = (uint16_t)operation, .bytes = (uint32_t)bytes};
}

static struct ask_question question_of(uint32_t execd, const void *request, size_t bytes, uint32_t milliseconds) {
    return (struct ask_question){
        .endpoint = execd, .request = request, .bytes = (uint16_t)bytes, .milliseconds = milliseconds};
}

static enum abi_error ask_plainly(uint32_t execd, const void *request, size_t bytes, uint32_t milliseconds) {
    const struct ask_question question = question_of(execd, request, bytes, milliseconds);
    struct ask_answer answer;
    return ask(&question, &answer);
}

enum abi_error execd_client_ready(uint32_t execd, uint32_t milliseconds) {
    const struct execd_ready request = {.header = header_of(EXECD_READY, sizeof(request))};
    return ask_plainly(execd, &request, sizeof(request), milliseconds);
}

enum abi_error execd_client_escalate(uint32_t execd, struct execd_client_wish wish, uint32_t milliseconds) {
    const struct execd_escalate request = {.header = header_of(EXECD_ESCALATE, sizeof(request)),
                                           .class_ = wish.class_,
                                           .placement = wish.placement,
                                           .shares = wish.shares};
    return ask_plainly(execd, &request, sizeof(request), milliseconds);
}

enum abi_error execd_client_launch(uint32_t execd, const struct execd_client_program *program, uint32_t milliseconds,
                                   uint64_t *launch) {
    struct execd_launch request = {
        .header = header_of(EXECD_LAUNCH, sizeof(request)), .argument = program->argument, .bits = program->bits};
    size_t length = strlen(program->name);
    if (length >= sizeof(request.name)) {
        return ABI_EINVAL;
    }
    memcpy(request.name, program->name, length);
    struct ask_question question = question_of(execd, &request, sizeof(request), milliseconds);
    question.capability = program->notification;
    question.capability_rights = ABI_RIGHT_SEND;
    struct ask_answer answer;
    enum abi_error error = ask(&question, &answer);
    if (error == ABI_OK) {
        *launch = answer.words[1];
    }
    return error;
}

enum abi_error execd_client_kill(uint32_t execd, uint64_t launch, uint32_t notification, uint64_t bits,
                                 uint32_t milliseconds) {
    const struct execd_kill request = {
        .header = header_of(EXECD_KILL, sizeof(request)), .launch = launch, .bits = bits};
    struct ask_question question = question_of(execd, &request, sizeof(request), milliseconds);
    question.capability = notification;
    question.capability_rights = ABI_RIGHT_SEND;
    struct ask_answer answer;
    return ask(&question, &answer);
}

enum abi_error execd_client_status(uint32_t execd, uint32_t recipe, uint32_t milliseconds,
                                   struct execd_status_answer *status, uint32_t *recipes) {
    const struct execd_status request = {.header = header_of(EXECD_STATUS, sizeof(request)), .recipe = recipe};
    const struct ask_question question = question_of(execd, &request, sizeof(request), milliseconds);
    struct ask_answer answer;
    enum abi_error error = ask(&question, &answer);
    if (error != ABI_OK) {
        return error;
    }
    if (answer.bytes != sizeof(*status)) {
        return ABI_EIO;
    }
    memcpy(status, answer.data, sizeof(*status));
    *recipes = (uint32_t)answer.words[1];
    return ABI_OK;
}
