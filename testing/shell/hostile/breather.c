// SPDX-License-Identifier: Apache-2.0
// Computes for a while and rests for a while. Started with 1 it is of the lowest class, and nobody has to wait for it.
#include "libs/nexus/nexus.h"
#include "libs/service/ask.h"
#include "testing/shell/hostile/crew.h"

enum breather_times { BUSY_MILLISECONDS = 40, REST_MILLISECONDS = 8 };

int main(void) {
    uint32_t notification = 0;
    if (nexus_notification_create(&notification) != ABI_OK) {
        return 1;
    }
    crew_begin("breather");
    for (;;) {
        uint64_t busy_until = ask_deadline(BUSY_MILLISECONDS);
        while (nexus_clock_read() < busy_until) {
        }
        uint64_t bits = 0;
        (void)!nexus_notification_wait(notification, ask_deadline(REST_MILLISECONDS), &bits);
    }
}
