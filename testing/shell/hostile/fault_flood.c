// SPDX-License-Identifier: Apache-2.0
// Starts threads that fault at once, without end: each fault is a call to execd. It is started again whatever it ends with.
#include <stdint.h>

#include "libs/nexus/nexus.h"
#include "testing/shell/hostile/crew.h"

static void fault(void *argument) {
    (void)argument;
    // A number of the start record that is zero, but the compiler cannot know that.
    volatile uint32_t *nothing = (volatile uint32_t *)nexus_start_argument(2);
    *nothing = 1;
}

int main(void) {
    crew_begin("fault_flood");
    for (;;) {
        (void)crew_start(fault, CREW_MAX);
    }
}
