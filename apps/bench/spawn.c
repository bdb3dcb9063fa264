// SPDX-License-Identifier: Apache-2.0
#include "libs/loader/loader.h"
#include "libs/nexus/nexus.h"
#include "apps/bench/measure.h"
#include "apps/bench/programs.h"
#include "apps/bench/rows.h"

enum spawn_sizes {
    NOTHING_PAGES = 64,
    THREAD_STACK_BYTES = 4096,
};

static _Alignas(16) uint8_t thread_stack[THREAD_STACK_BYTES];
static struct loader_program nothing;
static uint32_t ended;  // notification: the process is gone

static uint64_t free_bytes(void) {
    struct abi_machine_info info = {0};
    measure_require("machine_info", nexus_machine_info(nexus_start_handle("stats_read"), &info));
    return info.memory_free_bytes;
}

static void thread(void *argument) {
    (void)argument;
}

// What is taken out of the numbers: how many pages, and what it costs to take and to zero one.
static uint64_t thread_pages;
static uint64_t process_pages;
static uint64_t page_cost;

static uint32_t create_thread(void) {
    const struct nexus_thread_start start = {
        .entry = thread, .stack = thread_stack, .stack_bytes = sizeof(thread_stack)};
    uint32_t id = 0;
    measure_require("thread_create", nexus_thread_create(&start, &id));
    return id;
}

// To create a thread, to run it to its end, and to join it; the library's part included, pages (rows_page_cost each) not.
static bool sample_thread(uint64_t *count) {
    uint64_t before = measure_now();
    enum abi_error error = nexus_task_join(create_thread());
    *count = measure_between(before, measure_now()) - thread_pages * page_cost;
    return error == ABI_OK;
}

// Not free any more while the thread lives.
static bool sample_thread_pages(uint64_t *count) {
    uint64_t before = free_bytes();
    uint32_t id = create_thread();
    thread_pages = (before - free_bytes()) / ABI_PAGE_BYTES;
    *count = thread_pages;
    return nexus_task_join(id) == ABI_OK;
}

static uint32_t spawn(void) {
    struct loader_process process = {0};
    measure_require("nothing", loader_spawn(&nothing, &process));
    return process.process;
}

static void wait_for_end(uint32_t process) {
    uint64_t bits = 0;
    measure_require("process_watch", nexus_process_watch(process, ended, 1));
    measure_require("notification_wait", nexus_notification_wait(ended, ABI_DEADLINE_NEVER, &bits));
    measure_require("capability_close", nexus_capability_close(process));
}

// From the program file in memory to a process that has run, ended and given everything back; the loader's part, the
// program's own start included, pages not.
static bool sample_process(uint64_t *count) {
    uint64_t before = measure_now();
    wait_for_end(spawn());
    *count = measure_between(before, measure_now()) - process_pages * page_cost;
    return true;
}

static bool sample_process_pages(uint64_t *count) {
    uint64_t before = free_bytes();
    uint32_t process = spawn();
    process_pages = (before - free_bytes()) / ABI_PAGE_BYTES;
    *count = process_pages;
    wait_for_end(process);
    return true;
}

void rows_of_threads(void) {
    page_cost = measure_is_exact() ? rows_page_cost() : 0;
    const struct measure_row rows[] = {
        {.name = "spawn_exit_thread_pages", .unit = "pages", .samples = 1, .sample = sample_thread_pages},
        {.name = "spawn_exit_thread", .samples = MEASURE_SAMPLES_MAX, .sample = sample_thread},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        measure_row(&rows[i]);
    }
}

void rows_of_processes(void) {
    struct archive_file file;
    programs_find("nothing", &file);
    nothing = (struct loader_program){
        .file = file.data,
        .bytes = file.bytes,
        .limits = {.pages = NOTHING_PAGES, .tasks = 1, .vmos = 8},
        .stack_pages = 1,
    };
    measure_require("notification_create", nexus_notification_create(&ended));
    const struct measure_row rows[] = {
        {.name = "spawn_exit_process_pages", .unit = "pages", .samples = 1, .sample = sample_process_pages},
        {.name = "spawn_exit_process", .samples = MEASURE_SAMPLES_MAX, .sample = sample_process},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        measure_row(&rows[i]);
    }
    measure_require("capability_close", nexus_capability_close(ended));
}
