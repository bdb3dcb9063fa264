// SPDX-License-Identifier: Apache-2.0
// The first program of the trial of lives: processes are started from a program file and end, one after another, half of them by themselves
// and half by force. In the end machine and starter hold to the byte what they held before. The file "settings" says how many.
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#include "libs/loader/loader.h"
#include "libs/nexus/nexus.h"
#include "libs/trial/trial.h"
#include "apps/cycles/child.h"

enum cycles_sizes {
    CHILD_PAGES = 64,
    CHILD_VMOS = 8,
    BIT_ENDED = 1,
    STATUS_KILLED = 77,
};

static const char NAME[] = "cycles";

static void require(const char *what, enum abi_error error) {
    trial_require(NAME, what, error);
}

static void check_status(uint32_t process, uint32_t expected) {
    struct abi_process_info info;
    require("remains of a child", nexus_process_info(process, &info));
    if (info.state != ABI_PROCESS_DEAD || info.status != expected) {
        trial_fail(NAME, "status of a child", info.status, expected);
    }
}

static void live_once(struct loader_program *program, uint32_t ended, bool is_killed) {
    struct loader_process child;
    program->arguments[CYCLES_ARGUMENT_WAITS] = is_killed;
    require("spawn", loader_spawn(program, &child));
    require("watch", nexus_process_watch(child.process, ended, BIT_ENDED));
    if (is_killed) {
        require("kill", nexus_process_kill(child.process, STATUS_KILLED));
    }
    uint64_t bits = 0;
    require("end", nexus_notification_wait(ended, trial_patience(), &bits));
    check_status(child.process, is_killed ? (uint32_t)STATUS_KILLED : (uint32_t)CYCLES_CHILD_STATUS);
    require("close", nexus_capability_close(child.process));
}

int main(void) {
    require("begin", trial_begin());
    uint64_t lives = 0;
    require("setting lives", trial_setting("lives", &lives));
    struct loader_program program = {
        .limits = {.pages = CHILD_PAGES, .tasks = 1, .vmos = CHILD_VMOS},
        .stack_pages = 1,
    };
    require("program child", trial_find_program("child", &program));
    uint32_t ended = 0;
    require("notification", nexus_notification_create(&ended));
    live_once(&program, ended, false);  // page tables of this process that stay
    struct holdings before;
    struct holdings after;
    require("stock before", trial_take_stock(&before));
    for (uint64_t life = 0; life < lives; life++) {
        live_once(&program, ended, life % 2 == 1);
    }
    require("stock after", trial_take_stock(&after));
    uint64_t was = 0;
    uint64_t is = 0;
    const char *what = holdings_compare(&before, &after, &was, &is);
    if (what != NULL) {
        trial_fail(NAME, what, was, is);
    }
    printf("cycles: lives=%" PRIu64 " free_before=%" PRIu64 " free_after=%" PRIu64 "\n", lives, before.free_bytes,
           after.free_bytes);
    trial_pass();
}
