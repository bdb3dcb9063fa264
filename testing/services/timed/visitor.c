// SPDX-License-Identifier: Apache-2.0
#include "testing/services/timed/visitor.h"

#include "abi/message.h"
#include "libs/nexus/clock.h"
#include "libs/nexus/notification.h"
#include "libs/nexus/start.h"
#include "services/timed/client.h"
#include "services/timed/protocol.h"

int main(void) {
    struct timed_client client;
    uint32_t timed = nexus_start_handle("timed");
    if (timed_client_open(timed, &client) != ABI_OK) {
        return VISITOR_STATUS_WRONG;
    }
    uint64_t far = nexus_clock_read() + 1000 * nexus_ticks_per_second();
    for (uint32_t i = 0; i < TIMED_TIMERS_PER_TASK; i++) {
        uint64_t timer = 0;
        if (timed_client_register(&client, 1, far + i, &timer) != ABI_OK) {
            return VISITOR_STATUS_WRONG;
        }
    }
    uint64_t timer = 0;
    if (timed_client_register(&client, 1, far, &timer) != ABI_ENOSPC ||
        nexus_notification_signal(nexus_start_handle("done"), VISITOR_BIT_DONE) != ABI_OK) {
        return VISITOR_STATUS_WRONG;
    }
    uint64_t bits = 0;
    return (int)nexus_notification_wait(client.notification, ABI_DEADLINE_NEVER, &bits);
}
