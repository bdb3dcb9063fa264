// SPDX-License-Identifier: Apache-2.0
#include "apps/selftest/services/world.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "abi/exit_status.h"
#include "libs/nexus/nexus.h"
#include "kernel/selftest/marker_call.h"
#include "services/consoled/protocol.h"

struct world world;

enum world_constants {
    END_PAUSES = 10,            // for the end of a process with all that it holds
    GUEST_ENDED = 1,            // bit of the notification
    PAUSE_MILLISECONDS = 110,   // the longest window is 100
    GUEST_MILLISECONDS = 2000,  // no guest of a healthy system takes as long
};

_Noreturn void world_fail(const char *what, uint64_t number) {
    printf("SELF-TEST FAILED: %s: %" PRIu64 "\n", what, number);
    (void)fflush(stdout);
    (void)!nexus_power_off(world.power, ABI_EXIT_PANIC);
    nexus_process_exit(1);
}

void world_pause(void) {
    uint32_t nothing = 0;
    uint64_t bits = 0;
    if (nexus_notification_create(&nothing) != ABI_OK) {
        world_fail("no notification", 0);
    }
    (void)!nexus_notification_wait(nothing, ask_deadline(PAUSE_MILLISECONDS), &bits);
    (void)!nexus_capability_close(nothing);
}

_Noreturn void world_end_execd(void) {
    uint64_t error = nexus_call(MARKER_CALL_NUMBER, MARKER_CALL_KILL_SERVER, world.execd, 0, 0).error;
    for (uint32_t i = 0; i < END_PAUSES && error == ABI_OK; i++) {
        world_pause();
    }
    world_fail("execd was ended, and its programs go on", error);
}

static enum abi_error ask_service(uint32_t endpoint, const void *request, uint16_t bytes, uint32_t capability,
                                  uint8_t rights, struct ask_answer *answer) {
    const struct ask_question question = {.endpoint = endpoint,
                                          .request = request,
                                          .bytes = bytes,
                                          .milliseconds = ASK_PATIENCE_MILLISECONDS,
                                          .capability = capability,
                                          .capability_rights = rights};
    return ask(&question, answer);
}

enum abi_error world_ask(uint32_t endpoint, const void *request, uint16_t bytes, struct ask_answer *answer) {
    return ask_service(endpoint, request, bytes, 0, 0, answer);
}

enum abi_error world_ask_with(uint32_t endpoint, const void *request, uint16_t bytes, uint32_t capability,
                              struct ask_answer *answer) {
    struct abi_capability_info info;
    enum abi_error error = nexus_capability_info(capability, &info);
    return error != ABI_OK ? error : ask_service(endpoint, request, bytes, capability, info.grantable, answer);
}

bool world_status(uint32_t recipe, struct execd_status_answer *status) {
    const struct execd_status request = {
        .header = {.version = EXECD_VERSION, .operation = EXECD_STATUS, .bytes = sizeof(request)}, .recipe = recipe};
    struct ask_answer answer;
    if (world_ask(world.execd, &request, sizeof(request), &answer) != ABI_OK || answer.bytes != sizeof(*status)) {
        return false;
    }
    memcpy(status, answer.data, sizeof(*status));
    return true;
}

uint32_t world_recipe(const char *name) {
    struct execd_status_answer status;
    for (uint32_t recipe = 1; world_status(recipe, &status); recipe++) {
        if (strcmp(status.name, name) == 0) {
            return recipe;
        }
    }
    return 0;
}

static uint32_t need(const char *name) {
    uint32_t handle = nexus_start_handle(name);
    if (handle == 0) {
        world_fail(name, 0);
    }
    return handle;
}

void world_find_as(const char *name) {
    world.power = nexus_start_handle("power");
    world.execd = need("execd");
    world.policyd = need("policyd");
    world.auditd = need("auditd");
    world.consoled = need("consoled");
    world.timed = need("timed");
    world.stats_read = need("stats_read");
    world.audit_read = need("audit_read");
    world.own_recipe = world_recipe(name);
    if (world.own_recipe == 0) {
        world_fail("there is no recipe of that name", 0);
    }
}

enum abi_error world_read_terminal(void) {
    const struct consoled_read request = {
        .header = {.version = CONSOLED_VERSION, .operation = CONSOLED_READ, .bytes = sizeof(request)}, .bytes = 1};
    struct ask_answer answer;
    return world_ask(world.consoled, &request, sizeof(request), &answer);
}

static uint32_t wait_for_guest(uint32_t notification, uint32_t recipe) {
    uint64_t bits = 0;
    struct execd_status_answer status;
    if (nexus_notification_wait(notification, ask_deadline(GUEST_MILLISECONDS), &bits) != ABI_OK ||
        !world_status(recipe, &status) || status.reason != EXECD_REASON_EXIT) {
        return UINT32_MAX;
    }
    return status.detail;
}

uint32_t world_run_guest(uint64_t argument) {
    struct execd_launch request = {
        .header = {.version = EXECD_VERSION, .operation = EXECD_LAUNCH, .bytes = sizeof(request)},
        .name = "guest",
        .argument = argument,
        .bits = GUEST_ENDED};
    uint32_t notification = 0;
    if (nexus_notification_create(&notification) != ABI_OK) {
        return UINT32_MAX;
    }
    struct ask_answer answer;
    uint32_t status = UINT32_MAX;
    if (ask_service(world.execd, &request, sizeof(request), notification, ABI_RIGHT_SEND, &answer) == ABI_OK) {
        status = wait_for_guest(notification, world_recipe("guest"));
    }
    (void)!nexus_capability_close(notification);
    return status;
}

uint64_t world_count_records(uint16_t sender, uint16_t event) {
    uint64_t count = 0;
    struct auditd_query request = {
        .header = {.version = AUDITD_VERSION, .operation = AUDITD_QUERY, .bytes = sizeof(request)},
        .sender = sender,
        .event = event};
    struct ask_answer answer;
    do {
        enum abi_error error = world_ask_with(world.auditd, &request, sizeof(request), world.audit_read, &answer);
        if (error != ABI_OK) {
            world_fail("the audit cannot be read", error);
        }
        for (uint64_t i = 0; i < answer.words[1]; i++) {
            struct auditd_entry entry;
            memcpy(&entry, answer.data + i * sizeof(entry), sizeof(entry));
            count += entry.count;
        }
        request.position = answer.words[2];
    } while (answer.words[1] != 0);
    return count;
}
