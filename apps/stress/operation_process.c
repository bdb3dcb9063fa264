// SPDX-License-Identifier: Apache-2.0
// Processes that exit, are killed, or end because nobody holds them any more.
#include "libs/loader/loader.h"
#include "libs/nexus/nexus.h"
#include "apps/stress/operations.h"
#include "apps/stress/protocol.h"

enum process_sizes {
    CHILD_PAGES = 64,
    CHILD_VMOS = 8,  // its segments and its stack
    CHILD_STACK_PAGES = 1,
    CHILD_CALLS_MAX = 8,
    LIFE_MICROSECONDS_MAX = 300,  // of a child that has to be ended
    BIT_ENDED = 1,
};

static uint32_t spawn(struct worker *worker, enum stress_child kind, uint64_t calls) {
    const struct client *client = worker->client;
    const struct loader_grant grants[] = {
        {.name = "short",
         .handle = client->short_endpoints[dice_below(&worker->dice, STRESS_SERVERS)],
         .rights = ABI_RIGHT_SEND},
        {.name = "clock", .handle = client->clock, .rights = ABI_RIGHT_USE},
    };
    const struct loader_program program = {
        .file = client->child_file,
        .bytes = client->child_bytes,
        .limits = {.pages = CHILD_PAGES, .tasks = 1, .notifications = 1, .vmos = CHILD_VMOS},
        .grants = grants,
        .grant_count = sizeof(grants) / sizeof(grants[0]),
        .arguments = {[STRESS_ARGUMENT_INDEX] = kind,
                      [STRESS_ARGUMENT_SEED] = dice_roll(&worker->dice),
                      [STRESS_ARGUMENT_CALLS] = calls},
        .stack_pages = CHILD_STACK_PAGES,
    };
    struct loader_process child;
    worker_require_ok(worker, "spawn", loader_spawn(&program, &child));
    worker_count(worker, STRESS_PROCESSES_CREATED, 1);
    worker_require_ok(worker, "watch", nexus_process_watch(child.process, worker->notification, BIT_ENDED));
    return child.process;
}

static void check_dead(const struct worker *worker, uint32_t process, uint64_t status) {
    struct abi_process_info info;
    worker_require_ok(worker, "remains of a child", nexus_process_info(process, &info));
    worker_require(worker, info.state == ABI_PROCESS_DEAD, "state of a dead child", info.state);
    worker_require(worker, info.status == status, "status of a dead child", info.status);
    worker_require(worker, info.used.pages == 0 && info.used.tasks == 0, "belongings of a dead child", info.used.pages);
}

static void let_live(struct worker *worker) {
    uint64_t bits = 0;
    uint64_t deadline = worker_deadline(worker, dice_below(&worker->dice, LIFE_MICROSECONDS_MAX));
    enum abi_error error = nexus_notification_wait(worker->notification, deadline, &bits);
    worker_require(worker, error == ABI_ETIMEDOUT, "a child ended by itself", error);
}

static void run_exiting(struct worker *worker) {
    uint64_t calls = 1 + dice_below(&worker->dice, CHILD_CALLS_MAX);
    uint32_t process = spawn(worker, STRESS_CHILD_EXITS, calls);
    worker_count(worker, STRESS_CALLS, calls);
    worker_await(worker, BIT_ENDED, "exit of a child");
    check_dead(worker, process, calls);
    worker_count(worker, STRESS_REPLIES, calls);
    worker_require_ok(worker, "close of a child", nexus_capability_close(process));
    worker_count(worker, STRESS_PROCESSES_EXITED, 1);
}

static void run_killed(struct worker *worker, enum stress_child kind) {
    uint32_t process = spawn(worker, kind, 0);
    let_live(worker);
    worker_require_ok(worker, "kill", nexus_process_kill(process, STRESS_STATUS_KILLED));
    worker_await(worker, BIT_ENDED, "end of a killed child");
    check_dead(worker, process, STRESS_STATUS_KILLED);
    worker_require_ok(worker, "close of a killed child", nexus_capability_close(process));
    worker_count(worker, STRESS_PROCESSES_KILLED, 1);
}

// Its end is told to who has no handle to it any more.
static void run_dropped(struct worker *worker, enum stress_child kind) {
    uint32_t process = spawn(worker, kind, 0);
    let_live(worker);
    worker_require_ok(worker, "drop", nexus_capability_close(process));
    worker_await(worker, BIT_ENDED, "end of a dropped child");
    worker_count(worker, STRESS_PROCESSES_DROPPED, 1);
}

void operation_process(struct worker *worker) {
    enum stress_child endless = dice_hits(&worker->dice, 2) ? STRESS_CHILD_CALLS : STRESS_CHILD_WAITS;
    switch (dice_below(&worker->dice, 4)) {
        case 0:
            run_killed(worker, endless);
            break;
        case 1:
            run_dropped(worker, endless);
            break;
        default:
            run_exiting(worker);
    }
}
