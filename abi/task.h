// SPDX-License-Identifier: Apache-2.0
// How a task is scheduled: what can be asked for, and what it may use up.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum abi_task_option {
    ABI_TASK_SUSPENDED = 1 << 0,  // it begins when it is given a permit
};

enum abi_shares {
    ABI_SHARES_DEFAULT = 100,
    ABI_SHARES_MAX = 1000,  // and at least 1
};

// Calls that change how tasks are scheduled, and time at PerfBurst: so much in each window of so many milliseconds.
struct abi_task_limits {
    uint32_t control_calls;       // 1 to ABI_CONTROL_CALLS_MAX
    uint32_t control_window;      // ABI_CONTROL_WINDOW_MIN to ABI_LIMIT_WINDOW_MAX
    uint32_t burst_milliseconds;  // 0 to burst_window; 0: PerfBurst is as good as Normal
    uint32_t burst_window;        // 1 to ABI_LIMIT_WINDOW_MAX
};

enum abi_task_limit {
    ABI_CONTROL_CALLS_DEFAULT = 100,
    ABI_CONTROL_WINDOW_DEFAULT = 100,
    ABI_CONTROL_CALLS_MAX = 10000,
    ABI_CONTROL_WINDOW_MIN = 10,
    ABI_BURST_DEFAULT = 10,
    ABI_BURST_WINDOW_DEFAULT = 100,
    ABI_LIMIT_WINDOW_MAX = 1000,
};

// What task_info tells. Of the caller itself `harts` and `cpu` are not told: they are 0.
struct abi_task_info {
    uint64_t harts;  // set of the online cpus it may run on, one bit each
    struct abi_task_limits limits;
    uint32_t cpu;  // where it runs, or ran last
    uint16_t shares;
    uint8_t class_;      // enum abi_class it competes at now
    uint8_t base_class;  // enum abi_class that was set
    uint8_t placement;   // enum abi_placement
    uint8_t is_waiting;  // 1: it waits for something
    uint8_t reserved[6];
};

#ifdef __cplusplus
}
#endif
