// SPDX-License-Identifier: Apache-2.0
// The system calls, as trap_entry.S finds them. Contracts are in abi/syscall.h. Context: kernel, interrupts off, the
// current task is the caller.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "abi/syscall.h"

// Comes back in a0 and a1.
struct system_call_result {
    uint64_t error;  // enum abi_error
    uint64_t value;
};

static inline struct system_call_result call_result(enum abi_error error, uint64_t value) {
    return (struct system_call_result){.error = error, .value = value};
}

// Each takes as many argument registers as it needs; trap_entry.S calls them with all of them in place.
struct system_call_result system_call_unknown(void);
struct system_call_result system_call_task_self(void);
struct system_call_result system_call_task_yield(void);
struct system_call_result system_call_task_exit(void);
struct system_call_result system_call_task_create(uint64_t entry, uint64_t stack_top, uint64_t argument, uint64_t cpu);
struct system_call_result system_call_task_park(void);
struct system_call_result system_call_task_unpark(uint64_t id);
struct system_call_result system_call_console_write(uint64_t text, uint64_t bytes);
struct system_call_result system_call_console_read(uint64_t buffer, uint64_t bytes);
struct system_call_result system_call_machine_info(uint64_t out);
struct system_call_result system_call_hart_statistics(uint64_t cpu, uint64_t out);
struct system_call_result system_call_power_off(uint64_t status);

// Selftest kernels only; see kernel/selftest/marker_call.h.
struct system_call_result system_call_marker(uint64_t marker, uint64_t text, uint64_t bytes);
