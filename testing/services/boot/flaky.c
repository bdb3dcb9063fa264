// SPDX-License-Identifier: Apache-2.0
// A service that fails in another way at each of its launches, says what it was told of the one before, and then works.
#include <inttypes.h>
#include <stdio.h>

#include "libs/nexus/nexus.h"
#include "services/execd/client.h"

enum flaky_values { PATIENCE_MILLISECONDS = 1000, STATUS = 7 };

static void fault(void) {
    // Nobody sets that one, so that the compiler cannot know that it is zero.
    volatile uint32_t *nothing = (volatile uint32_t *)nexus_start_argument(3);
    *nothing = 1;
}

static void say_ready(void) {
    enum abi_error error = execd_client_ready(nexus_start_handle("execd"), PATIENCE_MILLISECONDS);
    printf("flaky: ready (error %d)\n", (int)error);
}

// Nothing signals it.
static void wait_for_ever(void) {
    uint64_t bits = 0;
    uint32_t notification = 0;
    if (nexus_notification_create(&notification) == ABI_OK) {
        (void)!nexus_notification_wait(notification, ABI_DEADLINE_NEVER, &bits);
    }
}

static void tell_reason(void) {
    struct execd_status_answer status;
    uint32_t recipes = 0;
    for (uint32_t number = 1; number == 1 || number <= recipes; number++) {
        if (execd_client_status(nexus_start_handle("execd"), number, PATIENCE_MILLISECONDS, &status, &recipes) !=
            ABI_OK) {
            return;
        }
        if (status.restarts != 0) {
            printf("%s: restarts %" PRIu32 ", reason %" PRIu32 ", detail %" PRIu32 "\n", status.name, status.restarts,
                   status.reason, status.detail);
        }
    }
}

int main(void) {
    uint64_t launches = nexus_start_argument(0);
    printf("flaky: launch %" PRIu64 ", status before %" PRIu64 "\n", launches, nexus_start_argument(1));
    if (launches != 0) {
        tell_reason();
    }
    switch (launches) {
        case 0:
            say_ready();
            fault();
            break;
        case 1:
            return STATUS;
        case 2:
            break;
        default:
            say_ready();
            // Whoever watches sees the end of the machine.
            (void)!nexus_power_off(nexus_start_handle("power"), 0);
            break;
    }
    wait_for_ever();
    return 0;
}
