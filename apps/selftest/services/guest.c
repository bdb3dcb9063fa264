// SPDX-License-Identifier: Apache-2.0
// Another identity than the witness's, to try what one program may cost another.
#include "apps/selftest/services/guest.h"

#include <stdint.h>

#include "abi/object.h"
#include "abi/task.h"
#include "libs/nexus/nexus.h"
#include "libs/service/ask.h"
#include "services/auditd/protocol.h"
#include "services/consoled/protocol.h"
#include "services/execd/protocol.h"
#include "services/timed/protocol.h"

static enum abi_error ask_plainly(const char *service, const void *request, uint16_t bytes, uint32_t capability,
                                  struct ask_answer *answer) {
    const struct ask_question question = {.endpoint = nexus_start_handle(service),
                                          .request = request,
                                          .bytes = bytes,
                                          .milliseconds = ASK_PATIENCE_MILLISECONDS,
                                          .capability = capability,
                                          .capability_rights = capability == 0 ? 0 : ABI_RIGHT_SEND};
    return ask(&question, answer);
}

static enum abi_error record(void) {
    const struct auditd_record request = {
        .header = {.version = AUDITD_VERSION, .operation = AUDITD_RECORD, .bytes = sizeof(request)},
        .event = AUDIT_ESCALATION};
    struct ask_answer answer;
    return ask_plainly("auditd", &request, sizeof(request), 0, &answer);
}

static enum abi_error register_timers(uint32_t count) {
    uint32_t notification = 0;
    enum abi_error error = nexus_notification_create(&notification);
    const struct timed_attach attach = {
        .header = {.version = TIMED_VERSION, .operation = TIMED_ATTACH, .bytes = sizeof(attach)}};
    struct ask_answer answer;
    if (error == ABI_OK) {
        error = ask_plainly("timed", &attach, sizeof(attach), notification, &answer);
    }
    struct timed_register request = {
        .header = {.version = TIMED_VERSION, .operation = TIMED_REGISTER, .bytes = sizeof(request)},
        .channel = error == ABI_OK ? answer.words[1] : 0,
        .bits = 1,
        .deadline = ask_deadline(GUEST_FAR_MILLISECONDS)};
    for (uint32_t i = 0; error == ABI_OK && i < count; i++) {
        error = ask_plainly("timed", &request, sizeof(request), 0, &answer);
    }
    return error;
}

static enum abi_error escalate(void) {
    const struct execd_escalate request = {
        .header = {.version = EXECD_VERSION, .operation = EXECD_ESCALATE, .bytes = sizeof(request)},
        .class_ = ABI_CLASS_PERF_BURST,
        .placement = ABI_PLACEMENT_ANY,
        .shares = ABI_SHARES_DEFAULT};
    struct ask_answer answer;
    return ask_plainly("execd", &request, sizeof(request), 0, &answer);
}

static enum abi_error take_terminal(void) {
    uint32_t notification = 0;
    enum abi_error error = nexus_notification_create(&notification);
    const struct consoled_open request = {
        .header = {.version = CONSOLED_VERSION, .operation = CONSOLED_OPEN, .bytes = sizeof(request)}, .bits = 1};
    struct ask_answer answer;
    return error == ABI_OK ? ask_plainly("consoled", &request, sizeof(request), notification, &answer) : error;
}

static enum abi_error read_terminal(void) {
    const struct consoled_read request = {
        .header = {.version = CONSOLED_VERSION, .operation = CONSOLED_READ, .bytes = sizeof(request)}, .bytes = 1};
    struct ask_answer answer;
    return ask_plainly("consoled", &request, sizeof(request), 0, &answer);
}

static void crash(void) {
    // A number that nobody set, so that the compiler cannot know that it is zero.
    volatile uint32_t *nothing = (volatile uint32_t *)nexus_start_argument(3);
    *nothing = 1;
}

int main(void) {
    switch (nexus_start_argument(2)) {
        case GUEST_EXIT:
            return GUEST_STATUS;
        case GUEST_RECORD:
            return (int)record();
        case GUEST_LEAVE_TIMERS:
            return (int)register_timers(GUEST_TIMERS);
        case GUEST_REGISTER_ONE:
            return (int)register_timers(1);
        case GUEST_ESCALATE:
            return (int)escalate();
        case GUEST_TAKE_TERMINAL:
            return (int)take_terminal();
        case GUEST_READ_TERMINAL:
            return (int)read_terminal();
        default:
            crash();
            return 0;
    }
}
