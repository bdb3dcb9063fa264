// SPDX-License-Identifier: Apache-2.0
// A client of timed in the class PerfBurst.
#include "apps/selftest/services/sprinter.h"

#include <stdint.h>

#include "abi/object.h"
#include "libs/nexus/nexus.h"
#include "apps/selftest/services/claim.h"
#include "apps/selftest/services/lateness.h"
#include "services/timed/client.h"

// Beyond what any program answers.
enum sprinter_status { STATUS_NOT_SET_UP = 200 };

static int claim_to_be_idle(const struct timed_client *client) {
    const struct claim claim = {.timed = client->endpoint, .channel = client->channel, .class_ = ABI_CLASS_IDLE};
    uint64_t due = claim_due();
    uint32_t registered = claim_register(&claim, due);
    uint64_t bits = 0;
    // Until the window is over, for all classes.
    while (nexus_notification_wait(client->notification, due, &bits) == ABI_OK) {
    }
    return (int)registered;
}

int main(void) {
    struct timed_client client;
    if (timed_client_open(nexus_start_handle("timed"), &client) != ABI_OK) {
        return STATUS_NOT_SET_UP;
    }
    switch (nexus_start_argument(2)) {
        case SPRINTER_CLAIM:
            return claim_to_be_idle(&client);
        case SPRINTER_MEASURE:
            if (nexus_clock_use(nexus_start_handle("clock")) != ABI_OK) {
                return STATUS_NOT_SET_UP;
            }
            prove_lateness(&client);
            return 0;
        default:
            return STATUS_NOT_SET_UP;
    }
}
