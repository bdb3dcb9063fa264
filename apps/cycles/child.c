// SPDX-License-Identifier: Apache-2.0
// Ends at once, or waits to be ended.
#include "apps/cycles/child.h"
#include "libs/nexus/nexus.h"

int main(void) {
    while (nexus_start_argument(CYCLES_ARGUMENT_WAITS) != 0) {
        nexus_task_park();
    }
    return CYCLES_CHILD_STATUS;
}
