// SPDX-License-Identifier: Apache-2.0
#include "testing/shell/hostile/crew.h"

#include <stdio.h>
#include <stdlib.h>

#include "libs/nexus/nexus.h"

// As execd passes it on (services/execd/protocol.h).
enum { LAUNCH_ARGUMENT = 2 };

_Alignas(16) static uint8_t stacks[CREW_MAX][CREW_STACK_BYTES];

void crew_begin(const char *name) {
    uint64_t argument = nexus_start_argument(LAUNCH_ARGUMENT);
    if (argument != 0 && nexus_task_set_class(0, (enum abi_class)(argument - 1), 0) != ABI_OK) {
        printf("%s: it may not have that class\n", name);
        exit(1);
    }
    printf("%s: at work\n", name);
}

uint32_t crew_start(void (*work)(void *), uint32_t count) {
    uint32_t started = 0;
    for (; started < count && started < CREW_MAX; started++) {
        const struct nexus_thread_start start = {.entry = work,
                                                 .argument = (void *)(uintptr_t)started,
                                                 .stack = stacks[started],
                                                 .stack_bytes = sizeof(stacks[started])};
        uint32_t id = 0;
        if (nexus_thread_create(&start, &id) != ABI_OK) {
            break;
        }
    }
    return started;
}

_Noreturn void crew_spin(void) {
    for (volatile uint64_t rounds = 0;; rounds++) {
    }
}
