// SPDX-License-Identifier: Apache-2.0
// What a person starts with the command "bench": the rows that any program can measure that may read the counters. It runs wherever it is put,
// beside whatever else runs.
#include <inttypes.h>
#include <stdio.h>

#include "libs/nexus/nexus.h"
#include "apps/bench/measure.h"
#include "apps/bench/programs.h"
#include "apps/bench/rows.h"

// The program is its own server.
const char SERVER_FILE[] = "bench";

int main(void) {
    if (nexus_start_argument(SERVER_JOB_ARGUMENT) == SERVER_JOB) {
        return server_run((enum server_role)nexus_start_argument(SERVER_ROLE_ARGUMENT));
    }
    struct abi_machine_info info = {0};
    measure_require("clock_use", nexus_clock_use(nexus_start_handle("clock")));
    measure_require("machine_info", nexus_machine_info(nexus_start_handle("stats_read"), &info));
    printf("%s\n", measure_is_exact() ? "instructions of all harts, read from instret: exact"
                                      : "instret does not count instructions here: ticks of the emulator's clock");
    printf("%-23s  %-9s %9s %9s %9s\n", "row", "", "min", "median", "max");
    measure_init(info.harts, info.timebase_hz);
    rows_of_calls();
    rows_of_memory();
    rows_of_ipc(SERVER_ANY_CPU);
    rows_of_threads();
    return 0;
}
