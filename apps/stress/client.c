// SPDX-License-Identifier: Apache-2.0
// A client process: its workers do one random operation after the other until they are told to stop.
#include <stdatomic.h>
#include <stdbool.h>

#include "libs/archive/archive.h"
#include "libs/loader/loader.h"
#include "libs/nexus/nexus.h"
#include "apps/stress/operations.h"
#include "apps/stress/protocol.h"

enum client_sizes { STACK_BYTES = 8192 };

// How often an operation is chosen: so many times of all.
static const struct {
    void (*operate)(struct worker *worker);
    uint32_t weight;
} OPERATIONS[] = {
    {operation_call, 12},   {operation_page_call, 8},  {operation_ring, 8},    {operation_answer_bell, 8},
    {operation_memory, 4},  {operation_capability, 4}, {operation_timer, 4},   {operation_thread, 2},
    {operation_process, 1}, {operation_yield, 2},      {operation_control, 8}, {operation_puppet, 4},
    {operation_spin, 4},    {operation_dip, 1},
};

enum operation_count { OPERATION_COUNT = sizeof(OPERATIONS) / sizeof(OPERATIONS[0]) };

static struct client client;
static struct worker workers[STRESS_THREADS];
_Alignas(16) static uint8_t stacks[STRESS_THREADS][STACK_BYTES];

static void operate(struct worker *worker) {
    uint64_t sum = 0;
    for (uint32_t i = 0; i < OPERATION_COUNT; i++) {
        sum += OPERATIONS[i].weight;
    }
    uint64_t choice = dice_below(&worker->dice, sum);
    uint32_t chosen = 0;
    for (; choice >= OPERATIONS[chosen].weight; chosen++) {
        choice -= OPERATIONS[chosen].weight;
    }
    OPERATIONS[chosen].operate(worker);
    worker_count(worker, STRESS_ROUNDS, 1);
}

// It makes more changes than a task usually may, and others change it from now on.
static void become_subject(struct worker *worker) {
    const struct abi_task_limits limits = {.control_calls = ABI_CONTROL_CALLS_MAX,
                                           .control_window = ABI_CONTROL_WINDOW_DEFAULT,
                                           .burst_milliseconds = ABI_BURST_DEFAULT,
                                           .burst_window = ABI_BURST_WINDOW_DEFAULT};
    uint32_t handle = 0;
    worker_require_ok(worker, "limits", nexus_task_set_limits(0, &limits, client.qos));
    worker_require_ok(worker, "own handle", nexus_task_open(0, worker->task, &handle));
    subject_init(&worker->subject, &client.board->epochs[worker->number], worker->task, worker->first_harts);
    atomic_store_explicit(&worker->subject.handle, handle, memory_order_release);
}

static void work(void *argument) {
    struct worker *worker = argument;
    worker->task = nexus_task_self();
    worker_require_ok(worker, "clock", nexus_clock_use(client.clock));
    worker_require_ok(worker, "own notification", nexus_notification_create(&worker->notification));
    worker_require_ok(worker, "bell of puppets", nexus_notification_create(&worker->puppet.bell));
    become_subject(worker);
    while (atomic_load_explicit(&client.board->stop, memory_order_relaxed) == 0) {
        operate(worker);
    }
    control_free(worker, &worker->subject);
    worker_require_quiet(worker, "bits at the end");
    worker_require_ok(worker, "close of the puppets' bell", nexus_capability_close(worker->puppet.bell));
    worker_require_ok(worker, "close of the own notification", nexus_capability_close(worker->notification));
}

static uint32_t numbered_handle(const char *name, uint32_t number) {
    char text[START_RECORD_NAME_MAX + 1];
    stress_numbered_name(text, name, number);
    return nexus_start_handle(text);
}

static void find_handles(void) {
    for (uint32_t i = 0; i < STRESS_SERVERS; i++) {
        client.short_endpoints[i] = numbered_handle("short", i);
        client.page_endpoints[i] = numbered_handle("page", i);
    }
    for (uint32_t i = 0; i < STRESS_WORKERS; i++) {
        client.bells[i] = numbered_handle("bell", i);
    }
    client.alarm = nexus_start_handle("alarm");
    client.affinity = nexus_start_handle("affinity");
    client.qos = nexus_start_handle("qos");
    client.shares = nexus_start_handle("shares");
    client.stats = nexus_start_handle("stats");
    client.clock = nexus_start_handle("clock");
    client.timebase_hz = nexus_start_argument(STRESS_ARGUMENT_TIMEBASE);
}

static bool find_child(void) {
    const void *archive = NULL;
    struct archive_file file;
    uint64_t bytes = nexus_start_argument(STRESS_ARGUMENT_ARCHIVE_BYTES);
    if (loader_map_archive(nexus_start_handle("archive"), bytes, &archive) != ABI_OK ||
        archive_find(archive, bytes, "child", &file) != ARCHIVE_OK) {
        return false;
    }
    client.child_file = file.data;
    client.child_bytes = file.bytes;
    return true;
}

static void prepare_workers(void) {
    uint64_t index = nexus_start_argument(STRESS_ARGUMENT_INDEX);
    client.workers = workers;
    for (uint32_t i = 0; i < STRESS_THREADS; i++) {
        struct worker *worker = &workers[i];
        worker->client = &client;
        worker->number = (uint32_t)index * STRESS_THREADS + i;
        worker->line = &client.board->workers[worker->number];
        worker->dice = dice_make(nexus_start_argument(STRESS_ARGUMENT_SEED), worker->number);
        bool is_anywhere = i % 2 != 0;
        worker->first_harts = is_anywhere ? UINT64_MAX >> (ABI_HARTS_MAX - client.board->harts)
                                          : UINT64_C(1) << index % client.board->harts;
    }
}

// The main thread is a worker, too, and begins on the hart of the process. Of the others every second one begins there.
static void start_others(uint32_t *ids) {
    for (uint32_t i = 1; i < STRESS_THREADS; i++) {
        const struct nexus_thread_start start = {.entry = work,
                                                 .argument = &workers[i],
                                                 .stack = stacks[i],
                                                 .stack_bytes = STACK_BYTES,
                                                 .harts = workers[i].first_harts,
                                                 .authority = client.affinity};
        worker_require_ok(&workers[0], "worker", nexus_thread_create(&start, &ids[i]));
    }
}

int main(void) {
    uint64_t address = 0;
    if (nexus_vmo_map(0, nexus_start_handle("board"), 0, 0, STRESS_BOARD_PAGES, ABI_RIGHT_READ | ABI_RIGHT_WRITE,
                      &address) != ABI_OK) {
        return STRESS_STATUS_FAILED;
    }
    client.board = (struct stress_board *)address;
    find_handles();
    prepare_workers();
    worker_require(&workers[0], find_child(), "program child", 0);
    uint32_t ids[STRESS_THREADS] = {0};
    start_others(ids);
    work(&workers[0]);
    for (uint32_t i = 1; i < STRESS_THREADS; i++) {
        worker_require_ok(&workers[0], "join of a worker", nexus_task_join(ids[i]));
    }
    return 0;
}
