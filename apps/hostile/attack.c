// SPDX-License-Identifier: Apache-2.0
#include "apps/hostile/attack.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>

#include "libs/nexus/nexus.h"
#include "apps/hostile/attack_board.h"
#include "apps/hostile/judge.h"

enum attack_limits {
    PROCESS_PAGES = 192,
    STACK_PAGES = 2,
    LANE_CALLS = 1000,
    STALL_MICROSECONDS = 1000,  // without one call coming back in any lane: all of them wait
    TOY_PAGES = 2,
    STATUS_KILLED = 9,
    BIT_ENDED = 1,
};

// What an attacker is given to play with, and what the judge knows of it. All of it ends with the life.
struct life {
    struct attack_board *board;
    uint32_t board_vmo;
    uint32_t go;
    uint32_t endpoint;
    uint32_t notification;
    uint32_t vmo;
    uint32_t timer;
    uint32_t ended;  // notification
    struct loader_process attacker;
};

static void make_objects(struct life *life) {
    void *memory = NULL;
    judge_make_board(&life->board_vmo, &memory);
    life->board = memory;
    judge_require("go", nexus_notification_create(&life->go));
    judge_require("toy endpoint", nexus_endpoint_create(&life->endpoint));
    judge_require("toy notification", nexus_notification_create(&life->notification));
    judge_require("toy VMO", nexus_vmo_create(TOY_PAGES, &life->vmo));
    judge_require("toy timer", nexus_timer_create(life->notification, 1, &life->timer));
    judge_require("end of the attacker", nexus_notification_create(&life->ended));
}

static void drop_objects(const struct life *life) {
    const uint32_t handles[] = {life->attacker.process, life->timer, life->vmo,  life->notification,
                                life->endpoint,         life->go,    life->ended};
    for (uint32_t i = 0; i < sizeof(handles) / sizeof(handles[0]); i++) {
        judge_require("close of what the attacker had", nexus_capability_close(handles[i]));
    }
    judge_drop_board(life->board_vmo, life->board);
}

static void spawn(struct life *life, const struct attack_plan *plan, uint64_t stream) {
    const struct abi_boot *boot = nexus_boot();
    const uint32_t all = ABI_RIGHT_ALL;
    const uint32_t use = ABI_RIGHT_USE;
    const uint32_t console_rights = ABI_RIGHT_SEND | ABI_RIGHT_RECEIVE;
    const struct loader_grant grants[] = {
        {.name = "board", .handle = life->board_vmo, .rights = ABI_RIGHT_READ | ABI_RIGHT_WRITE},
        {.name = "go", .handle = life->go, .rights = ABI_RIGHT_RECEIVE},
        {.name = "witness", .handle = plan->witness, .rights = ABI_RIGHT_SEND, .grantable = ABI_RIGHT_SEND},
        {.name = "endpoint", .handle = life->endpoint, .rights = all, .grantable = all},
        {.name = "notification", .handle = life->notification, .rights = all, .grantable = all},
        {.name = "vmo", .handle = life->vmo, .rights = all, .grantable = all},
        {.name = "timer", .handle = life->timer, .rights = use, .grantable = use},
        {.name = "clock", .handle = boot->clock, .rights = use, .grantable = use},
        {.name = "affinity", .handle = boot->sched_setaffinity, .rights = use, .grantable = use},
        {.name = "audit", .handle = boot->audit_read, .rights = use, .grantable = use},
        {.name = "statistics", .handle = boot->stats_read, .rights = use, .grantable = use},
        // Not "log": nothing of its C library is to write there by itself.
        {.name = "console", .handle = boot->log, .rights = console_rights, .grantable = console_rights},
    };
    struct loader_program program = {
        .limits = {.pages = PROCESS_PAGES,
                   .processes = 2,
                   .tasks = 8,
                   .endpoints = 8,
                   .notifications = 8,
                   .timers = 8,
                   .vmos = 20},
        .grants = grants,
        .grant_count = sizeof(grants) / sizeof(grants[0]),
        .arguments = {[ATTACK_ARGUMENT_SEED] = plan->seed,
                      [ATTACK_ARGUMENT_STREAM] = stream,
                      [ATTACK_ARGUMENT_CALLS] = LANE_CALLS},
        .stack_pages = STACK_PAGES,
        .supervisor = plan->supervisor,
    };
    judge_require("program attacker", trial_find_program("attacker", &program));
    judge_require("start of the attacker", loader_spawn(&program, &life->attacker));
}

// Only now is there a process that a capability to it can be given to.
static void let_loose(const struct life *life) {
    uint32_t process = life->attacker.process;
    judge_require("watch of the attacker", nexus_process_watch(process, life->ended, BIT_ENDED));
    judge_require("the attacker's own handle",
                  nexus_process_grant(process, process, ABI_RIGHT_ALL, ABI_RIGHT_ALL, &life->board->own_process));
    judge_require("go", nexus_notification_signal(life->go, 1));
}

static uint64_t calls_of(const struct attack_board *board) {
    uint64_t calls = 0;
    for (uint32_t lane = 0; lane < ATTACK_LANES; lane++) {
        calls += atomic_load_explicit(&board->lanes[lane].calls, memory_order_relaxed);
    }
    return calls;
}

// True when it had to be killed.
static bool await_end(const struct life *life) {
    for (uint64_t seen = calls_of(life->board);;) {
        uint64_t bits = 0;
        enum abi_error error = nexus_notification_wait(life->ended, trial_deadline(STALL_MICROSECONDS), &bits);
        if (error == ABI_OK) {
            return false;
        }
        judge_equal("wait for the attacker", error, ABI_ETIMEDOUT);
        uint64_t calls = calls_of(life->board);
        if (calls == seen) {
            judge_require("kill of the attacker", nexus_process_kill(life->attacker.process, STATUS_KILLED));
            judge_await("end of the killed attacker", life->ended, BIT_ENDED);
            return true;
        }
        seen = calls;
    }
}

static void check_remains(const struct life *life) {
    struct abi_process_info info;
    judge_require("remains of the attacker", nexus_process_info(life->attacker.process, &info));
    judge_equal("state of the dead attacker", info.state, ABI_PROCESS_DEAD);
    judge_equal("pages of the dead attacker", info.used.pages, 0);
    judge_equal("tasks of the dead attacker", info.used.tasks, 0);
    judge_equal("capabilities of the dead attacker", info.capabilities, 0);
    judge_equal("mappings of the dead attacker", info.mappings, 0);
    for (uint32_t i = 0; i < ATTACK_LANES; i++) {
        struct attack_lane *lane = &life->board->lanes[i];
        uint64_t violation = atomic_load_explicit(&lane->violation, memory_order_acquire);
        if (violation != ATTACK_NO_VIOLATION) {
            printf("\nhostile: violation %u in the call %016" PRIx64 ": %016" PRIx64 "\n", (unsigned)violation,
                   atomic_load_explicit(&lane->number, memory_order_relaxed),
                   atomic_load_explicit(&lane->value, memory_order_relaxed));
            trial_fail(JUDGE_NAME, "what holds for every call", violation, ATTACK_NO_VIOLATION);
        }
    }
}

void attack_live(const struct attack_plan *plan, struct attack_sums *sums) {
    struct life life = {0};
    make_objects(&life);
    spawn(&life, plan, sums->lives * ATTACK_LANES);
    let_loose(&life);
    bool killed = await_end(&life);
    check_remains(&life);
    sums->calls += calls_of(life.board);
    sums->lives++;
    sums->kills += killed ? 1 : 0;
    drop_objects(&life);
}
