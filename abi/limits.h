// SPDX-License-Identifier: Apache-2.0
// Every limit that both sides of the system interface must agree on, stated once.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

enum abi_limits {
    ABI_PAGE_BYTES = 4096,
    ABI_HARTS_MAX = 64,    // cpu numbers are 0 .. ABI_HARTS_MAX - 1
    ABI_TASKS_MAX = 1024,  // live tasks in the machine
    ABI_CONSOLE_WRITE_MAX_BYTES = 512,
    ABI_CONSOLE_READ_MAX_BYTES = 512,
    ABI_ARGUMENT_REGISTERS = 7,   // a0 .. a6
    ABI_PROCESSES_MAX = 64,       // in the machine
    ABI_ENDPOINTS_MAX = 512,      // in the machine
    ABI_NOTIFICATIONS_MAX = 512,  // in the machine
    ABI_TIMERS_MAX = 256,         // in the machine
    ABI_VMOS_MAX = 2048,          // in the machine
    ABI_VMO_PAGES_MAX = 1024,
    ABI_CAPABILITIES_MAX = 256,      // slots of a process
    ABI_MAPPINGS_PER_PROCESS = 128,  // ranges of its address space
    ABI_CALL_DEPTH_MAX = 8,          // callers in a chain of calls
    ABI_COARSE_CLOCK_MILLISECONDS = 4,
};

#ifdef __cplusplus
}
#endif
