// SPDX-License-Identifier: Apache-2.0
// consoled: whose the terminal is. The witness holds it when this is over.
#include <stdint.h>

#include "abi/object.h"
#include "libs/nexus/nexus.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/services/guest.h"
#include "apps/selftest/services/steps.h"
#include "apps/selftest/services/world.h"
#include "services/consoled/protocol.h"

static enum abi_error open_terminal(uint32_t notification) {
    const struct consoled_open request = {
        .header = {.version = CONSOLED_VERSION, .operation = CONSOLED_OPEN, .bytes = sizeof(request)}, .bits = 1};
    const struct ask_question question = {.endpoint = world.consoled,
                                          .request = &request,
                                          .bytes = sizeof(request),
                                          .milliseconds = ASK_PATIENCE_MILLISECONDS,
                                          .capability = notification,
                                          .capability_rights = ABI_RIGHT_SEND};
    struct ask_answer answer;
    return ask(&question, &answer);
}

static enum abi_error close_terminal(void) {
    const struct consoled_close request = {
        .header = {.version = CONSOLED_VERSION, .operation = CONSOLED_CLOSE, .bytes = sizeof(request)}};
    struct ask_answer answer;
    return world_ask(world.consoled, &request, sizeof(request), &answer);
}

// The guest tries while the witness holds the terminal, gets it when that has let go, and does not keep it beyond its end.
void prove_terminal_of_another(void) {
    uint32_t typed = 0;
    if (nexus_notification_create(&typed) != ABI_OK) {
        world_fail("no notification", 0);
    }
    enum abi_error opened = open_terminal(typed);
    uint32_t taken = world_run_guest(GUEST_TAKE_TERMINAL);
    uint32_t read = world_run_guest(GUEST_READ_TERMINAL);
    enum abi_error own = world_read_terminal();
    enum abi_error closed = close_terminal();
    uint32_t given = world_run_guest(GUEST_TAKE_TERMINAL);
    emit(MARKER_test_reject_terminal_of_another, "opened=%u taken=%u read=%u own=%u closed=%u given=%u again=%u",
         opened, taken, read, own, closed, given, open_terminal(typed));
}
