// SPDX-License-Identifier: Apache-2.0
// An app that tries to have the terminal of the shell that started it, or ends consoled, or all programs of execd.
#include <inttypes.h>
#include <stdio.h>

#include "libs/nexus/nexus.h"
#include "libs/service/ask.h"
#include "libs/service/identity.h"
#include "kernel/selftest/marker_call.h"
#include "services/consoled/client.h"
#include "services/execd/client.h"

// As execd passes it on (services/execd/protocol.h), and what it says.
enum {
    LAUNCH_ARGUMENT = 2,
    TRY = 1,
    END_CONSOLED = 2,
    END_CONSOLED_AND_STAY = 3,
    END_EXECD = 4,
    WAIT = 5,
};

static uint32_t consoled;

static void try_everything(void) {
    uint64_t holder = 0;
    uint32_t notification = 0;
    uint32_t count = 0;
    uint32_t lost = 0;
    char byte = 0;
    bool held_it = false;
    struct execd_status_answer program = {0};
    uint32_t recipes = 0;
    enum abi_error error = consoled_client_who(consoled, &holder);
    if (error == ABI_OK) {
        error = execd_client_status(nexus_start_handle("execd"), identity_recipe(holder), ASK_PATIENCE_MILLISECONDS,
                                    &program, &recipes);
    }
    printf("intruder: error %d, the terminal is that of %.24s\n", (int)error, program.name);
    if (nexus_notification_create(&notification) == ABI_OK) {
        printf("intruder: open %d\n", (int)consoled_client_open(consoled, notification, 1, &held_it));
    }
    printf("intruder: read %d\n", (int)consoled_client_read(consoled, &byte, 1, &count, &lost));
    printf("intruder: close %d\n", (int)consoled_client_close(consoled));
}

static void end_server(const char *name) {
    printf("intruder: ends %s\n", name);
    uint64_t error = nexus_call(MARKER_CALL_NUMBER, MARKER_CALL_KILL_SERVER, nexus_start_handle(name), 0, 0).error;
    printf("intruder: error %" PRIu64 "\n", error);
}

int main(void) {
    consoled = nexus_start_handle("consoled");
    uint64_t argument = nexus_start_argument(LAUNCH_ARGUMENT);
    if (argument == TRY) {
        try_everything();
    } else if (argument == WAIT) {
        printf("intruder: waits\n");
    } else {
        end_server(argument == END_EXECD ? "execd" : "consoled");
    }
    while (argument != TRY && argument != END_CONSOLED) {
        nexus_task_park();
    }
    return 0;
}
