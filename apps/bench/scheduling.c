// SPDX-License-Identifier: Apache-2.0
// A first program of its own, so that nothing of it is in the rows of the other one. Prints rows as main.c does.
#include "apps/bench/scheduling.h"

#include "libs/nexus/nexus.h"
#include "apps/bench/crew.h"
#include "apps/bench/measure.h"

// The emulator gives hart 0 its turns more reliably than the others theirs, when another one is busy.
enum { THIEF_CPU = 0 };

// Setting up crews and moving about takes more control calls than a task has.
static void take_limits(void) {
    const struct abi_task_limits limits = {
        .control_calls = ABI_CONTROL_CALLS_MAX,
        .control_window = ABI_CONTROL_WINDOW_MIN,
        .burst_milliseconds = ABI_BURST_DEFAULT,
        .burst_window = ABI_BURST_WINDOW_DEFAULT,
    };
    measure_require("task_set_limits", nexus_task_set_limits(0, &limits, nexus_boot()->sched_setqos));
}

int main(void) {
    const struct abi_boot *boot = nexus_boot();
    struct abi_machine_info info = {0};
    measure_require("clock_use", nexus_clock_use(boot->clock));
    measure_require("machine_info", nexus_machine_info(boot->stats_read, &info));
    measure_init(info.harts, info.timebase_hz);
    take_limits();
    const uint32_t own_cpu = info.harts - 1;
    measure_require("task_set_placement",
                    nexus_task_set_placement(0, ABI_PLACEMENT_HARTS, UINT64_C(1) << own_cpu, boot->sched_setaffinity));
    crew_init();
    rows_of_ready_tasks(own_cpu);
    rows_of_timer_interrupts();
    if (info.harts > 1) {
        rows_of_stealing(own_cpu, THIEF_CPU);
        rows_of_moving(own_cpu, THIEF_CPU);
    } else {
        rows_of_shares(own_cpu);
        rows_of_classes(own_cpu);
    }
    (void)!nexus_power_off(boot->power, 0);
    return 0;
}
