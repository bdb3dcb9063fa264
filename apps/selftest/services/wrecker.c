// SPDX-License-Identifier: Apache-2.0
// Ends execd whenever it is started by it, until nobody starts execd any more. Boot "services_lost".
#include "apps/selftest/services/world.h"

enum wrecker_constants { LIVES_MAX = 20 };

int main(void) {
    world_find_as("wrecker");
    uint64_t lives = world_count_records(AUDITD_ANY, AUDIT_STARTED) / 2;  // timed and the wrecker, each time
    if (lives > LIVES_MAX) {
        world_fail("execd was started again for ever", lives);
    }
    world_end_execd();
}
