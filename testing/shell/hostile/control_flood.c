// SPDX-License-Identifier: Apache-2.0
// Calls that change how a task is scheduled, without end, on all its threads. Each is one that any task may make.
#include <stddef.h>

#include "abi/task.h"
#include "libs/nexus/nexus.h"
#include "testing/shell/hostile/crew.h"

enum flood_sizes { THREADS = 7 };

static void flood(void *argument) {
    (void)argument;
    for (;;) {
        (void)!nexus_task_set_shares(0, ABI_SHARES_DEFAULT, 0);
        (void)!nexus_task_set_class(0, ABI_CLASS_INTERACTIVE, 0);
        (void)!nexus_task_set_placement(0, ABI_PLACEMENT_ANY, 0, 0);
    }
}

int main(void) {
    crew_begin("control_flood");
    (void)crew_start(flood, THREADS);
    flood(NULL);
}
