// SPDX-License-Identifier: Apache-2.0
// Measures the kernel from user mode in executed instructions, which are exact in deterministic mode, and prints one
// line a row: BENCH: row=NAME harts=N [QUALIFIER] min=A median=B max=C unit=UNIT
#include "libs/nexus/nexus.h"
#include "apps/bench/measure.h"
#include "apps/bench/rows.h"
#include "apps/bench/server.h"

enum bench_constants {
    // More harts do not change the other rows: a larger machine is booted for the ones that are about many harts.
    HARTS_OF_ALL_ROWS_MAX = 4,
    BENCH_STACK_BYTES = 16384,
};

const char SERVER_FILE[] = "server";

// start.S
extern uint64_t bench_first_instruction;
uint64_t bench_first_instruction;

// Written before the thread of the pinned rows starts.
static uint64_t entry_instructions;
static uint32_t own_cpu;
static _Alignas(16) uint8_t stack[BENCH_STACK_BYTES];

static bool sample_first_instruction(uint64_t *count) {
    *count = bench_first_instruction - entry_instructions;
    return true;
}

// The first program's hart is the only one that has run anything. Any hart will do for what follows, but on another one
// this process would be in use on two, and every unmap would have to tell both. So nobody moves without being asked to:
// whoever names no harts for a task gives it this one.
static uint32_t find_own_cpu(void) {
    uint32_t own = 0;
    uint64_t most = 0;
    for (uint32_t cpu = 0; cpu < measure_harts(); cpu++) {
        struct abi_hart_statistics statistics = {0};
        measure_require("hart_statistics", nexus_hart_statistics(nexus_boot()->stats_read, cpu, &statistics));
        if (statistics.switches > most) {
            most = statistics.switches;
            own = cpu;
        }
    }
    return own;
}

// Rows with partners, on one hart that does not change.
static void run_pinned(void *argument) {
    (void)argument;
    const struct abi_boot *boot = nexus_boot();
    measure_require("clock_use", nexus_clock_use(boot->clock));
    measure_require("task_set_class", nexus_task_set_class(0, ABI_CLASS_NORMAL, boot->sched_setqos));
    rows_of_switches(own_cpu);
    rows_of_ipc(own_cpu);
    rows_of_threads();
    rows_of_processes();
    // From here on tasks of this process run on other harts.
    rows_of_pairs();
    if (measure_harts() > 1) {
        rows_across_harts(own_cpu, (own_cpu + 1) % measure_harts());
        rows_of_shootdown(own_cpu);
    }
}

static void measure_pinned(void) {
    const struct nexus_thread_start start = {
        .entry = run_pinned,
        .stack = stack,
        .stack_bytes = sizeof(stack),
        .harts = UINT64_C(1) << own_cpu,
        .authority = nexus_boot()->sched_setaffinity,
    };
    uint32_t thread = 0;
    measure_require("thread_create", nexus_thread_create(&start, &thread));
    measure_require("task_join", nexus_task_join(thread));
}

int main(void) {
    const struct abi_boot *boot = nexus_boot();
    struct abi_machine_info info = {0};
    measure_require("clock_use", nexus_clock_use(boot->clock));
    measure_require("machine_info", nexus_machine_info(boot->stats_read, &info));
    measure_init(info.harts, info.timebase_hz);
    entry_instructions = info.entry_instructions;
    own_cpu = find_own_cpu();
    measure_require("task_set_placement",
                    nexus_task_set_placement(0, ABI_PLACEMENT_HARTS, UINT64_C(1) << own_cpu, boot->sched_setaffinity));
    if (info.harts > 1) {
        rows_of_shootdown_ipis();
    }
    if (info.harts <= HARTS_OF_ALL_ROWS_MAX) {
        const struct measure_row first = {
            .name = "kernel_entry_to_user", .samples = 1, .sample = sample_first_instruction};
        measure_row(&first);
        rows_of_calls();
        rows_of_memory();
        measure_pinned();
    }
    (void)!nexus_power_off(boot->power, 0);
    return 0;
}
