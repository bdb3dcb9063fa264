// SPDX-License-Identifier: Apache-2.0
// Starts whatever it can start, and goes on when it is refused: threads that do the same, processes, and itself.
#include <stddef.h>

#include "libs/nexus/nexus.h"
#include "services/execd/client.h"
#include "testing/shell/hostile/crew.h"

enum bomb_sizes { CHILD_PAGES = 8, ASK_MILLISECONDS = 1000 };

static void start_processes(void) {
    const struct abi_process_limits limits = {.pages = CHILD_PAGES, .tasks = 1};
    uint32_t process = 0;
    while (nexus_process_create(&limits, 0, &process) == ABI_OK) {
    }
}

static void start_itself(void) {
    const struct execd_client_program itself = {.name = "fork_bomb"};
    uint64_t launch = 0;
    (void)!execd_client_launch(nexus_start_handle("execd"), &itself, ASK_MILLISECONDS, &launch);
}

static void bomb(void *argument) {
    // The stacks are all in use: what is created here could not run, and does not come to that.
    for (;;) {
        start_processes();
        start_itself();
        uint32_t id = 0;
        (void)!nexus_task_create(0, (uint64_t)(uintptr_t)bomb, (uint64_t)(uintptr_t)argument & ~UINT64_C(15), 0, 0, 0,
                                 &id);
    }
}

int main(void) {
    crew_begin("fork_bomb");
    (void)crew_start(bomb, CREW_MAX);
    bomb(NULL);
}
