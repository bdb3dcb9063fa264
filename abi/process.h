// SPDX-License-Identifier: Apache-2.0
// Processes: what they may use, what became of them, and what their supervisor is told.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// What a process may have at the same time, with its children.
struct abi_process_limits {
    uint32_t pages;  // memory, page tables and message pages
    uint32_t processes;
    uint32_t tasks;
    uint32_t endpoints;
    uint32_t notifications;
    uint32_t timers;
    uint32_t vmos;
    uint32_t reserved;  // 0
};

enum abi_process_state {
    ABI_PROCESS_ALIVE = 0,
    ABI_PROCESS_ENDING = 1,  // its tasks have ended or will; what it held is on its way back
    ABI_PROCESS_DEAD = 2,    // everything came back
};

struct abi_process_info {
    struct abi_process_limits limits;
    struct abi_process_limits used;
    uint32_t state;   // enum abi_process_state
    uint32_t status;  // of task_exit or process_kill, or ABI_STATUS_FAULT; 0 while it is alive
    uint32_t capabilities;
    uint32_t mappings;
};

enum abi_process_status {
    ABI_STATUS_FAULT = 128,      // a fault that nobody mended
    ABI_STATUS_ABANDONED = 129,  // its last capability was closed
};

// The words of a fault, in their order: enum abi_fault; the program counter; the address it is about, or 0; the stack pointer; the
// cause as the hardware put it (RISC-V scause); 0. An answer whose first word is ABI_FAULT_RESUME lets the task go on at the
// second word; any other ends the task.
enum abi_fault {
    ABI_FAULT_ILLEGAL_INSTRUCTION = 1,
    ABI_FAULT_BREAKPOINT = 2,
    ABI_FAULT_MISALIGNED = 3,
    ABI_FAULT_READ = 4,     // no readable page there
    ABI_FAULT_WRITE = 5,    // no writable page there
    ABI_FAULT_EXECUTE = 6,  // no executable page there
};

enum abi_fault_answer {
    ABI_FAULT_END = 0,
    ABI_FAULT_RESUME = 1,
};

#ifdef __cplusplus
}
#endif
