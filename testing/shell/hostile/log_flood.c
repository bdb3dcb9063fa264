// SPDX-License-Identifier: Apache-2.0
// Prints without end.
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

#include "testing/shell/hostile/crew.h"

enum flood_sizes { THREADS = 3 };

static void flood(void *argument) {
    (void)argument;
    for (uint64_t i = 0;; i++) {
        printf("log_flood: look at me, and do not look at the prompt %" PRIu64 "\n", i);
    }
}

int main(void) {
    crew_begin("log_flood");
    (void)crew_start(flood, THREADS);
    flood(NULL);
}
