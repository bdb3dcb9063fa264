// SPDX-License-Identifier: Apache-2.0
// Names and classes of RISC-V exception causes. Pure. Source: RISC-V Privileged Architecture, "scause".
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// What a trap from user mode means for the kernel.
enum trap_class {
    TRAP_SYSTEM_CALL,
    TRAP_TIMER,
    TRAP_SOFTWARE,  // inter-processor interrupt
    TRAP_EXTERNAL,  // device, through the PLIC
    TRAP_FAULT,     // the task's own doing
    TRAP_UNKNOWN,   // reserved, never enabled or delegated, or not the task's doing (a hardware error)
};

enum trap_class trap_classify(uint64_t scause);

// "load page fault", "illegal instruction", ...; "unknown cause" for the rest. Never null.
const char *trap_cause_text(uint64_t scause);

// True for an instruction that is not allowed as things are; it may be one on registers that are off.
bool trap_is_illegal_instruction(uint64_t scause);

// The right (enum abi_right) that a page fault says is missing; 0 for anything else.
uint32_t trap_missing_right(uint64_t scause);

// True when stval holds an address for that cause, always: not for a breakpoint, where it may be zero.
bool trap_has_address(uint64_t scause);

#ifdef __cplusplus
}
#endif
