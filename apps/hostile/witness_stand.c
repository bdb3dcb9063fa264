// SPDX-License-Identifier: Apache-2.0
#include "apps/hostile/witness_stand.h"

#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/hostile/judge.h"
#include "apps/hostile/witness_board.h"

enum stand_limits {
    PROCESS_PAGES = 80,
    PROCESS_VMOS = 8,  // its segments and its stack
    STACK_PAGES = 2,
    PAUSE_MICROSECONDS = 200,
};

// Of the calling thread alone.
static struct witness_board *board;
static uint32_t board_vmo;
static uint32_t endpoint;
static uint32_t badges[WITNESS_BADGE_OWNER + 1];  // by badge
static uint32_t pause;
static uint32_t ends;  // notification: bit 1 << role
static struct loader_process processes[WITNESS_ROLE_COUNT];

static void start(enum witness_roles role, const struct loader_grant *grants, size_t count) {
    struct loader_program program = {
        .limits = {.pages = PROCESS_PAGES, .tasks = 1, .vmos = PROCESS_VMOS},
        .grants = grants,
        .grant_count = count,
        .stack_pages = STACK_PAGES,
        .arguments = {[WITNESS_ARGUMENT_ROLE] = role,
                      [WITNESS_ARGUMENT_PAUSE_TICKS] = trial_ticks(PAUSE_MICROSECONDS),
                      [WITNESS_ARGUMENT_PATIENCE_TICKS] =
                          trial_ticks((uint64_t)TRIAL_PATIENCE_SECONDS * TRIAL_MICROSECONDS)},
    };
    judge_require("program witness", trial_find_program("witness", &program));
    judge_require("start of a witness", loader_spawn(&program, &processes[role]));
    judge_require("watch of a witness", nexus_process_watch(processes[role].process, ends, UINT64_C(1) << role));
}

static void make_objects(void) {
    void *memory = NULL;
    judge_make_board(&board_vmo, &memory);
    board = memory;
    judge_require("witness endpoint", nexus_endpoint_create(&endpoint));
    for (uint32_t badge = WITNESS_BADGE_CLIENT; badge <= WITNESS_BADGE_OWNER; badge++) {
        judge_require("witness badge",
                      nexus_capability_derive(endpoint, ABI_RIGHT_SEND, ABI_RIGHT_SEND, badge, &badges[badge]));
    }
    judge_require("witness pause", nexus_notification_create(&pause));
    judge_require("witness ends", nexus_notification_create(&ends));
}

uint32_t witness_begin(void) {
    make_objects();
    const uint32_t board_rights = ABI_RIGHT_READ | ABI_RIGHT_WRITE;
    const struct loader_grant server[] = {
        {.name = "board", .handle = board_vmo, .rights = board_rights},
        {.name = "endpoint", .handle = endpoint, .rights = ABI_RIGHT_RECEIVE},
    };
    start(WITNESS_SERVER, server, sizeof(server) / sizeof(server[0]));
    const struct loader_grant client[] = {
        {.name = "board", .handle = board_vmo, .rights = board_rights},
        {.name = "endpoint", .handle = badges[WITNESS_BADGE_CLIENT], .rights = ABI_RIGHT_SEND},
        {.name = "pause", .handle = pause, .rights = ABI_RIGHT_RECEIVE},
        {.name = "clock", .handle = nexus_boot()->clock, .rights = ABI_RIGHT_USE},
    };
    start(WITNESS_CLIENT, client, sizeof(client) / sizeof(client[0]));
    return badges[WITNESS_BADGE_ATTACKER];
}

static void dismiss(enum witness_roles role, const char *what) {
    judge_await(what, ends, UINT64_C(1) << role);
    struct abi_process_info info;
    judge_require(what, nexus_process_info(processes[role].process, &info));
    judge_equal(what, info.status, WITNESS_STATUS_OK);
    judge_require(what, nexus_capability_close(processes[role].process));
}

static void drop_objects(void) {
    for (uint32_t badge = WITNESS_BADGE_CLIENT; badge <= WITNESS_BADGE_OWNER; badge++) {
        judge_require("close of a witness badge", nexus_capability_close(badges[badge]));
    }
    judge_require("close of the witness endpoint", nexus_capability_close(endpoint));
    judge_require("close of the witness pause", nexus_capability_close(pause));
    judge_require("close of the witness ends", nexus_capability_close(ends));
    judge_drop_board(board_vmo, board);
}

struct witness_testimony witness_end(void) {
    atomic_store_explicit(&board->stop, 1, memory_order_relaxed);
    dismiss(WITNESS_CLIENT, "end of the witness client");
    struct nexus_message message = {0};
    judge_require("call of the witness server", nexus_ipc_call(badges[WITNESS_BADGE_OWNER], &message));
    dismiss(WITNESS_SERVER, "end of the witness server");
    // The ends of both processes order their counters before this.
    const struct witness_testimony testimony = {
        .calls = atomic_load_explicit(&board->calls, memory_order_acquire),
        .replies = atomic_load_explicit(&board->replies, memory_order_acquire),
        .pages = atomic_load_explicit(&board->pages, memory_order_acquire),
        .foreign = atomic_load_explicit(&board->foreign, memory_order_acquire),
    };
    judge_equal("calls and replies of the witness", testimony.calls, testimony.replies);
    judge_equal("calls made and served", testimony.calls, atomic_load_explicit(&board->served, memory_order_acquire));
    drop_objects();
    return testimony;
}
