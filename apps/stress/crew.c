// SPDX-License-Identifier: Apache-2.0
#include "apps/stress/crew.h"

#include <stdatomic.h>
#include <stdio.h>

#include "libs/nexus/nexus.h"
#include "apps/stress/board.h"
#include "apps/stress/protocol.h"
#include "apps/stress/stress.h"

enum crew_sizes {
    MICROSECONDS = 1000,      // in a millisecond
    LOOK_MICROSECONDS = 500,  // between two looks at the trace
    STACK_PAGES = 4,
    BOARD_RIGHTS = ABI_RIGHT_READ | ABI_RIGHT_WRITE,
};

static const struct abi_process_limits SERVER_LIMITS = {
    .pages = 512, .tasks = 2, .notifications = STRESS_WORKERS, .vmos = 8};

// Each worker has a child, a helper and a few VMOs at a time; a child that is being loaded takes a VMO for each segment.
static const struct abi_process_limits CLIENT_LIMITS = {.pages = 2048,
                                                        .processes = STRESS_THREADS,
                                                        .tasks = 4 * STRESS_THREADS,
                                                        .endpoints = 2 * STRESS_THREADS,
                                                        .notifications = 4 * STRESS_THREADS,
                                                        .timers = 2 * STRESS_THREADS,
                                                        .vmos = 16 * STRESS_THREADS};

// Of the coordinator's one thread.
static struct stress_board *board;
static uint32_t board_vmo;
static uint32_t alarm;
static uint32_t ends;  // notification: a bit for each process
static uint32_t short_endpoints[STRESS_SERVERS];
static uint32_t page_endpoints[STRESS_SERVERS];
static uint32_t bells[STRESS_WORKERS];
static uint32_t servers[STRESS_SERVERS];  // processes
static uint32_t clients[STRESS_CLIENTS];

static uint64_t server_bit(uint32_t server) {
    return UINT64_C(1) << server;
}

static uint64_t client_bit(uint32_t client) {
    return UINT64_C(1) << (STRESS_SERVERS + client);
}

static void make_objects(void) {
    uint64_t address = 0;
    stress_require("board", nexus_vmo_create(STRESS_BOARD_PAGES, &board_vmo));
    stress_require("mapped board", nexus_vmo_map(0, board_vmo, 0, 0, STRESS_BOARD_PAGES, BOARD_RIGHTS, &address));
    board = (struct stress_board *)address;
    stress_require("alarm", nexus_notification_create(&alarm));
    stress_require("ends", nexus_notification_create(&ends));
    for (uint32_t i = 0; i < STRESS_SERVERS; i++) {
        stress_require("short endpoint", nexus_endpoint_create(&short_endpoints[i]));
        stress_require("page endpoint", nexus_endpoint_create(&page_endpoints[i]));
    }
    for (uint32_t i = 0; i < STRESS_WORKERS; i++) {
        stress_require("bell", nexus_notification_create(&bells[i]));
    }
}

// Starts a program on one of the harts. Returns its process.
static uint32_t start(const char *name, struct loader_program *program, uint32_t number, uint64_t bit) {
    program->stack_pages = STACK_PAGES;
    program->harts = UINT64_C(1) << number % trial_harts();
    program->authority = nexus_boot()->sched_setaffinity;
    struct loader_process started;
    stress_require(name, trial_find_program(name, program));
    stress_require(name, loader_spawn(program, &started));
    stress_require(name, nexus_process_watch(started.process, ends, bit));
    return started.process;
}

static void start_server(uint32_t number) {
    const struct loader_grant grants[] = {
        {.name = "board", .handle = board_vmo, .rights = BOARD_RIGHTS},
        {.name = "short", .handle = short_endpoints[number], .rights = ABI_RIGHT_RECEIVE},
        {.name = "page", .handle = page_endpoints[number], .rights = ABI_RIGHT_RECEIVE},
        {.name = "affinity", .handle = nexus_boot()->sched_setaffinity, .rights = ABI_RIGHT_USE},
        // The last one has nobody behind it, and is not given this.
        {.name = "next", .handle = short_endpoints[(number + 1) % STRESS_SERVERS], .rights = ABI_RIGHT_SEND},
    };
    uint32_t count = sizeof(grants) / sizeof(grants[0]);
    struct loader_program program = {.limits = SERVER_LIMITS,
                                     .grants = grants,
                                     .grant_count = number + 1 == STRESS_SERVERS ? count - 1 : count,
                                     .arguments = {[STRESS_ARGUMENT_INDEX] = number}};
    servers[number] = start("server", &program, number, server_bit(number));
}

struct grant_list {
    uint32_t count;
    struct loader_grant grants[START_RECORD_CAPABILITIES_MAX];
    char names[START_RECORD_CAPABILITIES_MAX][START_RECORD_NAME_MAX + 1];
};

static void add_grant(struct grant_list *list, const char *name, uint32_t handle, uint32_t rights, uint32_t grantable) {
    list->grants[list->count++] =
        (struct loader_grant){.name = name, .handle = handle, .rights = rights, .grantable = grantable};
}

static void add_numbered(struct grant_list *list, const char *name, uint32_t number, uint32_t handle, uint32_t rights,
                         uint32_t grantable) {
    stress_numbered_name(list->names[list->count], name, number);
    add_grant(list, list->names[list->count], handle, rights, grantable);
}

static void list_grants(struct grant_list *list) {
    const struct abi_boot *boot = nexus_boot();
    // What is grantable is for children.
    for (uint32_t i = 0; i < STRESS_SERVERS; i++) {
        add_numbered(list, "short", i, short_endpoints[i], ABI_RIGHT_SEND, ABI_RIGHT_SEND);
        add_numbered(list, "page", i, page_endpoints[i], ABI_RIGHT_SEND, 0);
    }
    for (uint32_t i = 0; i < STRESS_WORKERS; i++) {
        add_numbered(list, "bell", i, bells[i], ABI_RIGHT_SEND | ABI_RIGHT_RECEIVE, 0);
    }
    add_grant(list, "board", board_vmo, BOARD_RIGHTS, 0);
    add_grant(list, "alarm", alarm, ABI_RIGHT_SEND, 0);
    add_grant(list, "archive", boot->archive, ABI_RIGHT_READ, 0);
    add_grant(list, "affinity", boot->sched_setaffinity, ABI_RIGHT_USE, 0);
    add_grant(list, "qos", boot->sched_setqos, ABI_RIGHT_USE, 0);
    add_grant(list, "shares", boot->sched_setshares, ABI_RIGHT_USE, 0);
    add_grant(list, "stats", boot->stats_read, ABI_RIGHT_USE, 0);
    add_grant(list, "clock", boot->clock, ABI_RIGHT_USE, ABI_RIGHT_USE);
}

static void start_client(const struct crew_plan *plan, uint32_t number) {
    static struct grant_list list;
    list.count = 0;
    list_grants(&list);
    struct loader_program program = {.limits = CLIENT_LIMITS,
                                     .grants = list.grants,
                                     .grant_count = list.count,
                                     .arguments = {[STRESS_ARGUMENT_INDEX] = number,
                                                   [STRESS_ARGUMENT_SEED] = plan->seed,
                                                   [STRESS_ARGUMENT_ARCHIVE_BYTES] = nexus_boot()->archive_bytes,
                                                   [STRESS_ARGUMENT_TIMEBASE] = trial_ticks(TRIAL_MICROSECONDS)}};
    clients[number] = start("client", &program, number, client_bit(number));
}

void crew_begin(const struct crew_plan *plan) {
    make_objects();
    board->harts = trial_harts();
    board->patience_microseconds = plan->patience_milliseconds * MICROSECONDS;
    for (uint32_t i = 0; i < STRESS_SERVERS; i++) {
        start_server(i);
    }
    for (uint32_t i = 0; i < STRESS_CLIENTS; i++) {
        start_client(plan, i);
    }
}

// What a worker reported says more than what follows from it.
static void fail_if_reported(void) {
    if (atomic_load_explicit(&board->failed, memory_order_acquire) == 0) {
        return;
    }
    printf("\nstress: worker %u\n", (unsigned)board->failed_worker);
    trial_fail(STRESS_NAME, board->failure, board->failed_value, 0);
}

static void look(struct witness *witness) {
    uint64_t bits = 0;
    witness_look(witness, board);
    enum abi_error error = nexus_notification_wait(alarm, trial_deadline(LOOK_MICROSECONDS), &bits);
    if (error == ABI_OK) {
        fail_if_reported();
    }
    stress_equal("wait for the next look", error, ABI_ETIMEDOUT);
}

static uint64_t rounds_of(uint32_t worker) {
    return atomic_load_explicit(&board->workers[worker].counts[STRESS_ROUNDS], memory_order_relaxed);
}

// Whoever was lost waits for ever: the others stop only when everybody has gone on.
static void await_progress(struct witness *witness, uint64_t deadline) {
    uint64_t rounds[STRESS_WORKERS];
    for (uint32_t i = 0; i < STRESS_WORKERS; i++) {
        rounds[i] = rounds_of(i);
    }
    for (uint32_t i = 0; i < STRESS_WORKERS; i++) {
        while (rounds_of(i) == rounds[i]) {
            if (nexus_clock_read() > deadline) {
                trial_fail(STRESS_NAME, "a worker does not go on", i, rounds[i]);
            }
            look(witness);
        }
    }
}

static void read_counts(struct stress_tally *tally) {
    for (uint32_t count = 0; count < STRESS_COUNT_COUNT; count++) {
        for (uint32_t i = 0; i < STRESS_WORKERS; i++) {
            tally->workers[count] += atomic_load_explicit(&board->workers[i].counts[count], memory_order_acquire);
        }
    }
    for (uint32_t count = 0; count < STRESS_SERVED_COUNT; count++) {
        for (uint32_t i = 0; i < STRESS_SERVERS; i++) {
            tally->servers[count] += atomic_load_explicit(&board->servers[i].counts[count], memory_order_acquire);
        }
    }
}

// A busy host may have left the harts so little that something did not happen yet: that takes longer. What never happens is the tally's
// to say.
static void await_reach(struct witness *witness, uint64_t deadline) {
    static struct stress_tally tally;
    uint64_t count = 0;
    uint64_t none = 0;
    do {
        look(witness);
        tally = (struct stress_tally){0};
        read_counts(&tally);
    } while ((stress_tally_reach(&tally, &count, &none) != NULL || !witness_has_seen_enough(witness)) &&
             nexus_clock_read() < deadline);
}

void crew_work(const struct crew_plan *plan, struct witness *witness) {
    uint64_t end = trial_deadline(plan->milliseconds * MICROSECONDS);
    // The trace is read between any two tasks that only work.
    stress_require("class of the witness", nexus_task_set_class(0, ABI_CLASS_INTERACTIVE, nexus_boot()->sched_setqos));
    witness_begin(witness);
    while (nexus_clock_read() < end) {
        look(witness);
    }
    await_reach(witness, trial_deadline(plan->patience_milliseconds * MICROSECONDS));
    await_progress(witness, trial_deadline(plan->patience_milliseconds * MICROSECONDS));
    witness_end(witness);
}

static void await_ends(const char *what, uint64_t missing) {
    uint64_t deadline = trial_deadline(board->patience_microseconds);
    while (missing != 0) {
        uint64_t seen = 0;
        enum abi_error error = nexus_notification_wait(ends, deadline, &seen);
        if (error != ABI_OK) {
            fail_if_reported();
            trial_fail(STRESS_NAME, what, error, missing);
        }
        missing &= ~seen;
    }
}

static void dismiss(const char *what, uint32_t process) {
    struct abi_process_info info;
    stress_require(what, nexus_process_info(process, &info));
    if (info.status != 0) {
        fail_if_reported();
    }
    stress_equal(what, info.status, 0);
    stress_require(what, nexus_capability_close(process));
}

static void stop_clients(void) {
    atomic_store_explicit(&board->stop, 1, memory_order_relaxed);
    uint64_t bits = 0;
    for (uint32_t i = 0; i < STRESS_CLIENTS; i++) {
        bits |= client_bit(i);
    }
    await_ends("end of the clients", bits);
    for (uint32_t i = 0; i < STRESS_CLIENTS; i++) {
        dismiss("end of a client", clients[i]);
    }
}

static void stop_servers(void) {
    uint64_t bits = 0;
    struct abi_message *page = nexus_message_page();
    for (uint32_t i = 0; i < STRESS_SERVERS; i++) {
        const uint32_t endpoints[] = {short_endpoints[i], page_endpoints[i]};
        for (uint32_t k = 0; k < sizeof(endpoints) / sizeof(endpoints[0]); k++) {
            struct nexus_message message = {.words = {STRESS_REQUEST_STOP}};
            page->deadline = trial_patience();
            stress_require("stop of a server", nexus_ipc_call_page(endpoints[k], &message));
        }
        bits |= server_bit(i);
    }
    await_ends("end of the servers", bits);
    for (uint32_t i = 0; i < STRESS_SERVERS; i++) {
        dismiss("end of a server", servers[i]);
    }
}

static void read_bells(struct stress_tally *tally) {
    for (uint32_t to = 0; to < STRESS_WORKERS; to++) {
        for (uint32_t from = 0; from < STRESS_WORKERS; from++) {
            struct stress_bell *bell = &board->bells[to][from];
            tally->bells[to][from] =
                (struct stress_bell_tally){.sent = atomic_load_explicit(&bell->sent, memory_order_acquire),
                                           .seen = atomic_load_explicit(&bell->seen, memory_order_acquire),
                                           .bits = atomic_load_explicit(&bell->bits, memory_order_acquire)};
        }
        uint64_t bits = 0;
        enum abi_error error = nexus_notification_wait(bells[to], 0, &bits);
        if (error != ABI_EAGAIN) {
            stress_require("look at a bell", error);
        }
        tally->pending[to] = bits;
    }
}

static void drop_objects(void) {
    for (uint32_t i = 0; i < STRESS_WORKERS; i++) {
        stress_require("close of a bell", nexus_capability_close(bells[i]));
    }
    for (uint32_t i = 0; i < STRESS_SERVERS; i++) {
        stress_require("close of a short endpoint", nexus_capability_close(short_endpoints[i]));
        stress_require("close of a page endpoint", nexus_capability_close(page_endpoints[i]));
    }
    stress_require("close of ends", nexus_capability_close(ends));
    stress_require("close of the alarm", nexus_capability_close(alarm));
    stress_require("unmapped board", nexus_vmo_unmap(0, (uint64_t)board));
    stress_require("close of the board", nexus_capability_close(board_vmo));
}

void crew_end(struct stress_tally *tally) {
    stop_clients();
    stop_servers();
    *tally = (struct stress_tally){0};
    read_bells(tally);
    read_counts(tally);
    drop_objects();
}
